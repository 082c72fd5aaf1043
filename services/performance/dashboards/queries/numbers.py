"""The numbers of any dashboard, counted over what its viewer may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Double, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from services.performance.dashboards.queries.attainment import Attaining, attaining, by_standard
from services.performance.dashboards.queries.scopes import Whose
from services.performance.dashboards.rules import FORMULAS, MetricKey
from services.performance.dashboards.schemas import HealthCounts, ZoneCounts
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import in_force
from services.performance.goals.models import Goal, GoalAlignment, GoalContribution, KeyResult
from services.performance.goals.policy import visible_to
from services.performance.goals.queries.documents import HEALTH, MEASURABLE, percent
from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.states import GoalKind, GoalLevel, GoalStatus, Health, KeyResultStatus
from services.performance.people.policy import head_of
from services.performance.people.queries.lines import step
from shared.resources.shapes import AnySelect, instant
from shared.resources.viewer import Viewer

JUDGED = [GoalStatus.ACTIVE, GoalStatus.CLOSED, GoalStatus.CANCELLED]

CADENCE = func.coalesce(KeyResult.cadence_days, in_force(GoalPolicy.default_cadence_days))
"""Days between the check-ins of a key result."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is counted, read once: goals with their health, and the key results of the active ones."""

    whose: Whose
    goals: Any
    key_results: Any
    attaining: Attaining

    @property
    def active(self) -> ColumnElement[bool]:
        return and_(self.goals.c.status == GoalStatus.ACTIVE)

    @property
    def individual(self) -> ColumnElement[bool]:
        return and_(self.active, self.goals.c.level == GoalLevel.INDIVIDUAL)


def seen_by(viewer: Viewer, whose: Whose) -> Seen:
    columns = (
        Goal.id, Goal.owner_id, Goal.level, Goal.kind, Goal.status, Goal.progress, Goal.final_score,
        Goal.checked_in_on, HEALTH.label("health"), MEASURABLE.label("measurable"),
    )  # fmt: skip
    goals = select(*columns).where(Goal.status.in_(JUDGED), whose.goals, visible_to(viewer)).cte("seen")
    fresh = KeyResult.checked_in_on + CADENCE >= Viewer.today
    parts = select(KeyResult.status, KeyResult.zone, func.coalesce(fresh, False).label("fresh"))
    parts = parts.join(goals, goals.c.id == KeyResult.goal_id).where(goals.c.status == GoalStatus.ACTIVE)
    kept = parts.where(KeyResult.status != KeyResultStatus.DROPPED).cte("parts")
    return Seen(whose, goals, kept, attaining(viewer, whose))


def numbers(seen: Seen) -> dict[str, ColumnElement[Any]]:
    """The fields that all dashboards have."""
    goals = seen.goals
    cancelled = select(func.count()).where(goals.c.status == GoalStatus.CANCELLED)
    return {
        "as_of": instant(Viewer.now),
        "metrics": func.json_build_array(*_metrics(seen)),
        "goal_health": select(health_counts(goals)).where(seen.active).scalar_subquery(),
        "goal_progress": select(mean_progress(goals)).where(seen.active).scalar_subquery(),
        "zones": _zones(seen.key_results),
        "standard_attainment": _standards(seen.attaining),
        "goals_cancelled": cancelled.scalar_subquery(),
    }


def object_of(parts: dict[str, Any]) -> ColumnElement[Any]:
    return func.json_build_object(*(part for pair in parts.items() for part in pair))


def count_if(condition: Any) -> ColumnElement[int]:
    return func.count().filter(condition)


def health_counts(goals: Any) -> ColumnElement[Any]:
    return object_of({name: count_if(goals.c.health == name) for name in HealthCounts.model_fields})


def mean_progress(goals: Any) -> ColumnElement[Any]:
    """The mean beside what it is the mean of."""
    measured = func.count(goals.c.progress)
    return object_of(
        {"percent": percent(func.avg(goals.c.progress)), "measured": measured, "goals": func.count(goals.c.id)}
    )


def _zones(parts: Any) -> ColumnElement[Any]:
    counts = {name: count_if(parts.c.zone == name) for name in ZoneCounts.model_fields if name in set(Zone)}
    return select(object_of(counts | {"unmeasured": count_if(parts.c.zone.is_(None))})).scalar_subquery()


def _standards(found: Attaining) -> ColumnElement[Any]:
    return object_of({"people_hidden": found.hidden, "standards": by_standard(found)})


def _metrics(seen: Seen) -> list[ColumnElement[Any]]:
    shares = {
        MetricKey.GOAL_COVERAGE: _coverage(seen),
        MetricKey.GOAL_ALIGNMENT: _alignment(seen),
        MetricKey.GOALS_ON_TRACK: _on_track(seen),
        MetricKey.CHECK_IN_FRESHNESS: _freshness(seen),
        MetricKey.GOAL_ACHIEVEMENT: _achievement(seen),
        MetricKey.STANDARD_ATTAINMENT: seen.attaining.share,
        MetricKey.PEOPLE_WITHOUT_MANAGER: _without_manager(seen),
        MetricKey.GOALS_WITHOUT_MEASURE: _share(~seen.goals.c.measurable).where(seen.active),
    }
    if seen.whose.units is not None:
        units = seen.whose.units
        shares[MetricKey.UNITS_WITHOUT_HEAD] = _share(head_of(units.c.id).is_(None)).select_from(units)
    return [_metric(key, share) for key, share in shares.items()]


def _metric(key: MetricKey, share: AnySelect) -> ColumnElement[Any]:
    counted = share.subquery()
    exact = cast(100.0 * counted.c.numerator / func.nullif(counted.c.denominator, 0), Double)
    parts = {
        "key": key.value,
        "formula": FORMULAS[key],
        "numerator": counted.c.numerator,
        "denominator": counted.c.denominator,
        "percent": exact,
        "as_of": Viewer.today,
    }
    return select(object_of(parts)).scalar_subquery()


def _share(condition: Any) -> AnySelect:
    """Of all rows, those of which it is true."""
    return select(count_if(condition).label("numerator"), func.count().label("denominator"))


def _coverage(seen: Seen) -> AnySelect:
    """Joined, not `IN`: beyond what fits into memory PostgreSQL would walk all goals for each person."""
    people = seen.whose.people
    holders = select(seen.goals.c.owner_id).where(seen.individual).distinct().subquery("holders")
    with_goal = people.outerjoin(holders, holders.c.owner_id == people.c.id)
    return _share(holders.c.owner_id.is_not(None)).select_from(with_goal)


def _alignment(seen: Seen) -> AnySelect:
    serves = [_serves(link, seen.goals.c.id) for link in (GoalContribution, GoalAlignment)]
    return _share(or_(*serves)).where(seen.individual)


def _serves(link: Any, goal_id: Any) -> ColumnElement[bool]:
    """Looked up goal by goal: a team has few, an organisation many."""
    higher = aliased(Goal)
    up = exists().where(link.child_goal_id == goal_id, higher.id == link.parent_goal_id)
    return up.where(higher.level != GoalLevel.INDIVIDUAL)


def _on_track(seen: Seen) -> AnySelect:
    return _share(seen.goals.c.health.in_([Health.ON_TRACK, Health.DONE])).where(seen.active)


def _freshness(seen: Seen) -> AnySelect:
    return _share(seen.key_results.c.fresh).where(seen.key_results.c.status == KeyResultStatus.ACTIVE)


def _achievement(seen: Seen) -> AnySelect:
    aspired, kept = in_force(GoalPolicy.aspirational_threshold), in_force(GoalPolicy.committed_threshold)
    threshold = case((seen.goals.c.kind == GoalKind.ASPIRATIONAL, aspired), else_=kept)
    return _share(seen.goals.c.final_score >= threshold).where(seen.goals.c.status == GoalStatus.CLOSED)


def _without_manager(seen: Seen) -> AnySelect:
    """Whose line of today begins with themselves."""
    people = seen.whose.people
    return _share(people.c.lead_path == step(people.c.id)).select_from(people)
