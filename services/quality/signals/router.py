from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.nonconformances.rules.statement import UnitMissing
from services.quality.nonconformances.schemas import Nonconformance
from services.quality.signals import schemas, service
from services.quality.signals.queries import signals
from services.quality.signals.rules import NonconformanceRequired, NotForAction
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router, known
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


@router.post(
    "/{signal_id}/nonconformance",
    status_code=201,
    responses=known(Nonconformance) | problems(TransitionNotAllowed, AlreadyExists, UnitMissing),
)
async def report_signal(work: Writer, signal_id: UUID, data: schemas.SignalReport) -> Document[Nonconformance]:
    """Report what a signal found as a nonconformance, as a draft; done again, it answers the same one with 200."""
    return await service.report(work, signal_id, data)
