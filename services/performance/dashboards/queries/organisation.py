"""The numbers of the whole organisation: kept ones of what all see, and counted beside them what only some do."""

from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, exists, func, select, true

from services.performance.counters.queries import counted
from services.performance.counters.rules import RECENT_DAYS, Count
from services.performance.dashboards.queries.scopes import CLOSE
from services.performance.dashboards.queries.seen import (
    Seen,
    count_if,
    counts_of_goals,
    counts_of_key_results,
    seen_by,
)
from services.performance.goals.models import CheckIn, Goal
from services.performance.goals.policy import open_to_all
from services.performance.goals.rules.states import GoalLevel, GoalStatus
from services.performance.people.models import Person
from services.performance.people.rules.employment import PersonStatus
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

ALL = list(GoalStatus)


def counted_for(viewer: Viewer) -> Any:
    """One row with a column for each count: no goal is read that everybody sees, and for who sees all, none."""
    if viewer.has("goals:read:all"):
        return counted()
    kept, seen = counted(public=True), seen_by(viewer, CLOSE, ALL)
    rows, beside = kept, dict[str, Any]()
    for part in (counts_of_goals(seen, ALL), counts_of_key_results(seen), _holders(seen), _lately(seen)):
        found = part.subquery()
        rows, beside = rows.join(found, true()), beside | dict(found.c.items())
    sums = [(column + beside.get(column.key, 0)).label(column.key) for column in kept.c]
    return select(*sums).select_from(rows).cte("counted")


def _holders(seen: Seen) -> AnySelect:
    """People with such goals who are not counted already, for one that all see."""
    goals, individual = seen.goals, Goal.level == GoalLevel.INDIVIDUAL
    working = exists().where(Person.id == goals.c.owner_id, Person.status == PersonStatus.ACTIVE)
    holds = and_(seen.individual, ~_has_open(goals.c.owner_id, individual))
    busy = and_(seen.active, ~_has_open(goals.c.owner_id))
    counts = {Count.HOLDING: holds, Count.BUSY: busy}
    people = func.count(distinct(goals.c.owner_id))
    columns = (people.filter(condition).label(name) for name, condition in counts.items())
    return select(*columns).where(working)


def _has_open(owner: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Goal.owner_id == owner, Goal.status == GoalStatus.ACTIVE, open_to_all(), *conditions)


def _lately(seen: Seen) -> AnySelect:
    goals, today = seen.goals, Viewer.today
    recent = select(func.count()).join(goals, goals.c.id == CheckIn.goal_id)
    recent = recent.select_from(CheckIn).where(CheckIn.as_of > today - RECENT_DAYS, CheckIn.as_of <= today)
    overdue = select(count_if(and_(seen.active, goals.c.due_on < today))).select_from(goals)
    counts = {Count.CHECK_INS: recent, Count.OVERDUE: overdue}
    return select(*(count.scalar_subquery().label(name) for name, count in counts.items()))
