"""What a dashboard counts, of the goals that its viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Numeric, and_, any_, case, cast, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from services.performance.counters.rules import Count
from services.performance.dashboards.queries.scopes import Whose, ids_of
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import in_force
from services.performance.goals.models import Goal, GoalAlignment, GoalContribution, KeyResult
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import HEALTH
from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.rollup import ProgressMethod
from services.performance.goals.rules.states import GoalKind, GoalLevel, GoalStatus, KeyResultStatus
from services.performance.people.models import Absence, OrgUnit, Person
from services.performance.people.policy import head_of
from services.performance.people.queries.lines import step
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.units import OrgUnitStatus
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

JUDGED = [GoalStatus.ACTIVE, GoalStatus.CLOSED, GoalStatus.CANCELLED]

HEALTHS = (Count.ON_TRACK, Count.AT_RISK, Count.OFF_TRACK, Count.NOT_UPDATED, Count.DONE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is counted, read once: goals with their health, and the key results of the active ones."""

    whose: Whose
    goals: Any
    key_results: Any

    @property
    def active(self) -> ColumnElement[bool]:
        return and_(self.goals.c.status == GoalStatus.ACTIVE)

    @property
    def individual(self) -> ColumnElement[bool]:
        return and_(self.active, self.goals.c.level == GoalLevel.INDIVIDUAL)


def seen_by(viewer: Viewer, whose: Whose, statuses: Collection[GoalStatus] = JUDGED) -> Seen:
    return read(whose, statuses, and_(whose.goals, visible_to(viewer)))


def read(whose: Whose, statuses: Collection[GoalStatus], *ways: ColumnElement[bool]) -> Seen:
    """The goals that pass one of these conditions, which exclude one another: each finds them in its own way."""
    columns = (
        Goal.id, Goal.owner_id, Goal.level, Goal.kind, Goal.status, Goal.progress, Goal.final_score,
        Goal.starts_on, Goal.due_on, Goal.checked_in_on, HEALTH.label("health"), Goal.progress_method,
    )  # fmt: skip
    found = [select(*columns).where(Goal.status.in_(statuses), way) for way in ways]
    goals = (union_all(*found) if found[1:] else found[0]).cte("seen")
    parts = select(KeyResult.goal_id, KeyResult.zone, KeyResult.checked_in_on, KeyResult.next_check_in_on)
    parts = parts.join(goals, goals.c.id == KeyResult.goal_id).where(goals.c.status == GoalStatus.ACTIVE)
    kept = parts.where(KeyResult.status != KeyResultStatus.DROPPED).cte("parts")
    return Seen(whose, goals, kept)


def count_if(condition: Any) -> ColumnElement[int]:
    return func.count().filter(condition)


def counted_of(seen: Seen) -> Any:
    """One row with a column for each count that dashboards show."""
    parts = [counts_of_goals(seen), counts_of_key_results(seen), _people(seen)]
    if seen.whose.units is not None:
        parts.append(_units(seen.whose.units))
    rows = [part.subquery() for part in parts]
    return select(*(column for row in rows for column in row.c)).cte("counted")


def counts_of_goals(seen: Seen, statuses: Collection[GoalStatus] = JUDGED) -> AnySelect:
    """One pass over the rows."""
    goals, active = seen.goals, seen.active
    measured = and_(active, goals.c.progress.is_not(None))
    by_status = {Count(status.value): count_if(goals.c.status == status) for status in statuses}
    health = {name: count_if(and_(active, goals.c.health == name)) for name in HEALTHS}
    score = goals.c.final_score >= _threshold(goals.c.kind)
    counts = (
        by_status
        | health
        | {
            Count.PROGRESS: func.coalesce(func.sum(goals.c.progress).filter(active), 0),
            Count.MEASURED: func.count(goals.c.progress).filter(active),
            Count.INDIVIDUAL: count_if(seen.individual),
            Count.ALIGNED: count_if(and_(seen.individual, _serving(goals.c.id))),
            Count.UNMEASURABLE: count_if(and_(active, ~_measurable(seen))),
            Count.ACHIEVED: count_if(and_(goals.c.status == GoalStatus.CLOSED, score)),
        }
    )
    away = away_of(seen)
    counts[Count.EXPECTED] = func.coalesce(func.sum(expected(goals, away)).filter(measured), 0)
    rows = goals.outerjoin(away, away.c.goal_id == goals.c.id)
    return select(*(count.label(name) for name, count in counts.items())).select_from(rows)


def away_of(seen: Seen) -> Any:
    """Days of leave that do not count, of active goals' owners: in all, and until today."""
    goals, today = seen.goals, Viewer.today
    owners = select(goals.c.owner_id.label("id")).where(seen.active).subquery()

    def days(until: Any) -> ColumnElement[Any]:
        last, before = func.least(Absence.ends_on, until), func.greatest(Absence.starts_on - 1, goals.c.starts_on)
        return func.sum(func.greatest(last - before, 0))

    found = select(
        goals.c.id.label("goal_id"),
        days(goals.c.due_on).label("in_all"),
        days(func.least(goals.c.due_on, today)).label("so_far"),
    )
    theirs = found.join(Absence, Absence.person_id == goals.c.owner_id).where(
        seen.active, Absence.person_id == any_(ids_of(owners)), Absence.excluded_from_period
    )
    return theirs.group_by(goals.c.id).subquery("away")


def expected(goals: Any, away: Any) -> ColumnElement[Any]:
    """`rules.health.expected`, in the very digits in which the counters add it up day by day."""
    begun, due, today = goals.c.starts_on, goals.c.due_on, Viewer.today
    days = due - begun - func.coalesce(away.c.in_all, 0)
    passed = func.greatest(func.least(due, today) - begun - func.coalesce(away.c.so_far, 0), 0)
    return case((days > 0, passed * (cast(1, Numeric) / days)), (today >= due, 1), else_=0)


def _measurable(seen: Seen) -> ColumnElement[bool]:
    """`MEASURABLE`, of the key results that were read already."""
    by_parts = seen.goals.c.progress_method == ProgressMethod.KEY_RESULTS
    return or_(~by_parts, seen.goals.c.id.in_(select(seen.key_results.c.goal_id)))


def _threshold(kind: Any) -> ColumnElement[Any]:
    aspired, kept = in_force(GoalPolicy.aspirational_threshold), in_force(GoalPolicy.committed_threshold)
    return case((kind == GoalKind.ASPIRATIONAL, aspired), else_=kept)


def _serving(goal_id: Any) -> ColumnElement[bool]:
    """Contributes to, or is aligned with, a goal of a higher level."""
    return or_(*(_serves(link, goal_id) for link in (GoalContribution, GoalAlignment)))


def _serves(link: Any, goal_id: Any) -> ColumnElement[bool]:
    """Looked up goal by goal: a team has few, and of an organisation the counters know."""
    higher = aliased(Goal)
    up = exists().where(link.child_goal_id == goal_id, higher.id == link.parent_goal_id)
    return up.where(higher.level != GoalLevel.INDIVIDUAL)


def counts_of_key_results(seen: Seen) -> AnySelect:
    parts = seen.key_results
    expected = parts.c.next_check_in_on
    counts = {f"zone_{zone}": count_if(parts.c.zone == zone) for zone in Zone} | {
        Count.ZONE_UNMEASURED: count_if(parts.c.zone.is_(None)),
        Count.KEY_RESULTS: func.count(expected),
        Count.FRESH: count_if(and_(parts.c.checked_in_on.is_not(None), expected >= Viewer.today)),
    }
    return select(*(count.label(name) for name, count in counts.items())).select_from(parts)


def _people(seen: Seen) -> AnySelect:
    """Joined, not `IN`: beyond what fits into memory PostgreSQL would walk all goals for each person."""
    people = seen.whose.people
    holders = select(seen.goals.c.owner_id).where(seen.individual).distinct().subquery("holders")
    return select(
        func.count().label(Count.PEOPLE),
        func.count(holders.c.owner_id).label(Count.HOLDING),
        count_if(people.c.lead_path == step(people.c.id)).label(Count.WITHOUT_MANAGER),
    ).select_from(people.outerjoin(holders, holders.c.owner_id == people.c.id))


def _units(units: Any) -> AnySelect:
    """Open ones, by who heads them today."""
    headed = select(units.c.id, head_of(units.c.id).label("head_id")).subquery("headed")
    left = exists().where(Person.id == headed.c.head_id, Person.status != PersonStatus.ACTIVE)
    return (
        select(
            func.count().label(Count.UNITS),
            count_if(headed.c.head_id.is_(None)).label(Count.WITHOUT_HEAD),
            count_if(left).label(Count.STALE),
        )
        .join(OrgUnit, OrgUnit.id == headed.c.id)
        .where(OrgUnit.status == OrgUnitStatus.ACTIVE)
    )
