from typing import Any

from sqlalchemy import DateTime, Integer, Text, Uuid, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from services.quality.characteristics.models import Characteristic, ControlChart
from services.quality.characteristics.queries import characteristic_of
from services.quality.charts import schemas
from services.quality.charts.models import LimitSet, Signal
from services.quality.charts.queries.judging import COUNTING
from services.quality.charts.rules.states import (
    ACTIVE,
    APPROVER,
    KEEPER,
    LIMITS,
    SignalStatus,
)
from services.quality.independence.policy import independent
from services.quality.independence.rules import SOD_7, Part
from services.quality.measurements.models import Subgroup
from services.quality.measurements.queries import STATUS
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import among, equals, everyone, holding

_active = select(LimitSet.id).where(LimitSet.chart_id == ControlChart.id, LimitSet.status == ACTIVE)
_open = select(func.count()).where(Signal.chart_id == ControlChart.id, Signal.status == SignalStatus.OPEN)

charts = Resource(
    schemas.ControlChart,
    ControlChart,
    visible=everyone,
    acts={"update": holding("charts:write"), "propose_limits": holding("charts:write")},
    derived={
        "characteristic": characteristic_of(ControlChart),
        "active_limit_set_id": _active.correlate(ControlChart).scalar_subquery(),
        "open_signals": _open.correlate(ControlChart).scalar_subquery(),
    },
    filters={"characteristic_id": equals(ControlChart.characteristic_id), "kind": among(ControlChart.kind)},
    sorts={"created_at": ControlChart.created_at},
)

limit_sets = Resource(
    schemas.LimitSet,
    LimitSet,
    visible=everyone,
    workflow=LIMITS,
    guards={
        APPROVER: holding("charts:approve"),
        SOD_7: independent(SOD_7, {Part.PROPOSER: lambda person: LimitSet.proposed_by == person}),
        KEEPER: holding("charts:write"),
    },
    filters={"chart_id": equals(LimitSet.chart_id), "status": among(LimitSet.status)},
    sorts={"number": LimitSet.number},
)

WATCHED = Statement(
    select(Characteristic.data_kind, Characteristic.subgroup_size).where(Characteristic.id == argument("id", Uuid))
)

CHART_OF = Statement(select(LimitSet.chart_id).where(LimitSet.id == argument("id", Uuid)))

ACTIVE_SET = select(LimitSet).where(LimitSet.chart_id == argument("chart_id", Uuid), LimitSet.status == ACTIVE)

NEXT_NUMBER = Statement(
    select(func.coalesce(func.max(LimitSet.number), 0) + 1).where(LimitSet.chart_id == argument("chart_id", Uuid))
)


KNOWN_CHANGE = Statement(
    select(Signal.id.label("signal_id"), Signal.assignable_cause, Signal.explanation)
    .where(
        Signal.chart_id == argument("chart_id", Uuid),
        Signal.taken_at >= argument("taken_since", DateTime(timezone=True)),
        Signal.status.in_((SignalStatus.EXPLAINED, SignalStatus.CLOSED)),
        Signal.assignable_cause.is_not(None),
    )
    .order_by(Signal.taken_at, Signal.id)
    .limit(1)
)


def _material() -> Statement:
    """The latest subgroups of a chart within a period, the latest first, with why some set no limits."""
    since, before = (argument(name, DateTime(timezone=True)) for name in ("taken_since", "taken_before"))
    context = argument("context", Text)
    names = ("id", "taken_at", "values", "count", "size", "exposure")
    columns: list[Any] = [getattr(Subgroup, name) for name in names]
    found = select(*columns, STATUS.label("status")).where(
        Subgroup.characteristic_id == argument("characteristic_id", Uuid),
        STATUS.in_(COUNTING),
        Subgroup.taken_at >= since,
        Subgroup.taken_at < before,
        or_(context.is_(None), Subgroup.context.op("@>")(cast(context, JSONB))),
    )
    ordered = found.order_by(Subgroup.taken_at.desc(), Subgroup.id.desc())
    return Statement(ordered.limit(argument("last", Integer)))


MATERIAL = _material()
