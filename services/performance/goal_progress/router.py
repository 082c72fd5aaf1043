from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.goal_progress import schemas, service
from shared.admission import allow
from shared.answers import Document
from shared.http.routing import Router
from shared.schemas import Day
from shared.work import Reading

router = Router("/goals", "GoalProgress")
Reader = Annotated[Reading, allow("goals:read")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="By the check-ins up to this day; today if absent.")]


@router.get("/{goal_id}/progress")
async def get_goal_progress(work: Reader, goal_id: UUID, as_of: AsOf = None) -> Document[schemas.GoalProgress]:
    """How far a goal was on a day, with its health then and why."""
    return await service.progress(work, goal_id, as_of)


@router.get("/{goal_id}/explanation")
async def explain_goal_progress(work: Reader, goal_id: UUID) -> Document[schemas.GoalExplanation]:
    """All that a goal's progress and health follow from: inputs, weights, policy, formula and their hash."""
    return await service.explain(work, goal_id)


@router.get("/{goal_id}/lineage")
async def list_goal_lineage(work: Reader, goal_id: UUID) -> Document[schemas.GoalLineage]:
    """Where a goal was carried over from and into."""
    return await service.lineage(work, goal_id)
