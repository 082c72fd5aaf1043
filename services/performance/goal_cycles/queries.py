from sqlalchemy import ColumnElement, Date, Uuid, and_, exists, update

from services.performance.goal_cycles import schemas
from services.performance.goals.models import Goal, GoalCycle
from services.performance.goals.policy import is_hr
from services.performance.goals.rules.states import ALL_GRADED, CYCLE_LIFECYCLE, HR, OPEN, GoalStatus
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, everyone

_open_goals = exists().where(Goal.goal_cycle_id == GoalCycle.id, Goal.status.in_(OPEN)).correlate(GoalCycle)


def _lies_in(name: str) -> ColumnElement[bool]:
    day = argument(name, Date)
    return and_(GoalCycle.starts_on <= day, GoalCycle.ends_on >= day)


goal_cycles = Resource(
    schemas.GoalCycle,
    GoalCycle,
    visible=everyone,
    workflow=CYCLE_LIFECYCLE,
    guards={HR: is_hr, ALL_GRADED: lambda _viewer: ~_open_goals},
    filters={"status": among(GoalCycle.status), "in_force_on": _lies_in},
    sorts={"starts_on": GoalCycle.starts_on, "name": GoalCycle.name},
)


def _end_goals() -> Statement:
    """All active goals of a cycle go to grading at once."""
    table = Goal.__table__
    of_cycle = table.c.goal_cycle_id == argument("id", Uuid), table.c.status == GoalStatus.ACTIVE
    ended = update(table).where(*of_cycle)
    ended = ended.values(status=GoalStatus.AT_GRADING, version=table.c.version + 1, updated_at=Viewer.now)
    return Statement(ended.returning(table.c.id, table.c.version))


END_GOALS = _end_goals()
