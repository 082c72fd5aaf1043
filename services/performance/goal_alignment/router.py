from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goal_alignment import schemas, service
from services.performance.goals.rules.limits import GoalCircle, LevelTooLow, OutOfRange
from services.performance.goals.schemas import Goal
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.pages import CursorMismatch
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/goals", "GoalAlignment")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)


@router.put(
    "/{goal_id}/contribution", responses=problems(GoalCircle, LevelTooLow, OutOfRange, ReferenceNotFound, *REFUSED)
)
async def contribute_to_goal(work: Writer, goal_id: UUID, data: schemas.ContributionPut) -> Document[Goal]:
    """Let a goal roll up into another of a higher level, or into one of its key results."""
    return await service.contribute(work, goal_id, data)


@router.delete("/{goal_id}/contribution", status_code=204, responses=problems(*REFUSED))
async def stop_contributing_to_goal(work: Writer, goal_id: UUID) -> None:
    """Let a goal roll up into nothing; who checks in the goal above may say so too."""
    await service.stop_contributing(work, goal_id)


@router.put("/{goal_id}/alignments/{parent_goal_id}", responses=problems(GoalCircle, ReferenceNotFound, *REFUSED))
async def align_goal(work: Writer, goal_id: UUID, parent_goal_id: UUID, data: schemas.AlignmentPut) -> Document[Goal]:
    """Say that a goal serves another; no number depends on it."""
    return await service.align(work, goal_id, parent_goal_id, data)


@router.delete("/{goal_id}/alignments/{parent_goal_id}", status_code=204, responses=problems(*REFUSED))
async def align_goal_no_longer(work: Writer, goal_id: UUID, parent_goal_id: UUID) -> None:
    """A goal serves another no longer."""
    await service.align_no_longer(work, goal_id, parent_goal_id)


@router.get("/{goal_id}/tree", responses=problems(CursorMismatch))
async def get_goal_tree(
    work: Reader, goal_id: UUID, query: Annotated[schemas.TreeQuery, Query()]
) -> Page[schemas.GoalNode]:
    """A goal and what contributes to it as far as you may see, depth first."""
    return await service.show_tree(work, goal_id, query)
