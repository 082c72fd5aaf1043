"""The numbers of the whole organisation: what its counters say, and what has changed since."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Numeric,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    not_,
    or_,
    select,
    true,
)

from services.performance.counters.models import COUNTERS
from services.performance.counters.rules import MEASURES, PUBLIC_MEASURES, RECENT_DAYS, Count
from services.performance.goal_policies.models import GoalPolicy
from services.performance.goal_policies.queries import in_force
from shared.database.statements import Statement
from shared.resources.viewer import Viewer

FOLD = Statement(select(func.performance.fold_counts()))

EVERYTHING = true()
_COLUMNS = {"measure": Text, "public": Boolean, "since": Date, "score": Numeric, "value": Numeric}


def counted(everything: ColumnElement[bool] = EVERYTHING) -> Any:
    """One row with a column for each count, as they are today: of everything, else of what everybody sees."""
    changes = func.performance.changes_of_counts(False).table_valued(*(column(*one) for one in _COLUMNS.items()))
    kept = select(*(COUNTERS.c[name] for name in _COLUMNS))
    both = kept.union_all(select(*(changes.c[name] for name in _COLUMNS))).subquery()
    sums = select(both.c.measure, func.sum(_value(both)).label("value")).where(_today(both)).group_by(both.c.measure)
    now = sums.where(or_(everything, both.c.public)).cte("by_measure")
    return select(*(_sum(now, count, everything).label(count) for count in Count)).select_from(now).cte("kept")


def _sum(now: Any, count: Count, everything: ColumnElement[bool]) -> ColumnElement[Any]:
    of_all = now.c.measure.in_(MEASURES[count])
    if count in PUBLIC_MEASURES:
        of_all = or_(and_(everything, of_all), and_(not_(everything), now.c.measure.in_(PUBLIC_MEASURES[count])))
    total = func.coalesce(func.sum(now.c.value).filter(of_all), 0)
    return total if count in {Count.PROGRESS, Count.EXPECTED} else cast(total, BigInteger)


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
