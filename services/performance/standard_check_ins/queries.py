from typing import Any

from sqlalchemy import Uuid, any_, exists, func, null, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.goals.models import CheckIn, Goal, KeyResult
from services.performance.goals.rules.states import CheckInSource, GoalStatus, KeyResultStatus
from shared.database.statements import Statement, argument
from shared.resources.shapes import AnySelect

_active = Goal.status.in_([GoalStatus.ACTIVE, GoalStatus.AT_GRADING])
_span = Goal.starts_on, Goal.due_on, Goal.owner_unit_id


def _key_results() -> AnySelect:
    """By the key result's owner, else the goal's."""
    person = func.coalesce(KeyResult.owner_id, Goal.owner_id).label("person_id")
    following = select(
        Goal.id.label("goal_id"), KeyResult.id.label("key_result_id"), KeyResult.standard_id, person, *_span,
    )  # fmt: skip
    joined = following.join(Goal, Goal.id == KeyResult.goal_id)
    return joined.where(_active, KeyResult.status != KeyResultStatus.DROPPED)


def _goals() -> AnySelect:
    columns = Goal.id.label("goal_id"), null().cast(Uuid).label("key_result_id"), Goal.standard_id, Goal.owner_id
    return select(*columns, *_span).where(_active)


def _followers(*of: Any) -> Statement:
    """What follows a standard, with whose measurements it follows and in which days; `of` narrows each column."""
    return Statement(
        union_all(
            _key_results().where(*(condition(KeyResult.standard_id) for condition in of)),
            _goals().where(*(condition(Goal.standard_id) for condition in of)),
        )
    )


FOLLOWERS_OF_STANDARD = _followers(lambda standard: standard == argument("standard_id", Uuid))
FOLLOWERS_OF_GOAL = _followers(
    lambda standard: standard.is_not(None), lambda _standard: Goal.id == argument("goal_id", Uuid)
)


def _standing() -> Statement:
    """The check-ins that standards made and nothing corrected, of these goals."""
    later = aliased(CheckIn)
    corrected = exists().where(later.supersedes_id == CheckIn.id)
    return Statement(
        select(CheckIn.id, CheckIn.goal_id, CheckIn.key_result_id, CheckIn.as_of, CheckIn.value)
        .where(CheckIn.goal_id == any_(argument("ids", ARRAY(Uuid))), CheckIn.source == CheckInSource.STANDARD)
        .where(CheckIn.value.is_not(None), ~corrected)
        .order_by(CheckIn.as_of, CheckIn.id)
    )


STANDING = _standing()
