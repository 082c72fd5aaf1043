from asyncio import to_thread
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from services.performance.people import queries, schemas
from services.performance.people.models import Assignment, Person
from services.performance.people.queries import people
from services.performance.people.rules.lines import MOST_LEVELS, Line, LineTooLong, ReportingCycle, SelfManaged, circles
from services.performance.people.rules.plan import Planned, RowOutcome, plan, unit_names
from services.performance.people.rules.spreadsheet import PersonRow, Row, read
from services.performance.people.rules.wishes import PERSONAL, Known, Placed, Stored, Wish
from shared.answers import Document
from shared.database.statements import Statement, in_columns
from shared.problems import FieldError, Problem, TryAgain, under
from shared.work import Reading, Work

Rows = Sequence[Mapping[str, Any]]

PLAN_AFRESH = "SET LOCAL plan_cache_mode = force_custom_plan"
"""A plan that PostgreSQL made while the tables were small would be kept for a file of thousands."""


class Written(NamedTuple):
    """What an event needs to know of a record that a statement wrote."""

    id: UUID
    version: int


async def create(work: Work, data: schemas.PersonCreate) -> Document[schemas.Person]:
    """A new person has no reports yet, so no circle can close; they are placed from the day they come."""
    await hold_reporting_lines(work)
    person = work.add(Person(**data.model_dump(exclude={"assignment"})))
    person.lead_path = f"/{person.id.hex}"
    await work.flush()
    came = data.hired_on or work.today
    if data.assignment is None or data.assignment.effective_from > came:
        work.add(Assignment(person_id=person.id, effective_from=came, source="api"))
    if data.assignment is not None:
        work.add(Assignment(person_id=person.id, **data.assignment.model_dump()))
        with under("/assignment"):
            await work.flush()
        await place(work, [person.id])
    work.note("person.created", person)
    return await people.show(work, person.id)


async def patch(work: Work, id: UUID, data: schemas.PersonPatch) -> Document[schemas.Person]:
    person = await people.load(work, id, "update")
    if work.change(person, data.model_dump()):
        work.note("person.updated", person)
    return await people.show(work, id)


async def assign(work: Work, id: UUID, data: schemas.AssignmentCreate) -> Document[schemas.Person]:
    """One assignment a day: a second for the same day corrects the first."""
    await hold_reporting_lines(work)
    person = await people.load(work, id, "update")
    if data.manager_id == id:
        raise SelfManaged(errors=[FieldError("/manager_id", "self_managed", "must be somebody else")])
    same_day = Assignment.person_id == id, Assignment.effective_from == data.effective_from
    known = await work.session.scalar(select(Assignment).where(*same_day))
    if known is None:
        work.add(Assignment(person_id=id, **data.model_dump()))
    elif not work.change(known, data.model_dump()):
        return await people.show(work, id)
    await refuse_circles(work, id)
    await place(work, [id])
    work.touch(person)
    work.note("person.assigned", person, **data.model_dump())
    return await people.show(work, id)


async def history(work: Reading, id: UUID) -> Document[schemas.Assignments]:
    await people.show(work, id)
    return Document((await work.value(queries.HISTORY, id=id)).encode())


async def place(work: Work, people: Collection[UUID] | None) -> None:
    """Bring today's `lead_path` of these people and of all below them, or of everybody, to what the assignments say."""
    levels = await work.value(queries.PLACE_ALL) if people is None else await work.value(queries.PLACE, people=people)
    if levels > MOST_LEVELS:
        raise LineTooLong()


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


async def hold_reporting_lines(work: Work) -> None:
    """Lines of one organisation change one after the other, because a circle is made of several.

    They are held before any person is, by everybody: otherwise two could wait for each other.
    """
    lock = "SELECT pg_advisory_xact_lock(hashtextextended('lines ' || current_setting('app.org_id'), 0))"
    await work.session.execute(text(lock))


async def refuse_circles(work: Work, person_id: UUID) -> None:
    above = await work.rows(queries.LINES_ABOVE, people=[person_id], source=None)
    lines = (Line(row["person_id"], row["effective_from"], row["manager_id"]) for row in above)
    for circle in circles(lines):
        people_in_it = [line.person for line in circle.lines]
        if person_id in people_in_it:
            wrong = FieldError("/manager_id", ReportingCycle.code, f"from {circle.day} on this closes a circle")
            raise ReportingCycle(errors=[wrong], path=circle.path(people_in_it.index(person_id)), on=circle.day)


async def _known(work: Work, source: str, rows: Sequence[Row]) -> Known:
    """What is stored of everybody the file names and of all above them, in as many statements for one as for all."""
    said = [row.said for row in rows if isinstance(row.said, PersonRow)]
    external_ids = {name for one in said for name in (one.external_id, one.manager_external_id) if name}
    linked = await work.rows(queries.LINKED, source=source, external_ids=list(external_ids))
    holders = await work.rows(queries.EMAIL_HOLDERS, emails=[one.work_email for one in said])
    above = await work.rows(queries.LINES_ABOVE, people=[row["id"] for row in linked], source=source)
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
    if len(await _put(work, queries.CHANGE_PEOPLE, [_person(wish, ids) for wish in changed])) < len(changed):
        raise TryAgain()
    await _put(work, queries.ADD_PEOPLE, [_person(wish, ids) for wish in new])
    await _put(work, queries.ADD_LINKS, [_link(wish, ids) for wish in new], source=source)
    moves = [wish for wish in (*changed, *new) if wish.moves or wish.stored is None]
    await _write_org_units(work, unit_names(moves))
    await _put(work, queries.PUT_ASSIGNMENTS, [_assignment(wish, ids) for wish in moves], source=source)
    await place(work, [ids[wish.who] for wish in moves])
    for one in planned:
        if one.wish and one.wish.who in ids:
            version = one.wish.stored.version + 1 if one.wish.stored else 1
            work.note(f"person.{one.outcome}", Written(ids[one.wish.who], version), source=source, changes=one.changes)


async def _write_org_units(work: Work, names: Mapping[str, str]) -> None:
    units = {uuid7(): code for code in names}
    made = await _put(work, queries.ADD_ORG_UNITS, [{"id": id, "code": code} for id, code in units.items()])
    first = [{"id": uuid7(), "org_unit_id": row["id"], "name": names[units[row["id"]]]} for row in made]
    await _put(work, queries.ADD_ORG_UNIT_VERSIONS, first)
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
