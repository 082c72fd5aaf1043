"""What stands of a file is written: one statement a table, in the order in which their rows refer to one another."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.performance.people.rules.lines import Who
from services.performance.people.service.lines import place
from services.performance.people_files.queries import writes
from services.performance.people_files.rules.plan import Planned, RowOutcome, unit_names
from services.performance.people_files.rules.stays import in_force, standing
from services.performance.people_files.rules.wishes import PERSONAL, Wish
from shared.database.statements import Statement, in_columns
from shared.problems import TryAgain
from shared.work import Work

Rows = Sequence[Mapping[str, Any]]
Ids = Mapping[Who, UUID]


class Written(NamedTuple):
    """What an event needs to know of a record that a statement wrote."""

    id: UUID
    version: int


class Made(NamedTuple):
    """What a file made: the ids of its people, and the units that were new."""

    people: Ids
    org_units: Sequence[UUID]


async def write(work: Work, source: str, planned: Sequence[Planned]) -> Made:
    wishes = [one.wish for one in planned if one.wish and one.written]
    changed, new = [wish for wish in wishes if wish.stored], [wish for wish in wishes if not wish.stored]
    ids: Ids = {wish.who: wish.stored.id if wish.stored else uuid7() for wish in wishes}
    if len(await _put(work, writes.CHANGE_PEOPLE, [_changed(work, wish) for wish in changed])) < len(changed):
        raise TryAgain()
    await _put(work, writes.ADD_PEOPLE, [{"id": ids[wish.who]} | _personal(work, wish) for wish in new])
    linked = [_link(ids[wish.who], wish) for wish in wishes if wish.links]
    await _put(work, writes.ADD_LINKS, linked, source=source)
    moves = [wish for wish in wishes if wish.moves]
    org_units = await _write_org_units(work, unit_names(moves))
    await _put(work, writes.DROP_ASSIGNMENTS, [day for wish in moves for day in _dropped(wish)])
    put = [row for wish in moves for row in _assignments(wish, ids)]
    await _put(work, writes.PUT_ASSIGNMENTS, put, source=source)
    await place(work, [ids[wish.who] for wish in moves])
    return Made(ids, org_units)


def note(work: Work, source: str, planned: Sequence[Planned], made: Made) -> None:
    for one in planned:
        if one.wish and one.written:
            version = one.wish.stored.version + 1 if one.wish.stored else 1
            record = Written(made.people[one.wish.who], version)
            work.note(f"person.{_happened(work, one.wish, one.outcome)}", record, source=source, changes=one.changes)
    for id in made.org_units:
        work.note("org_unit.created", Written(id, 1))


def _happened(work: Work, wish: Wish, outcome: RowOutcome) -> str:
    """What is dated for a later day is planned; the turn of that day says that it happened."""
    now = in_force(wish.stays, work.today)
    left = now is not None and now.ends_employment
    if outcome is RowOutcome.TERMINATED and not left:
        return "termination_planned"
    if outcome is RowOutcome.REHIRED and left:
        return "rehire_planned"
    return outcome.value


async def _write_org_units(work: Work, names: Mapping[str, str]) -> Sequence[UUID]:
    units = {uuid7(): code for code in names}
    made = await _put(work, writes.ADD_ORG_UNITS, [{"id": id, "code": code} for id, code in units.items()])
    first = [{"id": uuid7(), "org_unit_id": row["id"], "name": names[units[row["id"]]]} for row in made]
    await _put(work, writes.ADD_ORG_UNIT_VERSIONS, first)
    return [row["id"] for row in made]


async def _put(work: Work, statement: Statement, rows: Rows, **given: Any) -> Rows:
    return await work.rows(statement, **in_columns(rows), **given) if rows else []


def _changed(work: Work, wish: Wish) -> dict[str, Any]:
    assert wish.stored is not None
    return {"id": wish.stored.id, "version": wish.stored.version} | _personal(work, wish)


def _personal(work: Work, wish: Wish) -> dict[str, Any]:
    status, ended_on = standing(wish.stays, work.today)
    return {name: wish.after[name] for name in PERSONAL} | {"status": status.value, "ended_on": ended_on}


def _link(person_id: UUID, wish: Wish) -> dict[str, Any]:
    return {"id": uuid7(), "person_id": person_id, "external_id": wish.external_id}


def _dropped(wish: Wish) -> Rows:
    if wish.stored is None:
        return []
    kept = {stay.effective_from for stay in wish.stays}
    days = (stay.effective_from for stay in wish.stored.stays if stay.effective_from not in kept)
    return [{"person_id": wish.stored.id, "effective_from": day} for day in days]


def _assignments(wish: Wish, ids: Ids) -> Rows:
    known = wish.stored.stays if wish.stored else ()
    return [
        {
            "id": uuid7(),
            "person_id": ids[wish.who],
            "effective_from": stay.effective_from,
            "ends_employment": stay.ends_employment,
            **{name: value for name, value in stay.place.items() if name != "manager_external_id"},
            "manager_id": ids.get(stay.place["manager_external_id"], stay.place["manager_external_id"]),
        }
        for stay in wish.stays
        if stay not in known
    ]
