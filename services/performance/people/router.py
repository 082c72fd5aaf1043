from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.people import schemas
from services.performance.people.queries.persons import people
from services.performance.people.rules.employment import (
    AlreadyBegun,
    AssignedLater,
    HiredLater,
    NoGap,
    NotDeletable,
    NotEmployed,
)
from services.performance.people.rules.lines import LineTooLong, ReportingCycle, SelfManaged
from services.performance.people.rules.units import OrgUnitClosed
from services.performance.people.service import assignments, employment, persons
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import Day, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

MOVES = ReportingCycle, LineTooLong, OrgUnitClosed

router = Router("/people", "People")
Reader = Annotated[Reading, allow("people:read")]
Writer = Annotated[Work, allow("people:write")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="Assignment as of this day; today if absent.")]


@router.get("")
async def list_people(work: Reader, query: Annotated[schemas.PeopleQuery, Query()]) -> Page[schemas.Person]:
    """The people of the organisation, by name."""
    return await people.page(work, query, **_asked(query.as_of))


@router.post(
    "", status_code=201, responses=problems(AlreadyExists, HiredLater, LineTooLong, OrgUnitClosed, ReferenceNotFound)
)
async def create_person(work: Writer, data: schemas.PersonCreate) -> Document[schemas.Person]:
    """Add a person, with where they work if you know it."""
    return await persons.create(work, data)


@router.get("/{person_id}")
async def get_person(work: Reader, person_id: UUID, as_of: AsOf = None) -> Document[schemas.Person]:
    """One person, with the assignment in force on a day."""
    return await people.show(work, person_id, as_of=as_of or work.today)


@router.patch("/{person_id}", responses=problems(HiredLater))
async def patch_person(work: Writer, person_id: UUID, data: schemas.PersonPatch) -> Document[schemas.Person]:
    """Change what is known of a person; assignments have their own endpoint."""
    return await persons.patch(work, person_id, data)


@router.post("/{person_id}/links", responses=problems(AlreadyExists))
async def link_person(work: Writer, person_id: UUID, data: schemas.LinkCreate) -> Document[schemas.Person]:
    """Say who a person is in another system; the answer is the whole person."""
    return await persons.link(work, person_id, data)


@router.delete("/{person_id}/links/{link_id}", status_code=204)
async def unlink_person(work: Writer, person_id: UUID, link_id: UUID) -> None:
    """Take back what another system calls a person."""
    await persons.unlink(work, person_id, link_id)


@router.get("/{person_id}/assignments")
async def list_assignments(work: Reader, person_id: UUID) -> Document[schemas.Assignments]:
    """Where a person worked and will work, latest first."""
    return await assignments.history(work, person_id)


@router.post(
    "/{person_id}/assignments", responses=problems(*MOVES, SelfManaged, NotEmployed, HiredLater, ReferenceNotFound)
)
async def assign_person(work: Writer, person_id: UUID, data: schemas.AssignmentCreate) -> Document[schemas.Person]:
    """Say where a person works from a day on; the next assignment ends it, one for the same day is corrected."""
    return await assignments.assign(work, person_id, data)


@router.delete(
    "/{person_id}/assignments/{assignment_id}",
    status_code=204,
    responses=problems(ReportingCycle, AlreadyBegun, NotDeletable),
)
async def delete_assignment(work: Writer, person_id: UUID, assignment_id: UUID) -> None:
    """Give up an assignment that is to come; the one before goes on."""
    await assignments.delete(work, person_id, assignment_id)


@router.get("/{person_id}/transitions")
async def list_person_transitions(work: Reader, person_id: UUID) -> Transitions:
    """What can become of an employment, whether you may do it now, and what is missing."""
    return Transitions.model_validate({"items": await people.transitions(work, person_id)})


@router.post(
    "/{person_id}/transitions",
    responses=problems(TransitionNotAllowed, TransitionForbidden, NotEmployed, AssignedLater, NoGap, *MOVES),
)
async def transition_person(work: Writer, person_id: UUID, data: schemas.PersonTransition) -> Document[schemas.Person]:
    """Terminate, cancel a termination that is to come, or rehire; send If-Match."""
    return await employment.transition(work, person_id, data)


@router.get("/{person_id}/chain")
async def get_chain(work: Reader, person_id: UUID, as_of: AsOf = None) -> Document[schemas.Chain]:
    """Who is above a person on a day, from their manager up to the top."""
    return await assignments.chain(work, person_id, **_asked(as_of))


@router.get("/{person_id}/reports")
async def list_reports(
    work: Reader, person_id: UUID, query: Annotated[schemas.ReportsQuery, Query()]
) -> Page[schemas.Report]:
    """Whom a person leads on a day, directly or all the way down, by name."""
    return await assignments.list_reports(work, person_id, query, **_asked(query.as_of))


def _asked(as_of: date | None) -> dict[str, date]:
    """A cursor is bound to what was asked, not to today."""
    return {} if as_of is None else {"as_of": as_of}
