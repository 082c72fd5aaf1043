"""The numbers of the whole organisation: what its counters say, and what has changed since."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Date, Numeric, Text, and_, case, cast, column, func, select

from services.performance.counters.models import COUNTERS
from services.performance.counters.rules import MEASURES, PUBLIC_MEASURES, RECENT_DAYS, Count
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import in_force
from shared.database.statements import Statement
from shared.resources.viewer import Viewer

FOLD = Statement(select(func.performance.fold_counts()))

_COLUMNS = {"measure": Text, "public": Boolean, "since": Date, "score": Numeric, "value": Numeric}


def counted(*, public: bool = False) -> Any:
    """One row with a column for each count, as they are today: of everything, or of what everybody sees."""
    changes = func.performance.changes_of_counts(False).table_valued(*(column(*one) for one in _COLUMNS.items()))
    kept = select(*(COUNTERS.c[name] for name in _COLUMNS))
    both = kept.union_all(select(*(changes.c[name] for name in _COLUMNS))).subquery()
    sums = select(both.c.measure, func.sum(_value(both)).label("value")).where(_today(both)).group_by(both.c.measure)
    if public:
        sums = sums.where(both.c.public)
    now = sums.cte("by_measure")
    measures = {**MEASURES, **PUBLIC_MEASURES} if public else MEASURES
    return select(*(_sum(now, names).label(count) for count, names in measures.items())).select_from(now).cte("kept")


def _sum(now: Any, measures: Any) -> ColumnElement[Any]:
    total = func.coalesce(func.sum(now.c.value).filter(now.c.measure.in_(measures)), 0)
    return total if {Count.PROGRESS, Count.EXPECTED} & {*measures} else cast(total, BigInteger)


def _value(both: Any) -> ColumnElement[Any]:
    return case((both.c.measure == Count.EXPECTED, both.c.value * (Viewer.today - both.c.since)), else_=both.c.value)


def _today(both: Any) -> ColumnElement[bool]:
    """What counts today: what has begun, scores from the policy's threshold on, and days that are not too long ago."""
    since, score, policy = both.c.since, both.c.score, GoalPolicy
    aspired, kept = in_force(policy.aspirational_threshold), in_force(policy.committed_threshold)
    conditions: Mapping[str, Any] = {
        "check_ins": and_(since > Viewer.today - RECENT_DAYS, since <= Viewer.today),
        "score_aspirational": score >= aspired,
        "score_committed": score >= kept,
    }
    return case(*((both.c.measure == name, holds) for name, holds in conditions.items()), else_=since <= Viewer.today)
