from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.goal_policies import schemas, service
from services.performance.goal_policies.queries import goal_policies
from services.performance.goal_policies.rules import ThresholdsReversed
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading, Work

router = Router("/goal-policies", "GoalPolicies")
Reader = Annotated[Reading, allow("goals:read")]
Publisher = Annotated[Work, allow("goal_policies:write")]


@router.get("")
async def list_goal_policies(
    work: Reader, query: Annotated[schemas.GoalPolicyQuery, Query()]
) -> Page[schemas.GoalPolicy]:
    """All policies this organisation ever had, the newest first."""
    return await goal_policies.page(work, query)


@router.post("", status_code=201, responses=problems(ThresholdsReversed))
async def publish_goal_policy(work: Publisher, data: schemas.GoalPolicyCreate) -> Document[schemas.GoalPolicy]:
    """Publish a policy: it is in force from now on and never changes."""
    return await service.publish(work, data)


@router.get("/current")
async def get_current_goal_policy(work: Reader) -> Document[schemas.GoalPolicy]:
    """The policy in force; number 0 where nobody has said anything."""
    return await service.current(work)


@router.get("/{goal_policy_id}")
async def get_goal_policy(work: Reader, goal_policy_id: UUID) -> Document[schemas.GoalPolicy]:
    """One policy."""
    return await goal_policies.show(work, goal_policy_id)
