from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goal_cycles import schemas, service
from services.performance.goal_cycles.queries import goal_cycles
from services.performance.goals.rules.limits import CycleEndsBeforeStart
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import Forbidden
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/goal-cycles", "GoalCycles")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write:all")]


@router.get("")
async def list_goal_cycles(work: Reader, query: Annotated[schemas.GoalCycleQuery, Query()]) -> Page[schemas.GoalCycle]:
    """The organisation's cycles, the latest first."""
    return await goal_cycles.page(work, query)


@router.post("", status_code=201, responses=problems(CycleEndsBeforeStart))
async def create_goal_cycle(work: Writer, data: schemas.GoalCycleCreate) -> Document[schemas.GoalCycle]:
    """Plan a cycle; goals can be set in it at once."""
    return await service.create(work, data)


@router.get("/{goal_cycle_id}")
async def get_goal_cycle(work: Reader, goal_cycle_id: UUID) -> Document[schemas.GoalCycle]:
    """One cycle."""
    return await goal_cycles.show(work, goal_cycle_id)


@router.patch("/{goal_cycle_id}", responses=problems(CycleEndsBeforeStart, Forbidden))
async def patch_goal_cycle(
    work: Writer, goal_cycle_id: UUID, data: schemas.GoalCyclePatch
) -> Document[schemas.GoalCycle]:
    """Change a cycle that is not closed; its goals keep their own days."""
    return await service.patch(work, goal_cycle_id, data)


@router.get("/{goal_cycle_id}/transitions")
async def list_goal_cycle_transitions(work: Reader, goal_cycle_id: UUID) -> Transitions:
    """Every step of a cycle's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await goal_cycles.transitions(work, goal_cycle_id)})


@router.post("/{goal_cycle_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_goal_cycle(
    work: Writer, goal_cycle_id: UUID, data: TransitionRequest
) -> Document[schemas.GoalCycle]:
    """Open, grade, close or reopen a cycle; send If-Match. Grading ends all its active goals."""
    return await service.transition(work, goal_cycle_id, data)
