from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.gage_deviations import schemas, service
from services.quality.gage_deviations.queries import deviations
from services.quality.gage_deviations.rules import EndsBeforeItBegins
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("", "Gages")
Reader = Annotated[Reading, allow("gages:read")]
Writer = Annotated[Work, allow("gages:write")]


@router.get("/gages/{gage_id}/deviations")
async def list_gage_deviations(
    work: Reader, gage_id: UUID, query: Annotated[schemas.GageDeviationQuery, Query()]
) -> Page[schemas.GageDeviation]:
    """When a gage was given leave to measure while not fit, the one that ends last first."""
    return await service.page(work, gage_id, query)


@router.post("/gages/{gage_id}/deviations", status_code=201, responses=problems(EndsBeforeItBegins))
async def create_gage_deviation(
    work: Writer, gage_id: UUID, data: schemas.GageDeviationCreate
) -> Document[schemas.GageDeviation]:
    """Ask for leave to measure with a gage that is not fit, for some time and with a reason; somebody else approves."""
    return await service.create(work, gage_id, data)


@router.get("/gage-deviations/{deviation_id}")
async def get_gage_deviation(work: Reader, deviation_id: UUID) -> Document[schemas.GageDeviation]:
    """One deviation."""
    return await deviations.show(work, deviation_id)


@router.get("/gage-deviations/{deviation_id}/transitions")
async def list_gage_deviation_transitions(work: Reader, deviation_id: UUID) -> Transitions:
    """Every step of a deviation's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await deviations.transitions(work, deviation_id)})


@router.post(
    "/gage-deviations/{deviation_id}/transitions",
    responses=problems(TransitionNotAllowed, TransitionForbidden, ReasonRequired, UnknownAction),
)
async def transition_gage_deviation(
    work: Annotated[Work, allow("gages:read")], deviation_id: UUID, data: TransitionRequest
) -> Document[schemas.GageDeviation]:
    """Approve or refuse what somebody else asked for, or withdraw it; send If-Match.

    What was measured under it before it was withdrawn stands.
    """
    return await service.transition(work, deviation_id, data)
