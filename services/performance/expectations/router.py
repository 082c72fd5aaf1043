from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.expectations import schemas, service
from services.performance.expectations.queries import expectations
from services.performance.expectations.rules import (
    AlreadyAcknowledged,
    BeginsInThePast,
    EndsTooEarly,
    NotYours,
    OneSubject,
    SetHasChanged,
)
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import Day
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/expectations", "Expectations")
of_people = Router("/people", "Expectations")
Reader = Annotated[Reading, allow("expectations:read")]
Writer = Annotated[Work, allow("expectations:write")]
Acknowledger = Annotated[Work, allow("expectations:acknowledge")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="Today if absent.")]


@router.get("")
async def list_expectations(
    work: Reader, query: Annotated[schemas.ExpectationQuery, Query()]
) -> Page[schemas.Expectation]:
    """The expectations you may see, past and future, the latest first."""
    return await expectations.page(work, query)


@router.post("", status_code=201, responses=problems(BeginsInThePast, EndsTooEarly, OneSubject, ReferenceNotFound))
async def create_expectation(work: Writer, data: schemas.ExpectationCreate) -> Document[schemas.Expectation]:
    """Say what is expected of a person, or of everybody in a job profile."""
    return await service.create(work, data)


@router.get("/{expectation_id}")
async def get_expectation(work: Reader, expectation_id: UUID) -> Document[schemas.Expectation]:
    """One expectation."""
    return await expectations.show(work, expectation_id)


@router.patch(
    "/{expectation_id}",
    responses=problems(BeginsInThePast, EndsTooEarly, TransitionNotAllowed, TransitionForbidden),
)
async def patch_expectation(
    work: Writer, expectation_id: UUID, data: schemas.ExpectationPatch
) -> Document[schemas.Expectation]:
    """Change an expectation before it begins, or set its last day."""
    return await service.patch(work, expectation_id, data)


@of_people.get("/{person_id}/expectations")
async def get_expectations_of_person(
    work: Reader, person_id: UUID, as_of: AsOf = None
) -> Document[schemas.ExpectationSet]:
    """All that is expected of a person on a day, and whether they have acknowledged exactly that."""
    return await service.expected_of_person(work, person_id, as_of or work.today)


@of_people.get("/{person_id}/expectation-acknowledgements")
async def list_expectation_acknowledgements(
    work: Reader, person_id: UUID, query: Annotated[schemas.ExpectationAcknowledgementQuery, Query()]
) -> Page[schemas.ExpectationAcknowledgement]:
    """What a person has acknowledged, the latest first; entries are never changed."""
    return await service.list_acknowledgements(work, person_id, query)


@of_people.post(
    "/{person_id}/expectation-acknowledgements",
    status_code=201,
    responses=problems(AlreadyAcknowledged, NotYours, SetHasChanged),
)
async def acknowledge_expectations(
    work: Acknowledger, person_id: UUID, data: schemas.ExpectationAcknowledgementCreate
) -> Document[schemas.ExpectationAcknowledgement]:
    """Say that you have read what is expected of you today; `set_hash` says which set you have read."""
    return await service.acknowledge(work, person_id, data)


@of_people.get("/{person_id}/expectation-acknowledgements/{acknowledgement_id}")
async def get_expectation_acknowledgement(
    work: Reader, person_id: UUID, acknowledgement_id: UUID
) -> Document[schemas.ExpectationAcknowledgement]:
    """One acknowledgement."""
    return await service.show_acknowledgement(work, person_id, acknowledgement_id)
