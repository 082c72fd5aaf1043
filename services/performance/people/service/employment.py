from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete

from services.performance.people import schemas
from services.performance.people.models import Assignment, Person
from services.performance.people.queries.employment import TURN
from services.performance.people.queries.persons import people
from services.performance.people.rules.employment import (
    ACTIVE,
    DAY,
    TERMINATED,
    PersonStatus,
    check_hired,
    check_last_day,
    check_return,
)
from services.performance.people.service.lines import hold_reporting_lines, lines_of, place, place_all, refuse_circles
from shared.answers import Document
from shared.work import Work


class Turned(NamedTuple):
    """What an event needs to know of a person whose day has come."""

    id: UUID
    version: int


async def transition(work: Work, id: UUID, data: schemas.PersonTransition) -> Document[schemas.Person]:
    """The assignments say who works here; the status follows today's, at once or at the turn of the day."""
    await hold_reporting_lines(work)
    person, _ = await people.decide(work, id, data.action, data.reason)
    on = data.on or work.today
    if data.action == "terminate":
        happened = await _terminate(work, person, on, data.reason)
    elif data.action == "rehire":
        happened = await _rehire(work, person, on, data.reason)
    else:
        happened = await _cancel_termination(work, person)
    work.note(happened, person, on=data.on and on, reason=data.reason)
    await place(work, [id])
    return await people.show(work, id)


async def _terminate(work: Work, person: Person, last: date, reason: str | None) -> str:
    """What was planned for after the last day will not be."""
    check_last_day(await lines_of(work, person.id), last, work.today)
    await _forget_plans(work, person.id)
    end = Assignment(person_id=person.id, effective_from=last + DAY, source="api", change_reason=reason)
    end.ends_employment = True
    work.add(end)
    if last >= work.today:
        work.change(person, {"ended_on": last})
        return "person.termination_planned"
    work.change(person, {"ended_on": last, "status": TERMINATED})
    return "person.terminated"


async def _rehire(work: Work, person: Person, first: date, reason: str | None) -> str:
    check_return(await lines_of(work, person.id), first)
    work.add(Assignment(person_id=person.id, effective_from=first, source="api", change_reason=reason))
    if first > work.today:
        work.touch(person)
        return "person.rehire_planned"
    work.change(person, {"ended_on": None, "status": ACTIVE})
    return "person.rehired"


async def _cancel_termination(work: Work, person: Person) -> str:
    """Others may have been placed as if this person were gone, so a circle can close."""
    await _forget_plans(work, person.id)
    work.change(person, {"ended_on": None})
    check_hired(person.hired_on, await lines_of(work, person.id), "/hired_on")
    await refuse_circles(work, person.id)
    return "person.termination_cancelled"


async def _forget_plans(work: Work, person_id: UUID) -> None:
    to_come = Assignment.person_id == person_id, Assignment.effective_from > work.today
    await work.session.execute(delete(Assignment).where(*to_come))


async def turn(work: Work) -> None:
    """Make current what was dated for today, or for a day that nobody turned: who left, came back, and leads whom."""
    await hold_reporting_lines(work)
    for row in await work.rows(TURN):
        happened = "person.terminated" if row["status"] == PersonStatus.TERMINATED else "person.rehired"
        work.note(happened, Turned(row["id"], row["version"]), ended_on=row["ended_on"])
    await place_all(work)
