from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.sampling.rules.switching import LimitNumbersNotUsed
from services.quality.sampling.rules.tables import AqlNotInSeries, AqlNotOffered
from services.quality.sampling_states import schemas, service
from services.quality.sampling_states.queries import sampling_states
from services.quality.sampling_states.rules.states import NothingSampled
from services.quality.sampling_states.rules.verdicts import MoreThanSampled, SeverityChanged
from services.quality.sampling_states.service import LotSuperseded
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("/sampling/states", "SamplingStates")
Reader = Annotated[Reading, allow("sampling:read")]
Decider = Annotated[Work, allow("sampling:read")]
Writer = Annotated[Work, allow("sampling:write")]


@router.get("")
async def list_sampling_states(
    work: Reader, query: Annotated[schemas.SamplingStateQuery, Query()]
) -> Page[schemas.SamplingState]:
    """What is sampled, and how its next lot is inspected; the latest begun first."""
    return await sampling_states.page(work, query)


@router.post(
    "",
    status_code=201,
    responses=problems(
        NothingSampled, AqlNotInSeries, AqlNotOffered, LimitNumbersNotUsed, AlreadyExists, ReferenceNotFound
    ),
)
async def create_sampling_state(work: Writer, data: schemas.SamplingStateCreate) -> Document[schemas.SamplingState]:
    """Begin to sample lots, with normal inspection; of the same thing only one state is open at a time."""
    return await service.create(work, data)


@router.get("/{sampling_state_id}")
async def get_sampling_state(work: Reader, sampling_state_id: UUID) -> Document[schemas.SamplingState]:
    """Where inspection stands."""
    return await sampling_states.show(work, sampling_state_id)


@router.get("/{sampling_state_id}/plan", responses=problems(TransitionNotAllowed))
async def get_plan_in_force(
    work: Reader, sampling_state_id: UUID, query: Annotated[schemas.PlanInForceQuery, Query()]
) -> Document[schemas.PlanInForce]:
    """How to inspect the next lot."""
    return await service.plan(work, sampling_state_id, query.lot_size)


@router.get("/{sampling_state_id}/transitions")
async def list_sampling_state_transitions(work: Reader, sampling_state_id: UUID) -> Transitions:
    """Every decision about inspection, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await sampling_states.transitions(work, sampling_state_id)})


@router.post(
    "/{sampling_state_id}/transitions",
    responses=problems(TransitionNotAllowed, TransitionForbidden, ReasonRequired, UnknownAction),
)
async def transition_sampling_state(
    work: Decider, sampling_state_id: UUID, data: TransitionRequest
) -> Document[schemas.SamplingState]:
    """Resume discontinued inspection, approve or end a reduced one, or close the state; send If-Match."""
    return await service.transition(work, sampling_state_id, data)


@router.get("/{sampling_state_id}/history")
async def list_sampling_steps(
    work: Reader, sampling_state_id: UUID, query: Annotated[schemas.SamplingStepQuery, Query()]
) -> Page[schemas.SamplingStep]:
    """What each lot and each decision did to inspection and why, the latest first."""
    return await service.list_steps(work, sampling_state_id, query)


@router.get("/{sampling_state_id}/lots")
async def list_inspected_lots(
    work: Reader, sampling_state_id: UUID, query: Annotated[schemas.InspectedLotQuery, Query()]
) -> Page[schemas.InspectedLot]:
    """Every lot that was recorded with its verdict, its corrections too, the latest first."""
    return await service.list_lots(work, sampling_state_id, query)


@router.post(
    "/{sampling_state_id}/lots",
    status_code=201,
    responses=problems(SeverityChanged, MoreThanSampled, AlreadyExists, TransitionNotAllowed),
)
async def create_inspected_lot(
    work: Writer, sampling_state_id: UUID, data: schemas.InspectedLotCreate
) -> Document[schemas.InspectedLot]:
    """Record a lot by the plan in force; it is accepted or not, and inspection goes on as the rules have it."""
    return await service.record(work, sampling_state_id, data)


@router.get("/{sampling_state_id}/lots/{inspected_lot_id}")
async def get_inspected_lot(
    work: Reader, sampling_state_id: UUID, inspected_lot_id: UUID
) -> Document[schemas.InspectedLot]:
    """One lot as it was recorded, or as it was corrected."""
    return await service.show_lot(work, sampling_state_id, inspected_lot_id)


@router.post(
    "/{sampling_state_id}/lots/{inspected_lot_id}/corrections",
    status_code=201,
    responses=problems(LotSuperseded, MoreThanSampled, TransitionNotAllowed),
)
async def correct_inspected_lot(
    work: Writer, sampling_state_id: UUID, inspected_lot_id: UUID, data: schemas.LotCorrection
) -> Document[schemas.InspectedLot]:
    """Correct or void a lot: the next revision counts, and inspection stands as if it had always been so."""
    return await service.correct(work, sampling_state_id, inspected_lot_id, data)
