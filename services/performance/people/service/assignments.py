from uuid import UUID

from sqlalchemy import select

from services.performance.people import schemas
from services.performance.people.models import Assignment
from services.performance.people.queries.persons import HISTORY, people
from services.performance.people.rules.lines import SelfManaged
from services.performance.people.service.lines import hold_reporting_lines, place, refuse_circles
from shared.answers import Document
from shared.problems import FieldError
from shared.work import Reading, Work


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
    return Document((await work.value(HISTORY, id=id)).encode())
