from uuid import UUID

from sqlalchemy import select, text

from services.performance.people import schemas
from services.performance.people.models import Assignment, OrgUnit, Person
from services.performance.people.queries import CIRCLE, HISTORY, org_units, people
from services.performance.people.rules import ReportingCycle, SelfManaged
from shared.answers import Document
from shared.problems import FieldError
from shared.work import Reading, Work


async def create(work: Work, data: schemas.PersonCreate) -> Document[schemas.Person]:
    person = work.add(Person(**data.model_dump(exclude={"assignment"})))
    if data.assignment is not None:
        await _assign(work, person.id, data.assignment)
    work.note("person.created", person)
    return await people.show(work, person.id)


async def patch(work: Work, id: UUID, data: schemas.PersonPatch) -> Document[schemas.Person]:
    person = await people.load(work, id, "update")
    work.change(person, data.model_dump())
    work.note("person.updated", person)
    return await people.show(work, id)


async def assign(work: Work, id: UUID, data: schemas.AssignmentCreate) -> Document[schemas.Person]:
    person = await people.load(work, id, "update")
    await _assign(work, id, data)
    work.touch(person)
    work.note("person.assigned", person, effective_from=data.effective_from, manager_id=data.manager_id)
    return await people.show(work, id)


async def history(work: Reading, id: UUID) -> Document[schemas.Assignments]:
    await people.show(work, id)
    return Document((await work.value(HISTORY, id=id)).encode())


async def create_org_unit(work: Work, data: schemas.OrgUnitCreate) -> Document[schemas.OrgUnit]:
    unit = work.add(OrgUnit(**data.model_dump()))
    work.note("org_unit.created", unit)
    return await org_units.show(work, unit.id)


async def _assign(work: Work, person_id: UUID, data: schemas.AssignmentCreate) -> None:
    """One assignment a day: a second for the same day corrects the first."""
    if data.manager_id == person_id:
        raise SelfManaged(errors=[FieldError("/manager_id", "self_managed", "must be somebody else")])
    await hold_reporting_lines(work)
    await work.session.flush()
    same_day = Assignment.person_id == person_id, Assignment.effective_from == data.effective_from
    known = await work.session.scalar(select(Assignment).where(*same_day))
    if known is None:
        work.add(Assignment(person_id=person_id, **data.model_dump()))
    else:
        work.change(known, data.model_dump())
    await refuse_circles(work, [person_id], data)


async def hold_reporting_lines(work: Work) -> None:
    """Lines of one organisation change one after the other, because a circle is made of several."""
    await work.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('lines ' || current_setting('app.org_id'), 0))"))


async def refuse_circles(work: Work, person_ids: list[UUID], data: schemas.AssignmentCreate) -> None:
    circle = await work.row(CIRCLE, people=person_ids, since=data.effective_from)
    if circle is not None:
        raise ReportingCycle(path=circle["path"], on=circle["day"])
