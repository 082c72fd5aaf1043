from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.delegations import schemas, service
from services.performance.delegations.queries import delegations
from services.performance.delegations.rules import DelegationDaysInvalid, NotAtWork, NotYoursToLend, SelfDelegation
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/delegations", "Delegations")
Reader = Annotated[Reading, allow("delegations:read")]
Writer = Annotated[Work, allow("delegations:write")]


@router.get("")
async def list_delegations(
    work: Reader, query: Annotated[schemas.DelegationQuery, Query()]
) -> Page[schemas.Delegation]:
    """What you delegated or may do for others, and what your people delegated, the latest first."""
    return await delegations.page(work, query)


@router.post("", status_code=201, responses=problems(DelegationDaysInvalid, NotAtWork, NotYoursToLend, SelfDelegation))
async def create_delegation(work: Writer, data: schemas.DelegationCreate) -> Document[schemas.Delegation]:
    """Let somebody act for you as a lead; they can't pass it on, and never act on what is about themselves."""
    return await service.create(work, data)


@router.get("/{delegation_id}")
async def get_delegation(work: Reader, delegation_id: UUID) -> Document[schemas.Delegation]:
    """One delegation."""
    return await delegations.show(work, delegation_id)


@router.get("/{delegation_id}/transitions")
async def list_delegation_transitions(work: Reader, delegation_id: UUID) -> Transitions:
    """Whether you may revoke it now, and what is missing."""
    return Transitions.model_validate({"items": await delegations.transitions(work, delegation_id)})


@router.post("/{delegation_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_delegation(
    work: Writer, delegation_id: UUID, data: TransitionRequest
) -> Document[schemas.Delegation]:
    """Revoke; from the same moment on nobody acts by it. Send If-Match."""
    return await service.transition(work, delegation_id, data)
