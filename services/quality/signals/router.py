from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.signals import schemas, service
from services.quality.signals.queries import signals
from services.quality.signals.rules import NonconformanceRequired, NotForAction
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionNotAllowed, UnknownAction

router = Router("/signals", "Signals")
Reader = Annotated[Reading, allow("charts:read")]
Writer = Annotated[Work, allow("signals:write")]


@router.get("")
async def list_signals(work: Reader, query: Annotated[schemas.SignalQuery, Query()]) -> Page[schemas.Signal]:
    """Signals of all charts, newest first; those to be acknowledged by `status=open`."""
    return await signals.page(work, query)


@router.get("/{signal_id}")
async def get_signal(work: Reader, signal_id: UUID) -> Document[schemas.Signal]:
    """One signal."""
    return await signals.show(work, signal_id)


@router.get("/{signal_id}/transitions")
async def list_signal_transitions(work: Reader, signal_id: UUID) -> Transitions:
    """Every step of a signal's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await signals.transitions(work, signal_id)})


@router.post(
    "/{signal_id}/transitions",
    responses=problems(
        TransitionNotAllowed, ReasonRequired, UnknownAction, NotForAction, NonconformanceRequired, ReferenceNotFound
    ),
)
async def transition_signal(work: Writer, signal_id: UUID, data: schemas.SignalTransition) -> Document[schemas.Signal]:
    """Acknowledge, explain or close a signal; send If-Match. Nobody makes or deletes one."""
    return await service.transition(work, signal_id, data)
