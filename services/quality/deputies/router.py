from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.deputies import schemas, service
from services.quality.deputies.queries import deputies
from services.quality.deputies.rules import DeputyDaysInvalid, OwnDeputy
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("/deputies", "Deputies")
Reader = Annotated[Reading, allow("deputies:read")]
Writer = Annotated[Work, allow("deputies:write")]


@router.get("")
async def list_deputies(work: Reader, query: Annotated[schemas.DeputyQuery, Query()]) -> Page[schemas.Deputy]:
    """Your deputies, and those you are deputy of, the latest first."""
    return await deputies.page(work, query)


@router.post("", status_code=201, responses=problems(DeputyDaysInvalid, OwnDeputy))
async def create_deputy(work: Writer, data: schemas.DeputyCreate) -> Document[schemas.Deputy]:
    """Let somebody act for you as the owner of what you own; they are then as little independent of it as you."""
    return await service.create(work, data)


@router.get("/{deputy_id}")
async def get_deputy(work: Reader, deputy_id: UUID) -> Document[schemas.Deputy]:
    """One deputy."""
    return await deputies.show(work, deputy_id)


@router.get("/{deputy_id}/transitions")
async def list_deputy_transitions(work: Reader, deputy_id: UUID) -> Transitions:
    """Whether you may revoke it now, and what is missing."""
    return Transitions.model_validate({"items": await deputies.transitions(work, deputy_id)})


@router.post("/{deputy_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden, UnknownAction))
async def transition_deputy(work: Writer, deputy_id: UUID, data: TransitionRequest) -> Document[schemas.Deputy]:
    """Revoke; from the same moment on nobody acts by it. Send If-Match."""
    return await service.transition(work, deputy_id, data)
