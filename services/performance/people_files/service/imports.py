from asyncio import to_thread
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.performance.people.service.lines import hold_reporting_lines
from services.performance.people_files import schemas
from services.performance.people_files.queries.known import CODES, PEOPLE, STAYS
from services.performance.people_files.rules.plan import Asked, Planned, plan
from services.performance.people_files.rules.rows import Row, TooManyRows, rows_of
from services.performance.people_files.rules.spreadsheet import read
from services.performance.people_files.rules.stays import PLACE, Stay
from services.performance.people_files.rules.wishes import PERSONAL, ImportMode, Known, Stored
from services.performance.people_files.service.reports import report
from services.performance.people_files.service.writing import note, write
from shared.answers import Document
from shared.problems import FieldError, Invalid
from shared.work import Work

PLAN_AFRESH = "SET LOCAL plan_cache_mode = force_custom_plan"
"""A plan that PostgreSQL made while the tables were small would be kept for a file of thousands."""
AT_ONCE = 5_000
TRY, TAKE_BACK = "SAVEPOINT tried", "ROLLBACK TO SAVEPOINT tried"


class SaidTwice(Invalid):
    """Of JSON, the body itself says its source and mode, not the query."""


async def import_people(
    work: Work, query: schemas.ImportQuery, sent: schemas.PeopleImport | bytes
) -> Document[schemas.ImportReport]:
    asked = asked_of(query, sent)
    rows = await to_thread(read, sent) if isinstance(sent, bytes) else await to_thread(rows_of, sent.rows)
    if len(rows) > AT_ONCE:
        raise TooManyRows(limit=AT_ONCE)
    return report(await take(work, rows, asked), asked.dry_run)


def asked_of(query: schemas.ImportQuery, sent: schemas.PeopleImport | bytes) -> Asked:
    """What a JSON body says beside its rows, the query says beside a file."""
    given = query.model_dump(exclude={"dry_run"}, exclude_none=True)
    if isinstance(sent, bytes):
        return Asked(dry_run=query.dry_run, **{"source": "csv"} | given)
    if given:
        raise SaidTwice(errors=[FieldError(f"?{name}", SaidTwice.code, "belongs in the body") for name in given])
    return Asked(dry_run=query.dry_run, **sent.model_dump(exclude={"rows"}))


async def take(work: Work, rows: Sequence[Row], asked: Asked) -> list[Planned]:
    """What stands is written, what falls is said; the file is judged as a whole, in any order of its rows.

    A dry run does all of it and takes it back, so that it can't say anything else.
    """
    await hold_reporting_lines(work)
    await work.session.execute(text(PLAN_AFRESH))
    known = await _known(work, rows, asked)
    planned = await to_thread(plan, rows, known, asked, work.today)
    if asked.dry_run:
        await work.connection.execute(TRY)
        await write(work, asked.source, planned)
        await work.connection.execute(TAKE_BACK)
    else:
        note(work, asked.source, planned, await write(work, asked.source, planned))
    return planned


async def _known(work: Work, rows: Sequence[Row], asked: Asked) -> Known:
    named = {name: _said(rows, name) for name in ("external_id", "manager_external_id", "work_email")}
    external_ids = named["external_id"] | named["manager_external_id"]
    found = await work.rows(
        PEOPLE,
        source=asked.source,
        whole=asked.mode is ImportMode.FULL,
        external_ids=list(external_ids),
        ids=[id for id in map(_our_own, external_ids) if id],
        emails=list(named["work_email"]),
        numbers=list(_said(rows, "employee_number")),
    )
    lines = await work.rows(STAYS, people=[row["id"] for row in found], source=asked.source)
    codes = {name: list(_said(rows, name)) for name in ("job_profile_code", "job_level_code")}
    jobs = await work.rows(CODES, **{f"{name}s": values for name, values in codes.items()})
    stays: dict[UUID, list[Stay]] = {}
    for line in lines:
        stays.setdefault(line["person_id"], []).append(_stay(line))
    return Known(
        people={row["id"]: _stored(row, stays.get(row["id"], [])) for row in found},
        stays=stays,
        managers={line["manager_id"]: line["manager"] for line in lines if line["manager_id"]},
        codes={name: frozenset(job["code"] for job in jobs if job["name"] == name) for name in codes},
    )


def _said(rows: Sequence[Row], name: str) -> set[str]:
    """All that the rows say under that name."""
    return {row.said[name] for row in rows if isinstance(row.said, dict) and row.said.get(name)}


def _our_own(name: str) -> UUID | None:
    """A person whom the source does not know is named by our id."""
    try:
        return UUID(name)
    except ValueError:
        return None


def _stored(row: Mapping[str, Any], stays: Sequence[Stay]) -> Stored:
    personal = {name: row[name] for name in PERSONAL}
    return Stored(row["id"], row["version"], row["external_ids"], personal, stays)


def _stay(line: Mapping[str, Any]) -> Stay:
    place = {name: line[name] for name in PLACE if name != "manager_external_id"}
    return Stay(line["effective_from"], {"manager_external_id": line["manager_id"]} | place, line["ends_employment"])
