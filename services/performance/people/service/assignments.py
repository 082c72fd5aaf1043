from datetime import date
from uuid import UUID

from services.performance.people import schemas
from services.performance.people.models import Assignment
from services.performance.people.queries.lines import CHAIN
from services.performance.people.queries.persons import HISTORY, people, reports
from services.performance.people.rules.employment import check_deletable, check_hired, check_place
from services.performance.people.rules.lines import SelfManaged
from services.performance.people.service.lines import (
    hold_reporting_lines,
    lines_of,
    place,
    refuse_circles,
    refuse_closed,
)
from shared.answers import Document, Page
from shared.problems import FieldError, NotFound
from shared.work import Reading, Work


async def assign(work: Work, id: UUID, data: schemas.AssignmentCreate) -> Document[schemas.Person]:
    """One assignment a day: a second for the same day corrects the first."""
    await hold_reporting_lines(work)
    person = await people.load(work, id, "update")
    if data.manager_id == id:
        raise SelfManaged(errors=[FieldError("/manager_id", "self_managed", "must be somebody else")])
    await refuse_closed(work, data.org_unit_id)
    lines = await lines_of(work, id)
    check_place(lines, data.effective_from)
    known = next((line for line in lines if line.effective_from == data.effective_from), None)
    if known is None:
        lines = [*lines, work.add(Assignment(person_id=id, **data.model_dump(), ends_employment=False))]
    elif not work.change(known, data.model_dump()):
        return await people.show(work, id)
    check_hired(person.hired_on, lines, "/effective_from")
    await refuse_circles(work, id)
    await place(work, [id])
    work.touch(person)
    work.note("person.assigned", person, **data.model_dump())
    return await people.show(work, id)


async def delete(work: Work, id: UUID, assignment_id: UUID) -> None:
    """What comes before goes on instead, so a circle can close."""
    await hold_reporting_lines(work)
    person = await people.load(work, id, "update")
    lines = await lines_of(work, id)
    planned = next((line for line in lines if line.id == assignment_id), None)
    if planned is None:
        raise NotFound()
    check_deletable(planned, lines, work.today)
    await work.session.delete(planned)
    await refuse_circles(work, id)
    work.touch(person)
    work.note("person.assignment_deleted", person, effective_from=planned.effective_from)


async def history(work: Reading, id: UUID) -> Document[schemas.Assignments]:
    await people.show(work, id)
    return Document((await work.value(HISTORY, id=id)).encode())


async def chain(work: Reading, id: UUID, **asked: date) -> Document[schemas.Chain]:
    await people.show(work, id)
    return Document((await work.value(CHAIN, id=id, **asked)).encode())


async def list_reports(work: Reading, id: UUID, query: schemas.ReportsQuery, **asked: date) -> Page[schemas.Report]:
    """Today's tree is kept with the people, every other day's is read from the assignments."""
    tree = "led_by_that_day" if asked else "led_by"
    led = {"manager_id" if query.depth is schemas.ReportDepth.DIRECT else tree: id}
    found = await reports.page(work, query, lead_id=id, **led, **asked)
    if not found.items:  # nobody to lead, or nobody there
        await people.show(work, id)
    return found
