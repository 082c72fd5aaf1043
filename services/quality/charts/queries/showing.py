from typing import Any

from sqlalchemy import ColumnElement, DateTime, Integer, Text, Uuid, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from services.quality.characteristics.models import Characteristic, ControlChart, SpecificationRevision
from services.quality.charts.models import LimitSet, Signal
from services.quality.charts.queries.judging import CHART_COLUMNS, COUNTING, LIMITS
from services.quality.charts.rules.states import SignalStatus
from services.quality.measurements.models import Subgroup, SubgroupMark
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


def _head() -> AnySelect:
    """A chart with all that its picture needs beside the points."""
    json = {
        "context": ControlChart.context, "parameters": ControlChart.parameters, "characteristic": _characteristic(),
        "limit_sets": _limit_sets(), "specifications": _specifications(),
    }  # fmt: skip
    texts = (cast(column, Text).label(name) for name, column in json.items())
    named = (getattr(ControlChart, name) for name in ("id", "characteristic_id", "name", "is_default", *CHART_COLUMNS))
    return select(*named, *texts)


HEAD = Statement(_head().where(ControlChart.id == argument("id", Uuid)))

DEFAULT_HEAD = Statement(
    _head().where(ControlChart.characteristic_id == argument("characteristic_id", Uuid), ControlChart.is_default)
)


def _signals() -> ColumnElement[Any]:
    """On one point."""
    named = (
        Signal.id,
        Signal.statistic,
        Signal.rule,
        Signal.status,
        func.cardinality(Signal.window_ids).label("points"),
    )
    stands = Signal.status != SignalStatus.SUPERSEDED
    here = Signal.chart_id == argument("chart_id", Uuid), Signal.subgroup_id == Subgroup.id, stands
    rows = select(*named).where(*here).correlate(Subgroup).subquery()
    return select(cast(func.json_agg(rows.table_valued()), Text)).scalar_subquery()


def _shown() -> Statement:
    """The latest points of a chart within a period, the latest first."""
    mark = (
        select(SubgroupMark.status, SubgroupMark.assignable_cause)
        .where(SubgroupMark.subgroup_id == Subgroup.id)
        .order_by(SubgroupMark.id.desc())
        .limit(1)
        .correlate(Subgroup)
        .lateral("mark")
    )
    status = func.coalesce(cast(mark.c.status, Text), literal(NORMAL.value))
    context = argument("context", Text)
    names = ("id", "taken_at", "values", "count", "size", "exposure", "note")
    columns: list[Any] = [getattr(Subgroup, name) for name in names]
    said = (cast(Subgroup.context, Text).label("context"), status.label("status"), mark.c.assignable_cause)
    found = select(*columns, *said, _signals().label("signals")).join(mark, true(), isouter=True)
    of_chart = found.where(
        Subgroup.characteristic_id == argument("characteristic_id", Uuid),
        Subgroup.taken_at >= argument("taken_since", _at),
        Subgroup.taken_at < argument("taken_before", _at),
        status.in_(COUNTING),
        or_(context.is_(None), Subgroup.context.op("@>")(cast(context, JSONB))),
    )
    ordered = of_chart.order_by(Subgroup.taken_at.desc(), Subgroup.id.desc())
    return Statement(ordered.limit(argument("most", Integer)))


SHOWN = _shown()
