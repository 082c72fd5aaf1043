"""What stands of an import is written, what falls is said."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.performance.people.queries.lines import DEEPEST
from services.performance.people.rules.lines import MOST_LEVELS
from services.performance.people.service.lines import MANY, hold_reporting_lines
from services.performance.people_files.queries.known import CODES, LINKS, PEOPLE, STAYS
from services.performance.people_files.rules.plan import Asked, Planned, levels, plan
from services.performance.people_files.rules.rows import Row
from services.performance.people_files.rules.stays import PLACE, Stay, Stays
from services.performance.people_files.rules.wishes import PERSONAL, ImportMode, Known, Stored
from services.performance.people_files.service.writing import note, write
from shared.work import Work

Rows = Sequence[Mapping[str, Any]]
Progress = Callable[[int], Awaitable[None]]

PLAN_AFRESH = "DISCARD PLANS"
"""A plan that PostgreSQL made while the tables were small would be kept for a file of thousands.

Made anew once; `force_custom_plan` would make that of every foreign key anew for each row.
"""
JOIN_SETS = "SET LOCAL enable_nestloop = off"
"""The planner takes an organisation that came after the last ANALYZE for a handful of rows, and would loop over it."""
TRY, TAKE_BACK = "SAVEPOINT tried", "ROLLBACK TO SAVEPOINT tried"
KNOWN, JUDGED = 25, 50
"""Per cent of the work."""


async def unwatched(_percent: int) -> None:
    """Nobody asked how far it is."""


async def take(work: Work, rows: Sequence[Row], asked: Asked, progress: Progress = unwatched) -> list[Planned]:
    """What stands is written, what falls is said; the file is judged as a whole, in any order of its rows."""
    await hold_reporting_lines(work)
    await work.session.execute(text(PLAN_AFRESH))
    if len(rows) >= MANY:
        await work.session.execute(text(JOIN_SETS))
    known = await _known(work, rows, asked)
    await progress(KNOWN)
    planned = await to_thread(plan, rows, known, asked, work.today)
    await progress(JUDGED)
    if not asked.dry_run:
        note(work, asked.source, planned, await write(work, asked.source, planned))
    elif levels(planned, known, work.today) + await work.value(DEEPEST) > MOST_LEVELS:
        await _try(work, asked, planned)
    return planned


async def _try(work: Work, asked: Asked, planned: Sequence[Planned]) -> None:
    """Only the database knows who stands below those who move: done and taken back, where a line may get too long."""
    await work.connection.execute(TRY)
    await write(work, asked.source, planned)
    await work.connection.execute(TAKE_BACK)


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
    lines = await work.rows(STAYS, people=[row["id"] for row in found])
    codes = {name: list(_said(rows, name)) for name in ("job_profile_code", "job_level_code")}
    units = list(_said(rows, "org_unit_code"))
    jobs = await work.rows(CODES, org_unit_codes=units, **{f"{name}s": values for name, values in codes.items()})
    stays, names = _stays(lines), await _names(work, asked.source, found, lines)
    return Known(
        people={row["id"]: _stored(row, names, stays) for row in found},
        stays=stays,
        managers={id: min(given) for id, given in names.items()},
        codes={name: frozenset(job["code"] for job in jobs if job["name"] == name) for name in codes},
        closed_units=frozenset(job["code"] for job in jobs if job["name"] == "closed_unit"),
    )


async def _names(work: Work, source: str, people: Rows, lines: Rows) -> dict[UUID, list[str]]:
    """What the source calls these people and those above them."""
    ids = {row["id"] for row in people} | {line["manager_id"] for line in lines if line["manager_id"]}
    names: dict[UUID, list[str]] = {}
    for link in await work.rows(LINKS, source=source, people=list(ids)):
        names.setdefault(link["person_id"], []).append(link["external_id"])
    return names


def _said(rows: Sequence[Row], name: str) -> set[str]:
    """All that the rows say under that name."""
    return {row.said[name] for row in rows if isinstance(row.said, dict) and row.said.get(name)}


def _our_own(name: str) -> UUID | None:
    """A person whom the source does not know is named by our id."""
    try:
        return UUID(name)
    except ValueError:
        return None


def _stored(row: Mapping[str, Any], names: Mapping[UUID, Sequence[str]], stays: Mapping[UUID, Stays]) -> Stored:
    personal, id = {name: row[name] for name in PERSONAL}, row["id"]
    return Stored(id, row["version"], names.get(id, ()), personal, stays.get(id, ()))


def _stays(lines: Rows) -> dict[UUID, list[Stay]]:
    stays: dict[UUID, list[Stay]] = {}
    for line in lines:
        stays.setdefault(line["person_id"], []).append(_stay(line))
    return stays


def _stay(line: Mapping[str, Any]) -> Stay:
    place = {name: line[name] for name in PLACE if name != "manager_external_id"}
    return Stay(line["effective_from"], {"manager_external_id": line["manager_id"]} | place, line["ends_employment"])
