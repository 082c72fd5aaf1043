from typing import Any

from sqlalchemy import (
    DateTime,
    Double,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    delete,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from services.quality.characteristics.models import ControlChart
from services.quality.charts.models import ChartMemory, LimitSet, Signal
from services.quality.charts.rules.states import SignalStatus
from services.quality.measurements.models import Subgroup
from services.quality.measurements.queries import STATUS
from services.quality.measurements.rules import EXCLUDED, NORMAL
from shared.database.statements import Statement, argument, rows_given
from shared.resources.shapes import AnySelect
from shared.resources.viewer import Viewer

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


def _charts() -> AnySelect:
    """JSON as text: two drivers run these statements, and one of them would decode it."""
    context, parameters = (
        cast(column, Text).label(column.name) for column in (ControlChart.context, ControlChart.parameters)
    )
    columns = (getattr(ControlChart, name) for name in CHART_COLUMNS)
    return select(ControlChart.id, ControlChart.characteristic_id, context, parameters, *columns)


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


def _points() -> Statement:
    """Of each span its subgroups, with as many before and after it as it reaches; all in order of time."""
    at = DateTime(timezone=True)
    span = rows_given(span=Integer, characteristic_id=Uuid, since=at, until=at, reach=Integer, context=Text)
    names = ("id", "taken_at", "values", "count", "size", "exposure")
    of_chart = (
        Subgroup.characteristic_id == span.c.characteristic_id,
        STATUS.in_(COUNTING),
        or_(span.c.context.is_(None), Subgroup.context.op("@>")(cast(span.c.context, JSONB))),
    )
    columns = [getattr(Subgroup, name) for name in names]
    shown = select(*columns).where(*of_chart).correlate(span)
    forward, backward = (Subgroup.taken_at, Subgroup.id), (Subgroup.taken_at.desc(), Subgroup.id.desc())
    before = shown.where(Subgroup.taken_at < span.c.since).order_by(*backward).limit(span.c.reach)
    within = shown.where(Subgroup.taken_at >= span.c.since, Subgroup.taken_at <= span.c.until)
    after = shown.where(Subgroup.taken_at > span.c.until).order_by(*forward).limit(span.c.reach)
    point = union_all(*(select(part.subquery()) for part in (before, within, after))).subquery().lateral("point")
    found = select(span.c.span, *(point.c[name] for name in names)).select_from(span).join(point, true())
    return Statement(found.order_by(span.c.span, point.c.taken_at, point.c.id))


POINTS = _points()


def _standing() -> Statement:
    """The signals that stand within some spans, and those of some subgroups."""
    at = DateTime(timezone=True)
    span = rows_given(chart_id=Uuid, since=at, until=at)
    named = ("id", "chart_id", "subgroup_id", "statistic", "rule", "limit_set_id", "window_ids")
    inside = and_(Signal.chart_id == span.c.chart_id, Signal.taken_at >= span.c.since, Signal.taken_at <= span.c.until)
    columns = [getattr(Signal, name) for name in named]
    stands = Signal.status != SignalStatus.SUPERSEDED
    in_spans = select(*columns).join(span, inside).where(stands)
    of_charts = Signal.chart_id == any_(argument("chart_ids", ARRAY(Uuid)))
    of_those = select(*columns).where(
        of_charts, Signal.subgroup_id == any_(argument("subgroup_ids", ARRAY(Uuid))), stands
    )
    return Statement(in_spans.union(of_those))


STANDING = _standing()


def _raising() -> Statement:
    kinds: dict[str, Any] = {
        "id": Uuid, "chart_id": Uuid, "limit_set_id": Uuid, "subgroup_id": Uuid, "taken_at": DateTime(timezone=True),
        "statistic": Text, "rule": Text, "window_ids": Text, "ack_due_at": DateTime(timezone=True),
    }  # fmt: skip
    given = rows_given(**kinds)
    columns: dict[str, Any] = {name: given.c[name] for name in kinds}
    columns |= {
        "window_ids": cast(given.c.window_ids, ARRAY(Uuid)), "status": literal(SignalStatus.OPEN.value),
        "version": literal(1), "created_at": Viewer.now, "updated_at": Viewer.now,
    }  # fmt: skip
    rows = select(*(column.label(name) for name, column in columns.items()))
    return Statement(insert(Signal.__table__).from_select([*columns], rows, include_defaults=False))


RAISING = _raising()

FALLING = Statement(
    update(Signal)
    .where(Signal.id == any_(argument("ids", ARRAY(Uuid))))
    .values(status=SignalStatus.SUPERSEDED, updated_at=Viewer.now, version=Signal.version + 1)
)


def _forgetting() -> Statement:
    at = DateTime(timezone=True)
    span = rows_given(chart_id=Uuid, since=at, until=at)
    within = and_(ChartMemory.taken_at >= span.c.since, ChartMemory.taken_at <= span.c.until)
    return Statement(delete(ChartMemory).where(ChartMemory.chart_id == span.c.chart_id, within))


FORGETTING = _forgetting()


def _remembering() -> Statement:
    kinds: dict[str, Any] = {
        "id": Uuid, "chart_id": Uuid, "limit_set_id": Uuid, "taken_at": DateTime(timezone=True), "state": Text,
    }  # fmt: skip
    given = rows_given(**kinds)
    columns: dict[str, Any] = {name: given.c[name] for name in kinds} | {
        "state": cast(given.c.state, ARRAY(Double)),
        "version": literal(1),
        "created_at": Viewer.now,
        "updated_at": Viewer.now,
    }
    rows = select(*(column.label(name) for name, column in columns.items()))
    return Statement(insert(ChartMemory.__table__).from_select([*columns], rows, include_defaults=False))


REMEMBERING = _remembering()


def _shifting() -> Statement:
    """The same verdict from other points: the signal stays, and so does what was done about it."""
    given = rows_given(id=Uuid, limit_set_id=Uuid, window_ids=Text)
    changed = {
        "limit_set_id": given.c.limit_set_id,
        "window_ids": cast(given.c.window_ids, ARRAY(Uuid)),
        "updated_at": Viewer.now,
        "version": Signal.version + 1,
    }
    return Statement(update(Signal).where(Signal.id == given.c.id).values(changed))


SHIFTING = _shifting()
