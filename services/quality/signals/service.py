from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.quality.characteristics.rules import CharacteristicClass
from services.quality.charts.models import Signal
from services.quality.nonconformances import schemas as nonconformance_schemas
from services.quality.nonconformances.rules.words import DetectedWhere
from services.quality.nonconformances.service import records
from services.quality.signals import rules, schemas
from services.quality.signals.queries import MEASURED, signals
from shared.answers import Document
from shared.work import Work

SAID = ("assignable_cause", "corrective_action", "nonconformance_id")


async def transition(work: Work, id: UUID, data: schemas.SignalTransition) -> Document[schemas.Signal]:
    signal = await signals.advance(work, id, data.action, data.reason)
    said = {name: value for name in SAID if (value := getattr(data, name)) is not None}
    rules.check_said(data.action, said)
    work.change(signal, said | rules.effects(data.action, data.reason, work.actor.id, work.now))
    if data.action == "close":
        measured = await _measured(work, signal)
        critical = measured["characteristic_class"] == CharacteristicClass.CRITICAL
        linked = signal.nonconformance_id is not None
        rules.check_linked(signal.rule, critical=critical, linked=linked, reason=data.reason)
    work.note(f"signal.{data.action}", signal, reason=data.reason)
    return await signals.show(work, id)


async def report(work: Work, id: UUID, data: schemas.SignalReport) -> Document[nonconformance_schemas.Nonconformance]:
    """As severe as its characteristic is important; a signal has one, however often somebody reports it."""
    work.actor.require("nonconformances:write")
    signal = await signals.load(work, id, "report")
    if signal.nonconformance_id is not None:
        return await records.known(work, signal.nonconformance_id)
    measured = await _measured(work, signal)
    found = {
        "title": data.title or f"{measured['name']}: {signal.rule}",
        "severity": data.severity or measured["characteristic_class"],
        "characteristic_id": measured["id"],
        "detected_at": signal.taken_at,
        "detected_where": DetectedWhere.PROCESS,
        "source": "spc",
        "external_id": str(id),
    }
    reported = nonconformance_schemas.NonconformanceCreate(**data.model_dump() | found)
    made = await records.create(work, reported)
    work.change(signal, {"nonconformance_id": made.id})
    work.note("signal.report", signal, nonconformance_id=made.id)
    return replace(made, collection="nonconformances")


async def _measured(work: Work, signal: Signal) -> Mapping[str, Any]:
    found = await work.row(MEASURED, chart_id=signal.chart_id)
    assert found is not None
    return found
