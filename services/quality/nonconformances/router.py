from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.nonconformances import schemas, service
from services.quality.nonconformances.queries import nonconformances
from services.quality.nonconformances.rules import DetectedInFuture, NoLongerComplete, OtherProcess, UnitMissing
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("/nonconformances", "Nonconformances")
Reader = Annotated[Reading, allow("nonconformances:read")]
Writer = Annotated[Work, allow("nonconformances:write")]
WRONG = (DetectedInFuture, UnitMissing, OtherProcess, ReferenceNotFound)


@router.get("")
async def list_nonconformances(
    work: Reader, query: Annotated[schemas.NonconformanceQuery, Query()]
) -> Page[schemas.Nonconformance]:
    """The nonconformances you may see, newest first."""
    return await nonconformances.page(work, query)


@router.post("", status_code=201, responses=problems(*WRONG))
async def create_nonconformance(work: Writer, data: schemas.NonconformanceCreate) -> Document[schemas.Nonconformance]:
    """Report what does not meet its requirement, as a draft with a number; you are its reporter."""
    return await service.create(work, data)


@router.get("/{nonconformance_id}")
async def get_nonconformance(work: Reader, nonconformance_id: UUID) -> Document[schemas.Nonconformance]:
    """One nonconformance."""
    return await nonconformances.show(work, nonconformance_id)


@router.patch("/{nonconformance_id}", responses=problems(*WRONG, NoLongerComplete))
async def patch_nonconformance(
    work: Writer, nonconformance_id: UUID, data: schemas.NonconformancePatch
) -> Document[schemas.Nonconformance]:
    """Change a draft or an open nonconformance."""
    return await service.patch(work, nonconformance_id, data)


@router.get("/{nonconformance_id}/transitions")
async def list_nonconformance_transitions(work: Reader, nonconformance_id: UUID) -> Transitions:
    """Every step of a nonconformance's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await nonconformances.transitions(work, nonconformance_id)})


@router.post(
    "/{nonconformance_id}/transitions",
    responses=problems(TransitionNotAllowed, TransitionForbidden, ReasonRequired, UnknownAction),
)
async def transition_nonconformance(
    work: Writer, nonconformance_id: UUID, data: TransitionRequest
) -> Document[schemas.Nonconformance]:
    """Open, close, reopen or cancel a nonconformance; send If-Match."""
    return await service.transition(work, nonconformance_id, data)
