from sqlalchemy import (
    CTE,
    DateTime,
    Integer,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    func,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.quality.characteristics.models import ControlChart
from services.quality.charts.models import ChartMemory, LimitSet, Signal
from services.quality.charts.rules.states import SignalStatus
from services.quality.measurements.models import Subgroup
from services.quality.measurements.queries import STATUS
from services.quality.measurements.rules import EXCLUDED, NORMAL
from shared.database.statements import Statement, argument, rows_given
from shared.resources.shapes import AnySelect

CHART_COLUMNS = (
    "kind",
    "sigma_method",
    "rules",
    "dispersion_rules",
    "k",
    "limits_kind",
    "alpha",
    "acknowledge_within_minutes",
)
LIMITS = ("center", "sigma", "sigma_of_means", "sigma_z", "median", "means", "covariance", "subgroups")
COUNTING = (NORMAL.value, EXCLUDED.value)
"""What a subgroup is when charts show it."""
POINT = ("id", "taken_at", "values", "count", "size", "exposure")


def _charts() -> AnySelect:
    """JSON as text: two drivers run these statements, and one of them would decode it."""
    context, parameters = (
        cast(column, Text).label(column.name) for column in (ControlChart.context, ControlChart.parameters)
    )
    columns = (getattr(ControlChart, name) for name in CHART_COLUMNS)
    return select(ControlChart.id, ControlChart.characteristic_id, context, parameters, *columns)


ONE = Statement(_charts().where(ControlChart.id == argument("id", Uuid)))

LOCKED = Statement(
    _charts()
    .where(
        ControlChart.characteristic_id == any_(argument("characteristic_ids", ARRAY(Uuid))),
        or_(argument("chart_id", Uuid).is_(None), ControlChart.id == argument("chart_id", Uuid)),
    )
    .order_by(ControlChart.id)
    .with_for_update(key_share=True)
)

IN_FORCE = Statement(
    select(LimitSet.chart_id, LimitSet.id, LimitSet.valid_from, *(getattr(LimitSet, name) for name in LIMITS))
    .where(LimitSet.chart_id == any_(argument("chart_ids", ARRAY(Uuid))), LimitSet.valid_from.is_not(None))
    .order_by(LimitSet.valid_from)
)


def _memories() -> Statement:
    """Of each chart, what is known of all points before a time, if something is."""
    asked = rows_given(chart_id=Uuid, limit_set_id=Uuid, since=DateTime(timezone=True))
    columns = ChartMemory.chart_id, ChartMemory.limit_set_id, ChartMemory.taken_at, ChartMemory.state
    before = select(*columns).where(
        ChartMemory.chart_id == asked.c.chart_id,
        ChartMemory.limit_set_id == asked.c.limit_set_id,
        ChartMemory.taken_at < asked.c.since,
    )
    latest = before.order_by(ChartMemory.taken_at.desc()).limit(1).correlate(asked).lateral("latest")
    return Statement(select(latest).join_from(asked, latest, true()))


MEMORIES = _memories()


def _points(span: TableValuedAlias) -> CTE:
    """Of each span its subgroups, with as many before and after it as it reaches."""
    of_chart = (
        Subgroup.characteristic_id == span.c.characteristic_id,
        STATUS.in_(COUNTING),
        or_(span.c.context.is_(None), Subgroup.context.op("@>")(cast(span.c.context, JSONB))),
    )
    columns = [getattr(Subgroup, name) for name in POINT]
    shown = select(*columns).where(*of_chart).correlate(span)
    forward, backward = (Subgroup.taken_at, Subgroup.id), (Subgroup.taken_at.desc(), Subgroup.id.desc())
    before = shown.where(Subgroup.taken_at < span.c.begin).order_by(*backward).limit(span.c.reach)
    within = shown.where(Subgroup.taken_at >= span.c.begin, Subgroup.taken_at <= span.c.until)
    after = shown.where(Subgroup.taken_at > span.c.until).order_by(*forward).limit(span.c.reach)
    point = union_all(*(select(part.subquery()) for part in (before, within, after))).subquery().lateral("point")
    beside = span.c.span, span.c.chart_id, span.c.until
    return select(*beside, *(point.c[name] for name in POINT)).select_from(span).join(point, true()).cte("point")


def _standing(span: TableValuedAlias, point: CTE) -> AnySelect:
    """The signals that stand within the spans, and those of the subgroups after them, as JSON."""
    named = ("id", "chart_id", "subgroup_id", "statistic", "rule", "limit_set_id", "window_ids")
    stands = select(*(getattr(Signal, name) for name in named)).where(Signal.status != SignalStatus.SUPERSEDED)
    inside = and_(Signal.chart_id == span.c.chart_id, Signal.taken_at >= span.c.since, Signal.taken_at <= span.c.until)
    reached = and_(Signal.chart_id == point.c.chart_id, Signal.subgroup_id == point.c.id)
    later = stands.join(point, reached).where(point.c.taken_at > point.c.until)
    standing = union(stands.join(span, inside), later).subquery("standing")
    return select(cast(func.row_to_json(standing.table_valued()), Text).label("standing"))


def _seen() -> Statement:
    """What is judged: points in order of time, span by span; and what was found there before, in rows of their own."""
    at = DateTime(timezone=True)
    span = rows_given(
        span=Integer, chart_id=Uuid, characteristic_id=Uuid, begin=at, since=at, until=at, reach=Integer, context=Text
    )
    point = _points(span)
    standing = _standing(span, point).subquery()
    columns = [point.c[name] for name in ("span", *POINT)]
    blank = (cast(null(), column.type).label(column.name) for column in columns)
    rows = union_all(
        select(*columns, cast(null(), Text).label("standing")), select(*blank, standing.c.standing)
    ).subquery()
    return Statement(select(rows).order_by(rows.c.span, rows.c.taken_at, rows.c.id))


SEEN = _seen()
