from sqlalchemy import ColumnElement, Uuid, and_, exists, select

from services.performance.goal_changes import schemas
from services.performance.goal_changes.models import GoalChangeRequest
from services.performance.goal_changes.rules import ASKER, DECIDER, GOAL_ACTIVE, LIFECYCLE
from services.performance.goals.models import Goal
from services.performance.goals.policy import may_decide, visible_to
from services.performance.goals.rules.states import GoalStatus
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Condition, Viewer, among, equals


def _of_goal(holds: Condition) -> Condition:
    """What holds for the goal that a request is about."""

    def condition(viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Goal.id == GoalChangeRequest.goal_id, holds(viewer)).correlate(GoalChangeRequest)

    return condition


def _decides(viewer: Viewer) -> ColumnElement[bool]:
    asker = GoalChangeRequest.requested_by
    return and_(_of_goal(lambda viewer: may_decide(viewer, asker))(viewer), asker != viewer.id)


goal_changes = Resource(
    schemas.GoalChange,
    GoalChangeRequest,
    visible=_of_goal(visible_to),
    workflow=LIFECYCLE,
    guards={
        DECIDER: _decides,
        ASKER: lambda viewer: GoalChangeRequest.requested_by == viewer.id,
        GOAL_ACTIVE: _of_goal(lambda _viewer: Goal.status == GoalStatus.ACTIVE),
    },
    filters={"goal_id": equals(GoalChangeRequest.goal_id), "status": among(GoalChangeRequest.status)},
    sorts={"created_at": GoalChangeRequest.created_at},
)

GOAL_OF = Statement(select(GoalChangeRequest.goal_id).where(GoalChangeRequest.id == argument("id", Uuid)))
