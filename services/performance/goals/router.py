from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goals import schemas, service
from services.performance.goals.queries import goals
from services.performance.goals.rules import (
    DueBeforeStart,
    NothingToMeasure,
    NotYet,
    TooManyKeyResults,
    WeightsExceeded,
)
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/goals", "Goals")
key_results = Router("/key-results", "Goals")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write")]


@router.get("")
async def list_goals(work: Reader, query: Annotated[schemas.GoalQuery, Query()]) -> Page[schemas.Goal]:
    """The goals you may see, newest first."""
    return await goals.page(work, query)


@router.post(
    "", status_code=201, responses=problems(WeightsExceeded, DueBeforeStart, NothingToMeasure, ReferenceNotFound)
)
async def create_goal(work: Writer, data: schemas.GoalCreate) -> Document[schemas.Goal]:
    """Set a goal as a draft, with its key results if you have them; activate it when both sides agree."""
    return await service.create(work, data)


@router.get("/{goal_id}")
async def get_goal(work: Reader, goal_id: UUID) -> Document[schemas.Goal]:
    """One goal with its key results and progress."""
    return await goals.show(work, goal_id)


@router.patch("/{goal_id}", responses=problems(WeightsExceeded, DueBeforeStart, TransitionNotAllowed))
async def patch_goal(work: Writer, goal_id: UUID, data: schemas.GoalPatch) -> Document[schemas.Goal]:
    """Change a goal that is not closed."""
    return await service.patch(work, goal_id, data)


@router.get("/{goal_id}/transitions")
async def list_goal_transitions(work: Reader, goal_id: UUID) -> Transitions:
    """Every step of a goal's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await goals.transitions(work, goal_id)})


@router.post("/{goal_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden, WeightsExceeded))
async def transition_goal(work: Writer, goal_id: UUID, data: TransitionRequest) -> Document[schemas.Goal]:
    """Activate, achieve, drop or reopen a goal; send If-Match."""
    return await service.transition(work, goal_id, data)


@router.post("/{goal_id}/key-results", responses=problems(NothingToMeasure, TooManyKeyResults))
async def add_key_result(work: Writer, goal_id: UUID, data: schemas.KeyResultCreate) -> Document[schemas.Goal]:
    """Add a key result; the answer is the whole goal."""
    return await service.add_key_result(work, goal_id, data)


@router.patch("/{goal_id}/key-results/{key_result_id}", responses=problems(NothingToMeasure))
async def patch_key_result(
    work: Writer, goal_id: UUID, key_result_id: UUID, data: schemas.KeyResultPatch
) -> Document[schemas.Goal]:
    """Change a key result; the answer is the whole goal."""
    return await service.patch_key_result(work, goal_id, key_result_id, data)


@key_results.get("/{key_result_id}/check-ins")
async def list_check_ins(
    work: Reader, key_result_id: UUID, query: Annotated[schemas.CheckInQuery, Query()]
) -> Page[schemas.CheckIn]:
    """The history of a key result, latest day first."""
    return await service.list_check_ins(work, key_result_id, query)


@key_results.post("/{key_result_id}/check-ins", status_code=201, responses=problems(NotYet, TransitionNotAllowed))
async def check_in(work: Writer, key_result_id: UUID, data: schemas.CheckInCreate) -> Document[schemas.CheckIn]:
    """Say how far a key result of an active goal is; entries are never changed, a later one counts."""
    return await service.check_in(work, key_result_id, data)


@key_results.get("/{key_result_id}/check-ins/{check_in_id}")
async def get_check_in(work: Reader, key_result_id: UUID, check_in_id: UUID) -> Document[schemas.CheckIn]:
    """One entry."""
    return await service.show_check_in(work, key_result_id, check_in_id)
