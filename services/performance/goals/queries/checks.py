"""What commands ask before they change something."""

from sqlalchemy import Uuid, any_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.goals.models import CheckIn, Goal, GoalCycle, KeyResult, Milestone
from services.performance.goals.rules.states import OPEN, GoalStatus, KeyResultStatus
from services.performance.people.models import Person
from shared.database.statements import Statement, argument

KEY_RESULTS_OF = Statement(select(func.count()).where(KeyResult.goal_id == argument("goal_id", Uuid)))

MILESTONES_OF = Statement(select(func.count()).where(Milestone.key_result_id == argument("key_result_id", Uuid)))

GOAL_OF = Statement(select(KeyResult.goal_id).where(KeyResult.id == argument("key_result_id", Uuid)))

CYCLES = Statement(
    select(GoalCycle.id, GoalCycle.starts_on, GoalCycle.ends_on, GoalCycle.status)
    .where(GoalCycle.id == any_(argument("ids", ARRAY(Uuid))))
    .order_by(GoalCycle.id)
    .with_for_update(read=True)
)
"""Held, so that none closes while a goal is put into it."""

CHECKED_IN = Statement(select(exists().where(CheckIn.milestone_id == argument("milestone_id", Uuid))))

OWNERS = argument("owner_ids", ARRAY(Uuid))
HOLD_OWNERS = Statement(
    select(Person.id).where(Person.id == any_(OWNERS)).order_by(Person.id).with_for_update(key_share=True)
)
OPEN_WEIGHTS = Statement(
    select(Goal.owner_id, Goal.goal_cycle_id, func.sum(Goal.weight).label("weight"))
    .where(Goal.owner_id == any_(OWNERS), Goal.status.in_(OPEN))
    .group_by(Goal.owner_id, Goal.goal_cycle_id)
)

_following = exists().where(
    KeyResult.goal_id == Goal.id, KeyResult.standard_id.is_not(None), KeyResult.status != KeyResultStatus.DROPPED
)
FOLLOWING = Statement(
    select(Goal.id).where(
        Goal.id == any_(argument("ids", ARRAY(Uuid))),
        Goal.status == GoalStatus.ACTIVE,
        or_(Goal.standard_id.is_not(None), _following.correlate(Goal)),
    )
)
"""Of these goals those that take something from a standard."""
