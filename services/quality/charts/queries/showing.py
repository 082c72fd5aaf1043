from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import LateralFromClause

from services.quality.characteristics.models import Characteristic, ControlChart, SpecificationRevision
from services.quality.charts.models import ChartMemory, LimitSet, Signal
from services.quality.charts.queries.judging import CHART_COLUMNS, COUNTING, LIMITS
from services.quality.charts.rules.setup import WITH_MEMORY
from services.quality.charts.rules.states import SignalStatus
from services.quality.measurements.models import Subgroup, SubgroupMark
from services.quality.measurements.queries import STATUS
from services.quality.measurements.rules import NORMAL
from shared.database.statements import Statement, argument
from shared.resources.shapes import AnySelect, all_of, instant, one_of

_at = DateTime(timezone=True)


def _limit_sets() -> ColumnElement[Any]:
    """Those in force at some time, in their order."""
    columns = (LimitSet.id, LimitSet.number, LimitSet.valid_from, *(getattr(LimitSet, name) for name in LIMITS))
    ever = LimitSet.chart_id == ControlChart.id, LimitSet.valid_from.is_not(None)
    return all_of(select(*columns).where(*ever).order_by(LimitSet.valid_from).correlate(ControlChart))


def _specifications() -> ColumnElement[Any]:
    revision = SpecificationRevision
    named = (revision.id, instant(revision.valid_from).label("valid_from"), revision.lsl, revision.usl, revision.target)
    of_this = revision.characteristic_id == ControlChart.characteristic_id
    return all_of(select(*named).where(of_this).order_by(revision.valid_from).correlate(ControlChart))


def _characteristic() -> ColumnElement[Any]:
    named = (Characteristic.id, Characteristic.code, Characteristic.name, Characteristic.unit, Characteristic.data_kind)
    of_this = Characteristic.id == ControlChart.characteristic_id
    return one_of(select(*named).where(of_this).correlate(ControlChart))


def _first(kind: ColumnElement[bool]) -> LateralFromClause:
    """When the first point that is shown was taken."""
    shown = select(Subgroup.taken_at).where(
        Subgroup.characteristic_id == ControlChart.characteristic_id,
        Subgroup.taken_at >= argument("taken_since", _at),
        Subgroup.taken_at < argument("taken_before", _at),
        STATUS.in_(COUNTING),
        or_(ControlChart.context.is_(None), Subgroup.context.op("@>")(ControlChart.context)),
    )
    earliest = shown.order_by(Subgroup.taken_at.desc(), Subgroup.id.desc()).offset(argument("last", Integer) - 1)
    taken_at = earliest.limit(1).correlate(ControlChart).scalar_subquery()
    since = argument("taken_since", _at)
    first = case((kind, func.coalesce(taken_at, since)), else_=since)
    return select(first.label("taken_at")).correlate(ControlChart).lateral("first")


def _stage(kind: ColumnElement[bool], first: LateralFromClause) -> LateralFromClause:
    """The limits in force then, of a chart that remembers."""
    then = select(LimitSet.id, LimitSet.valid_from).where(
        LimitSet.chart_id == ControlChart.id, LimitSet.valid_from <= first.c.taken_at, kind
    )
    latest = then.order_by(LimitSet.valid_from.desc()).limit(1)
    return latest.correlate(ControlChart, first).lateral("stage")


def _memory(stage: LateralFromClause, first: LateralFromClause) -> LateralFromClause:
    """What is known of the points before, since these limits began."""
    known = select(ChartMemory.taken_at, ChartMemory.state).where(
        ChartMemory.chart_id == ControlChart.id,
        ChartMemory.limit_set_id == stage.c.id,
        ChartMemory.taken_at < first.c.taken_at,
    )
    latest = known.order_by(ChartMemory.taken_at.desc()).limit(1)
    return latest.correlate(ControlChart, stage, first).lateral("memory")


def _head(of_this: ColumnElement[bool]) -> AnySelect:
    """A chart with all that its picture needs beside the points.

    `begin`: from when on points are needed, to show those that are asked for. EWMA and CUSUM begin with what they
    remember, or with their limits.
    """
    named = ("id", "characteristic_id", "name", "is_default", "context", "parameters", *CHART_COLUMNS)
    kind = ControlChart.kind.in_(WITH_MEMORY)
    first = _first(kind)
    stage = _stage(kind, first)
    memory = _memory(stage, first)
    after = memory.c.taken_at + literal(timedelta(microseconds=1), Interval)
    most = case((stage.c.id.is_not(None), argument("most", Integer)), else_=argument("last", Integer) + 1)
    columns = select(
        *(getattr(ControlChart, name) for name in named),
        _characteristic().label("characteristic"),
        _limit_sets().label("limit_sets"),
        _specifications().label("specifications"),
        func.coalesce(after, stage.c.valid_from, first.c.taken_at).label("begin"),
        memory.c.state.label("memory"),
        most.label("most"),
    )
    beside = columns.join_from(ControlChart, first, true()).outerjoin(stage, true()).outerjoin(memory, true())
    return beside.where(of_this)


def _signals(chart_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """On one point."""
    named = (
        Signal.id,
        Signal.statistic,
        Signal.rule,
        Signal.status,
        func.cardinality(Signal.window_ids).label("points"),
    )
    here = Signal.chart_id == chart_id, Signal.subgroup_id == Subgroup.id, Signal.status != SignalStatus.SUPERSEDED
    rows = select(*named).where(*here).correlate_except(Signal).subquery()
    return select(cast(func.json_agg(rows.table_valued()), Text)).scalar_subquery()


def _points(head: CTE) -> AnySelect:
    """A chart's points, the latest first."""
    mark = (
        select(SubgroupMark.status, SubgroupMark.assignable_cause)
        .where(SubgroupMark.subgroup_id == Subgroup.id)
        .order_by(SubgroupMark.id.desc())
        .limit(1)
        .correlate(Subgroup)
        .lateral("mark")
    )
    status = func.coalesce(cast(mark.c.status, Text), literal(NORMAL.value))
    names = ("id", "taken_at", "values", "count", "size", "exposure", "note")
    columns: list[Any] = [getattr(Subgroup, name) for name in names]
    said = (cast(Subgroup.context, Text).label("context"), status.label("status"), mark.c.assignable_cause)
    found = select(*columns, *said, _signals(head.c.id).label("signals")).join(mark, true(), isouter=True)
    of_chart = found.where(
        Subgroup.characteristic_id == head.c.characteristic_id,
        status.in_(COUNTING),
        or_(head.c.context.is_(None), Subgroup.context.op("@>")(head.c.context)),
    )
    return of_chart.order_by(Subgroup.taken_at.desc(), Subgroup.id.desc()).correlate(head)


def _shown(of_this: ColumnElement[bool]) -> Statement:
    """A chart as JSON, then its latest points within a period and the one before them, the latest first."""
    head = _head(of_this).cte("head")
    points = _points(head)
    within = points.where(Subgroup.taken_at >= head.c.begin, Subgroup.taken_at < argument("taken_before", _at))
    leading = points.where(Subgroup.taken_at < head.c.begin)
    limited = within.limit(head.c.most), leading.limit(1)
    point = union_all(*(select(part.subquery()) for part in limited)).subquery().lateral("point")
    chart = cast(func.row_to_json(head.table_valued()), Text).label("chart")
    blank = (cast(null(), column.type).label(column.name) for column in point.c)
    rows = union_all(
        select(chart, *blank).select_from(head),
        select(cast(null(), Text), *point.c).select_from(head).join(point, true()),
    ).subquery()
    return Statement(select(rows).order_by(rows.c.taken_at.desc().nulls_first(), rows.c.id.desc()))


SHOWN = _shown(ControlChart.id == argument("id", Uuid))

SHOWN_BY_DEFAULT = _shown(
    and_(ControlChart.characteristic_id == argument("characteristic_id", Uuid), ControlChart.is_default)
)
