"""Files and what is stored after them, without a database."""

from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from services.performance.people_files.rules.plan import Asked, Planned, RowOutcome, plan
from services.performance.people_files.rules.rows import Row
from services.performance.people_files.rules.spreadsheet import read
from services.performance.people_files.rules.wishes import PERSONAL, ImportMode, Known, Stored

TODAY = date(2026, 6, 15)
CODES = {"job_profile_code": frozenset({"cook"}), "job_level_code": frozenset({"senior"})}
NOBODY = Known({}, {}, {}, CODES)
DELTA, FULL = Asked("hr"), Asked("hr", ImportMode.FULL, max_terminations_percent=100)
COLUMNS = "external_id,display_name,work_email,manager_external_id,org_unit_code,job_title,hired_on,effective_from"


def file(*rows: str, columns: str = "external_id,display_name,work_email,manager_external_id") -> list[Row]:
    return read("\n".join([columns, *rows]).encode())


def planned_of(rows: list[Row], known: Known, asked: Asked = DELTA, today: date = TODAY) -> list[Planned]:
    return plan(rows, known, asked, today)


def outcomes(planned: list[Planned]) -> dict[str | None, str]:
    return {one.external_id: one.problem.code if one.problem else one.outcome.value for one in planned}


def after(known: Known, planned: list[Planned]) -> Known:
    """What would be stored once a plan is carried out."""
    wishes = [one.wish for one in planned if one.wish and one.written]
    ids = {wish.who: wish.stored.id if wish.stored else uuid5(NAMESPACE_OID, str(wish.who)) for wish in wishes}
    people, stays = dict(known.people), dict(known.stays)
    for wish in wishes:
        led = [(stay, stay.place["manager_external_id"]) for stay in wish.stays]
        kept = [replace(stay, place=stay.place | {"manager_external_id": ids.get(lead, lead)}) for stay, lead in led]
        names = [*(wish.stored.external_ids if wish.stored else ()), *([wish.external_id] if wish.links else ())]
        id = ids[wish.who]
        people[id] = Stored(id, 1, names, {name: wish.after[name] for name in PERSONAL}, kept)
        stays[id] = kept
    return Known(people, stays, {}, known.codes)


def stored(*rows: str, columns: str = COLUMNS) -> Known:
    """What is stored after a file, all of whose rows were taken."""
    planned = planned_of(file(*rows, columns=columns), NOBODY)
    assert all(one.outcome is RowOutcome.CREATED for one in planned), outcomes(planned)
    return after(NOBODY, planned)
