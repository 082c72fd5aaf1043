"""What keeps the reporting lines of an organisation free of circles, and today's with each person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, text

from services.performance.people.models import Assignment
from services.performance.people.queries.lines import LINES_ABOVE, PLACE, PLACE_ALL
from services.performance.people.queries.references import CLOSED
from services.performance.people.rules.lines import MOST_LEVELS, Line, LineTooLong, ReportingCycle, circles
from services.performance.people.rules.units import OrgUnitClosed
from shared.problems import FieldError
from shared.work import Work

MANY = 500
"""People whose lines are found sooner by a look at everybody's."""


async def hold_reporting_lines(work: Work) -> None:
    """Lines of one organisation change one after the other, because a circle is made of several.

    They are held before any person is, by everybody: otherwise two could wait for each other.
    """
    lock = "SELECT pg_advisory_xact_lock(hashtextextended('lines ' || current_setting('app.org_id'), 0))"
    await work.session.execute(text(lock))


async def refuse_closed(work: Work, org_unit_id: UUID | None, pointer: str = "/org_unit_id") -> None:
    """Whoever closes a unit holds the lines too, so nobody comes into it meanwhile."""
    if org_unit_id is not None and await work.value(CLOSED, id=org_unit_id):
        raise OrgUnitClosed(errors=[FieldError(pointer, OrgUnitClosed.code, "is closed")])


async def refuse_circles(work: Work, person_id: UUID) -> None:
    above = await work.rows(LINES_ABOVE, people=[person_id])
    lines = (Line(row["person_id"], row["effective_from"], row["manager_id"]) for row in above)
    for circle in circles(lines):
        people_in_it = [line.person for line in circle.lines]
        if person_id in people_in_it:
            wrong = FieldError("/manager_id", ReportingCycle.code, f"from {circle.day} on this closes a circle")
            raise ReportingCycle(errors=[wrong], path=circle.path(people_in_it.index(person_id)), on=circle.day)


async def place(work: Work, people: Collection[UUID]) -> None:
    """Bring today's `lead_path` of these people and of all below them to what the assignments say."""
    levels = await (work.value(PLACE, people=people) if len(people) < MANY else work.value(PLACE_ALL))
    if levels > MOST_LEVELS:
        raise LineTooLong()


async def place_all(work: Work) -> None:
    """The same for the whole organisation, at the turn of the day, which nothing may stop."""
    await work.value(PLACE_ALL)


async def lines_of(work: Work, person_id: UUID) -> Sequence[Assignment]:
    """All assignments of a person, whatever their day."""
    await work.flush()
    found = await work.session.scalars(select(Assignment).where(Assignment.person_id == person_id))
    return found.all()
