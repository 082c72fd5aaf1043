"""What commands ask before they change something."""

from sqlalchemy import Uuid, exists, func, or_, select

from services.performance.goals.models import Goal, GoalCycle, KeyResult, Milestone
from services.performance.goals.rules.states import OPEN, GoalStatus, KeyResultStatus
from shared.database.statements import Statement, argument

KEY_RESULTS_OF = Statement(select(func.count()).where(KeyResult.goal_id == argument("goal_id", Uuid)))

MILESTONES_OF = Statement(select(func.count()).where(Milestone.key_result_id == argument("key_result_id", Uuid)))

GOAL_OF = Statement(select(KeyResult.goal_id).where(KeyResult.id == argument("key_result_id", Uuid)))

CYCLE = Statement(
    select(GoalCycle.starts_on, GoalCycle.ends_on, GoalCycle.status)
    .where(GoalCycle.id == argument("id", Uuid))
    .with_for_update(read=True)
)
"""Held, so that it does not close while a goal is put into it."""

OPEN_WEIGHT = Statement(
    select(func.coalesce(func.sum(Goal.weight), 0)).where(
        Goal.owner_id == argument("owner_id", Uuid),
        Goal.goal_cycle_id.is_not_distinct_from(argument("goal_cycle_id", Uuid)),
        Goal.status.in_(OPEN),
        Goal.id != argument("except_id", Uuid),
    )
)

_following = exists().where(
    KeyResult.goal_id == Goal.id, KeyResult.standard_id.is_not(None), KeyResult.status != KeyResultStatus.DROPPED
)
FOLLOWS = Statement(
    select(
        exists().where(
            Goal.id == argument("goal_id", Uuid),
            Goal.status == GoalStatus.ACTIVE,
            or_(Goal.standard_id.is_not(None), _following.correlate(Goal)),
        )
    )
)
