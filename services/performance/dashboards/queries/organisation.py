"""The numbers of the whole organisation: kept ones of what all see, and counted beside them what only some do."""

from collections.abc import Callable
from operator import add, sub
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, exists, func, or_, select, true

from services.performance.counters.queries import counted
from services.performance.counters.rules import RECENT_DAYS, Count
from services.performance.dashboards.queries.scopes import CLOSE, HIDDEN
from services.performance.dashboards.queries.seen import (
    Seen,
    count_if,
    counts_of_goals,
    counts_of_key_results,
    read,
)
from services.performance.delegations.policy import people_acted_for
from services.performance.delegations.rules import DelegationScope
from services.performance.goals.models import CheckIn, Goal
from services.performance.goals.policy import open_to_all, visible_to
from services.performance.goals.rules.states import GoalLevel, GoalStatus
from services.performance.people.models import Person
from services.performance.people.policy import LED
from services.performance.people.rules.employment import PersonStatus
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

ALL = list(GoalStatus)


def counted_for(viewer: Viewer, *, leads_most: bool = False) -> Any:
    """One row with a column for each count: no goal is read that everybody sees, and for who sees all, none.

    For who leads most people, only those are read that are hidden.
    """
    if viewer.has("goals:read:all"):
        return counted()
    visible = visible_to(viewer, _leads)
    if leads_most:
        hidden = read(HIDDEN, ~func.coalesce(visible, False), ALL)
        return _changed(counted(), hidden, _holders(hidden, _has_seen(hidden)), sub)
    seen = read(CLOSE, visible, ALL)
    return _changed(counted(public=True), seen, _holders(seen, _has_open(seen)), add)


def _changed(kept: Any, goals: Seen, holders: AnySelect, change: Callable[[Any, Any], Any]) -> Any:
    rows, counts = kept, dict[str, Any]()
    for part in (counts_of_goals(goals, ALL), counts_of_key_results(goals), holders, _lately(goals)):
        found = part.subquery()
        rows, counts = rows.join(found, true()), counts | dict(found.c.items())
    columns = [change(column, counts.get(column.key, 0)).label(column.key) for column in kept.c]
    return select(*columns).select_from(rows).cte("counted")


def _leads(_viewer: Viewer, person: Any) -> ColumnElement[bool]:
    """Looked up in a hash table: an array of so many would be walked for each goal."""
    below, _reports = people_acted_for(DelegationScope.GOAL_APPROVE)
    return or_(*(person.in_(select(func.unnest(people.c.ids))) for people in (LED, below)))


def _holders(seen: Seen, otherwise: Callable[..., ColumnElement[bool]]) -> AnySelect:
    """People with such goals whom no other goal makes count."""
    goals, individual = seen.goals, Goal.level == GoalLevel.INDIVIDUAL
    working = exists().where(Person.id == goals.c.owner_id, Person.status == PersonStatus.ACTIVE)
    holds = and_(seen.individual, ~otherwise(individual))
    busy = and_(seen.active, ~otherwise())
    counts = {Count.HOLDING: holds, Count.BUSY: busy}
    people = func.count(distinct(goals.c.owner_id))
    columns = (people.filter(condition).label(name) for name, condition in counts.items())
    return select(*columns).where(working)


def _has_open(seen: Seen) -> Callable[..., ColumnElement[bool]]:
    return lambda *conditions: _has_active(seen, open_to_all(), *conditions)


def _has_seen(hidden: Seen) -> Callable[..., ColumnElement[bool]]:
    other = Goal.id.not_in(select(hidden.goals.c.id))
    return lambda *conditions: _has_active(hidden, other, *conditions)


def _has_active(seen: Seen, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Goal.owner_id == seen.goals.c.owner_id, Goal.status == GoalStatus.ACTIVE, *conditions)


def _lately(seen: Seen) -> AnySelect:
    goals, today = seen.goals, Viewer.today
    recent = select(func.count()).join(goals, goals.c.id == CheckIn.goal_id)
    recent = recent.select_from(CheckIn).where(CheckIn.as_of > today - RECENT_DAYS, CheckIn.as_of <= today)
    overdue = select(count_if(and_(seen.active, goals.c.due_on < today))).select_from(goals)
    counts = {Count.CHECK_INS: recent, Count.OVERDUE: overdue}
    return select(*(count.scalar_subquery().label(name) for name, count in counts.items()))
