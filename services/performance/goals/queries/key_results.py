"""Who moves a key result in its life, and when."""

from sqlalchemy import ColumnElement, exists

from services.performance.goals import policy, schemas
from services.performance.goals.models import Goal, KeyResult
from services.performance.goals.queries.documents import LOCKED
from services.performance.goals.rules import states
from shared.resources.resource import Resource
from shared.resources.viewer import Condition, Viewer


def _of_goal(holds: Condition) -> Condition:
    """What holds for the goal of a key result."""

    def condition(viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Goal.id == KeyResult.goal_id, holds(viewer)).correlate(KeyResult)

    return condition


key_results = Resource(
    schemas.KeyResult,
    KeyResult,
    visible=_of_goal(policy.visible_to),
    workflow=states.KEY_RESULT_LIFECYCLE,
    guards={
        states.KEEPER: _of_goal(policy.may_keep),
        states.PURSUED: _of_goal(lambda _viewer: Goal.status.in_(states.PURSUED_IN)),
        states.CHANGEABLE: _of_goal(lambda _viewer: Goal.status.in_(states.CHANGEABLE_IN)),
        states.UNLOCKED: _of_goal(lambda _viewer: ~LOCKED),
        states.LOOKED_AT: lambda _viewer: KeyResult.progress.is_not(None),
        states.BELOW_TARGET: lambda _viewer: KeyResult.progress < 1,
    },
)
