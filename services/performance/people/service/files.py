from asyncio import to_thread
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.performance.people import schemas
from services.performance.people.queries import files
from services.performance.people.queries.lines import LINES_ABOVE
from services.performance.people.rules.plan import Planned, RowOutcome, plan, unit_names
from services.performance.people.rules.spreadsheet import PersonRow, Row, read
from services.performance.people.rules.wishes import PERSONAL, Known, Placed, Stored, Wish
from services.performance.people.service.lines import hold_reporting_lines, place
from shared.answers import Document
from shared.database.statements import Statement, in_columns
from shared.problems import Problem, TryAgain
from shared.work import Work

Rows = Sequence[Mapping[str, Any]]

PLAN_AFRESH = "SET LOCAL plan_cache_mode = force_custom_plan"
"""A plan that PostgreSQL made while the tables were small would be kept for a file of thousands."""


class Written(NamedTuple):
    """What an event needs to know of a record that a statement wrote."""

    id: UUID
    version: int


async def import_people(work: Work, query: schemas.ImportQuery, file: bytes) -> Document[schemas.ImportReport]:
    """What stands is written, what falls is said; the file is judged as a whole, in any order of its rows."""
    rows = await to_thread(read, file)
    await hold_reporting_lines(work)
    await work.session.execute(text(PLAN_AFRESH))
    known = await _known(work, query.source, rows)
    planned = await to_thread(plan, rows, known, work.today)
    if not query.dry_run:
        await _write(work, query.source, planned)
    return Document(_report(planned, query.dry_run))


async def _known(work: Work, source: str, rows: Sequence[Row]) -> Known:
    """What is stored of everybody the file names and of all above them, in as many statements for one as for all."""
    said = [row.said for row in rows if isinstance(row.said, PersonRow)]
    external_ids = {name for one in said for name in (one.external_id, one.manager_external_id) if name}
    linked = await work.rows(files.LINKED, source=source, external_ids=list(external_ids))
    holders = await work.rows(files.EMAIL_HOLDERS, emails=[one.work_email for one in said])
    above = await work.rows(LINES_ABOVE, people=[row["id"] for row in linked], source=source)
    places: dict[UUID, list[Placed]] = {}
    for row in above:
        places.setdefault(row["person_id"], []).append(Placed(*row.values()))
    return Known(
        people={row["external_id"]: _stored(row) for row in linked},
        holders={row["work_email"]: row["id"] for row in holders},
        places=places,
    )


def _stored(row: Mapping[str, Any]) -> Stored:
    return Stored(row["id"], row["version"], {name: row[name] for name in PERSONAL})


async def _write(work: Work, source: str, planned: Sequence[Planned]) -> None:
    """One statement a table, in the order in which their rows refer to one another."""
    changed = [one.wish for one in planned if one.wish and one.outcome is RowOutcome.UPDATED]
    new = [one.wish for one in planned if one.wish and one.outcome is RowOutcome.CREATED]
    ids: dict[Any, UUID] = {wish.who: wish.stored.id if wish.stored else uuid7() for wish in (*changed, *new)}
    if len(await _put(work, files.CHANGE_PEOPLE, [_person(wish, ids) for wish in changed])) < len(changed):
        raise TryAgain()
    await _put(work, files.ADD_PEOPLE, [_person(wish, ids) for wish in new])
    await _put(work, files.ADD_LINKS, [_link(wish, ids) for wish in new], source=source)
    moves = [wish for wish in (*changed, *new) if wish.moves or wish.stored is None]
    await _write_org_units(work, unit_names(moves))
    await _put(work, files.PUT_ASSIGNMENTS, [_assignment(wish, ids) for wish in moves], source=source)
    await place(work, [ids[wish.who] for wish in moves])
    for one in planned:
        if one.wish and one.wish.who in ids:
            version = one.wish.stored.version + 1 if one.wish.stored else 1
            work.note(f"person.{one.outcome}", Written(ids[one.wish.who], version), source=source, changes=one.changes)


async def _write_org_units(work: Work, names: Mapping[str, str]) -> None:
    units = {uuid7(): code for code in names}
    made = await _put(work, files.ADD_ORG_UNITS, [{"id": id, "code": code} for id, code in units.items()])
    first = [{"id": uuid7(), "org_unit_id": row["id"], "name": names[units[row["id"]]]} for row in made]
    await _put(work, files.ADD_ORG_UNIT_VERSIONS, first)
    for row in made:
        work.note("org_unit.created", Written(row["id"], 1))


async def _put(work: Work, statement: Statement, rows: Rows, **given: Any) -> Rows:
    return await work.rows(statement, **in_columns(rows), **given) if rows else []


def _person(wish: Wish, ids: Mapping[Any, UUID]) -> dict[str, Any]:
    version = wish.stored.version if wish.stored else None
    return {"id": ids[wish.who], "version": version, **{name: wish.after[name] for name in PERSONAL}}


def _link(wish: Wish, ids: Mapping[Any, UUID]) -> dict[str, Any]:
    return {"id": uuid7(), "person_id": ids[wish.who], "external_id": wish.said.external_id}


def _assignment(wish: Wish, ids: Mapping[Any, UUID]) -> dict[str, Any]:
    manager = wish.after["manager_external_id"]
    return {
        "id": uuid7(),
        "person_id": ids[wish.who],
        "effective_from": wish.after["effective_from"],
        "manager_id": ids.get(manager, manager),
        "job_title": wish.after["job_title"],
        "org_unit": wish.after["org_unit_code"],
    }


def _report(planned: Sequence[Planned], dry_run: bool) -> bytes:
    counted = Counter(one.outcome for one in planned)
    results = [
        {
            "index": one.row.index,
            "external_id": one.row.external_id,
            "outcome": one.outcome,
            "changes": one.changes,
            "problem": one.problem and _said(one.problem),
        }
        for one in planned
    ]
    summary = {outcome.value: counted[outcome] for outcome in RowOutcome}
    return orjson.dumps({"dry_run": dry_run, "applied": not dry_run, "summary": summary, "results": results})


def _said(problem: Problem) -> dict[str, Any]:
    said = {"code": problem.code, "detail": problem.detail, "path": problem.facts.get("path", [])}
    return said | {"errors": [asdict(error) for error in problem.errors]}
