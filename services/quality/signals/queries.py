from typing import Any

from sqlalchemy import ColumnElement, Uuid, exists, select

from services.quality.characteristics.models import Characteristic, ControlChart
from services.quality.charts.models import Signal
from services.quality.charts.rules.states import HANDLER, SIGNALS
from services.quality.nonconformances.models import Nonconformance
from services.quality.signals import schemas
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import among, before, equals, everyone, holding

_chart = select(ControlChart.id, ControlChart.name, ControlChart.kind).where(ControlChart.id == Signal.chart_id)
_characteristic = (
    select(Characteristic.id, Characteristic.code, Characteristic.name)
    .join(ControlChart, ControlChart.characteristic_id == Characteristic.id)
    .where(ControlChart.id == Signal.chart_id)
)
_nonconformance = select(Nonconformance.id, Nonconformance.number).where(Nonconformance.id == Signal.nonconformance_id)


def _of_characteristic(name: str) -> ColumnElement[bool]:
    chart = ControlChart.id == Signal.chart_id, ControlChart.characteristic_id == argument(name, Uuid)
    return exists().where(*chart).correlate(Signal)


def _one(reference: Any) -> ColumnElement[Any]:
    return one_of(reference.correlate(Signal))


signals = Resource(
    schemas.Signal,
    Signal,
    visible=everyone,
    workflow=SIGNALS,
    guards={HANDLER: holding("signals:write")},
    derived={
        "chart": _one(_chart),
        "characteristic": _one(_characteristic),
        "nonconformance": _one(_nonconformance),
    },
    filters={
        "chart_id": equals(Signal.chart_id),
        "characteristic_id": _of_characteristic,
        "status": among(Signal.status),
        "ack_due_before": before(Signal.ack_due_at),
    },
    sorts={"created_at": Signal.created_at},
)

MEASURED = Statement(
    select(Characteristic.id, Characteristic.name, Characteristic.characteristic_class)
    .join(ControlChart, ControlChart.characteristic_id == Characteristic.id)
    .where(ControlChart.id == argument("chart_id", Uuid))
)
