from uuid import UUID

from services.performance.people import schemas
from services.performance.people.models import Assignment, Person, PersonLink
from services.performance.people.queries.persons import people
from services.performance.people.rules.employment import check_hired
from services.performance.people.service.lines import hold_reporting_lines, lines_of, place, refuse_closed
from shared.answers import Document
from shared.problems import NotFound, under
from shared.work import Work


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
        await refuse_closed(work, data.assignment.org_unit_id, "/assignment/org_unit_id")
        first = work.add(Assignment(person_id=person.id, **data.assignment.model_dump(), ends_employment=False))
        with under("/assignment"):
            check_hired(data.hired_on, [first], "/effective_from")
            await work.flush()
        await place(work, [person.id])
    work.note("person.created", person)
    return await people.show(work, person.id)


async def patch(work: Work, id: UUID, data: schemas.PersonPatch) -> Document[schemas.Person]:
    """Assignments stand still while the day that none may begin before is changed."""
    dated = "hired_on" in data.model_fields_set
    if dated:
        await hold_reporting_lines(work)
    person = await people.load(work, id, "update")
    if work.change(person, data.model_dump()):
        if dated:
            check_hired(person.hired_on, await lines_of(work, id), "/hired_on")
        work.note("person.updated", person)
    return await people.show(work, id)


async def link(work: Work, id: UUID, data: schemas.LinkCreate) -> Document[schemas.Person]:
    person = await people.load(work, id, "update")
    added = work.add(PersonLink(person_id=id, **data.model_dump()))
    work.touch(person)
    work.note("person.linked", person, link_id=added.id, source=data.source)
    return await people.show(work, id)


async def unlink(work: Work, id: UUID, link_id: UUID) -> None:
    person = await people.load(work, id, "update")
    known = await work.lock(PersonLink, link_id)
    if known.person_id != id:
        raise NotFound()
    await work.session.delete(known)
    work.touch(person)
    work.note("person.unlinked", person, link_id=link_id, source=known.source)
