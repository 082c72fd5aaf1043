from typing import Any

from sqlalchemy import ColumnElement, Double, Select, Uuid, case, cast, exists, func, null, select
from sqlalchemy.orm import aliased

from services.performance.goals import schemas
from services.performance.goals.models import CheckIn, Goal, KeyResult
from services.performance.goals.policy import may_set, visible_to
from services.performance.goals.rules import LIFECYCLE, MEASURED, SETTER, GoalStatus
from services.performance.people.models import Person
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Viewer, among, before, equals, since

OPEN = [GoalStatus.DRAFT, GoalStatus.ACTIVE]


def _latest(column: Any, key_result: Any) -> ColumnElement[Any]:
    """A value of the key result's latest check-in, by day and then by time of entry."""
    entry = aliased(CheckIn)
    found = select(getattr(entry, column.key)).where(entry.key_result_id == key_result.id)
    return found.order_by(entry.as_of.desc(), entry.id.desc()).limit(1).correlate(key_result).scalar_subquery()


VALUE = _latest(CheckIn.value, KeyResult)
PROGRESS = (VALUE - KeyResult.start_value) / (KeyResult.target_value - KeyResult.start_value)
PERCENT = case((VALUE.is_(None), null()), else_=func.least(100, func.greatest(0, 100 * PROGRESS)))
"""100 (value - start) / (target - start), rising or falling, within 0 and 100; null before the first check-in."""


def _shown(percent: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(percent, Double)


def _key_results_of(goal: Any) -> Select[Any]:
    return select(
        KeyResult.id,
        KeyResult.title,
        KeyResult.kind,
        KeyResult.unit,
        KeyResult.start_value,
        KeyResult.target_value,
        KeyResult.weight,
        VALUE.label("current_value"),
        _shown(PERCENT).label("progress_percent"),
        _latest(CheckIn.as_of, KeyResult).label("checked_in_on"),
    ).where(KeyResult.goal_id == goal.id)


def progress_of(goal: Any) -> ColumnElement[Any]:
    """Weighted mean of the measured key results, plain mean if all weights are zero, null if none is measured."""
    measured = select(KeyResult.weight, PERCENT.label("percent")).where(KeyResult.goal_id == goal.id)
    part = measured.correlate(goal).offset(0).subquery()  # OFFSET: each percent is worked out once, not thrice
    weights = func.sum(part.c.weight).filter(part.c.percent.is_not(None))
    weighted = func.sum(part.c.weight * part.c.percent) / func.nullif(weights, 0)
    return select(func.coalesce(weighted, func.avg(part.c.percent))).scalar_subquery()


_has_key_result = exists().where(KeyResult.goal_id == Goal.id).correlate(Goal)
owner = select(Person.id, Person.display_name).where(Person.id == Goal.owner_id).correlate(Goal)

goals = Resource(
    schemas.Goal,
    Goal,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={SETTER: may_set, MEASURED: lambda _viewer: _has_key_result},
    derived={
        "owner": one_of(owner),
        "progress_percent": _shown(progress_of(Goal)),
        "key_results": all_of(_key_results_of(Goal).order_by(KeyResult.id).correlate(Goal)),
    },
    filters={
        "status": among(Goal.status),
        "owner_id": equals(Goal.owner_id),
        "due_before": before(Goal.due_on),
        "updated_since": since(Goal.updated_at),
    },
    sorts={"created_at": Goal.created_at, "due_on": Goal.due_on, "title": Goal.title},
)


def _of_visible_goal(viewer: Viewer) -> ColumnElement[bool]:
    of_goal = KeyResult.id == CheckIn.key_result_id, Goal.id == KeyResult.goal_id
    return exists().where(*of_goal, visible_to(viewer)).correlate(CheckIn)


check_ins = Resource(
    schemas.CheckIn,
    CheckIn,
    visible=_of_visible_goal,
    filters={"key_result_id": equals(CheckIn.key_result_id)},
    sorts={"as_of": CheckIn.as_of},
)

GOAL_OF = Statement(select(KeyResult.goal_id).where(KeyResult.id == argument("key_result_id", Uuid)))

KEY_RESULT_OF = Statement(select(CheckIn.key_result_id).where(CheckIn.id == argument("id", Uuid)))

KEY_RESULTS = Statement(select(func.count()).where(KeyResult.goal_id == argument("goal_id", Uuid)))

OPEN_WEIGHT = Statement(
    select(func.coalesce(func.sum(Goal.weight), 0)).where(
        Goal.owner_id == argument("owner_id", Uuid),
        Goal.status.in_(OPEN),
        Goal.id != argument("except_id", Uuid),
    )
)
