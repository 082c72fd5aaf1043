"""The numbers of the whole organisation: kept ones of what all see, and counted beside them what only some do."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, not_, or_, select, true

from services.performance.counters.queries import counted
from services.performance.counters.rules import RECENT_DAYS, Count
from services.performance.dashboards.queries.scopes import CLOSE, HIDDEN, LEADS_MOST
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
from services.performance.people.policy import LED, among
from services.performance.people.rules.employment import PersonStatus
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

ALL = list(GoalStatus)


def counted_for(viewer: Viewer) -> Any:
    """One row with a column for each count: no goal is read that everybody sees, and for who sees all, none.

    What only the viewer sees is added to what all see; for who leads most people, what is hidden is taken from all.
    """
    if viewer.has("goals:read:all"):
        return counted()
    visible = visible_to(viewer, _leads)
    shown = and_(not_(LEADS_MOST), CLOSE.goals, visible)
    hidden = and_(LEADS_MOST, HIDDEN.goals, not_(func.coalesce(visible, False)))
    return _changed(counted(LEADS_MOST), read(CLOSE, ALL, shown, hidden))


def _changed(kept: Any, goals: Seen) -> Any:
    rows, counts, sign = kept, dict[str, Any](), case((LEADS_MOST, -1), else_=1)
    for part in (counts_of_goals(goals, ALL), counts_of_key_results(goals), _holders(goals), _lately(goals)):
        found = part.subquery()
        rows, counts = rows.join(found, true()), counts | dict(found.c.items())
    columns = [column + sign * counts.get(column.key, 0) for column in kept.c]
    named = [value.label(column.key) for value, column in zip(columns, kept.c, strict=True)]
    return select(*named).select_from(rows).cte("counted")


def _leads(_viewer: Viewer, person: Any) -> ColumnElement[bool]:
    below, _reports = people_acted_for(DelegationScope.GOAL_APPROVE)
    return or_(among(LED, person), among(below, person))


def _holders(seen: Seen) -> AnySelect:
    """People with such goals whom no other goal makes count."""
    goals, individual = seen.goals, Goal.level == GoalLevel.INDIVIDUAL
    working = exists().where(Person.id == goals.c.owner_id, Person.status == PersonStatus.ACTIVE)
    holds = and_(seen.individual, ~_has_another(seen, individual))
    busy = and_(seen.active, ~_has_another(seen))
    counts = {Count.HOLDING: holds, Count.BUSY: busy}
    people = func.count(distinct(goals.c.owner_id))
    columns = (people.filter(condition).label(name) for name, condition in counts.items())
    return select(*columns).where(working)


def _has_another(seen: Seen, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """An active goal that is counted anyway: one that all see or, where what is hidden was read, one that is not."""
    shown = case((LEADS_MOST, Goal.id.not_in(select(seen.goals.c.id))), else_=open_to_all())
    active = Goal.status == GoalStatus.ACTIVE
    return exists().where(Goal.owner_id == seen.goals.c.owner_id, active, shown, *conditions)


def _lately(seen: Seen) -> AnySelect:
    goals, today = seen.goals, Viewer.today
    recent = select(func.count()).join(goals, goals.c.id == CheckIn.goal_id)
    recent = recent.select_from(CheckIn).where(CheckIn.as_of > today - RECENT_DAYS, CheckIn.as_of <= today)
    overdue = select(count_if(and_(seen.active, goals.c.due_on < today))).select_from(goals)
    counts = {Count.CHECK_INS: recent, Count.OVERDUE: overdue}
    return select(*(count.scalar_subquery().label(name) for name, count in counts.items()))
