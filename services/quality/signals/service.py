from uuid import UUID

from services.quality.characteristics.rules import CharacteristicClass
from services.quality.signals import rules, schemas
from services.quality.signals.queries import CLASS_OF, signals
from shared.answers import Document
from shared.work import Work

SAID = ("assignable_cause", "corrective_action", "nonconformance_id")


async def transition(work: Work, id: UUID, data: schemas.SignalTransition) -> Document[schemas.Signal]:
    signal = await signals.advance(work, id, data.action, data.reason)
    said = {name: value for name in SAID if (value := getattr(data, name)) is not None}
    rules.check_said(data.action, said)
    work.change(signal, said | rules.effects(data.action, data.reason, work.actor.id, work.now))
    if data.action == "close":
        critical = await work.value(CLASS_OF, chart_id=signal.chart_id) == CharacteristicClass.CRITICAL
        linked = signal.nonconformance_id is not None
        rules.check_linked(signal.rule, critical=critical, linked=linked, reason=data.reason)
    work.note(f"signal.{data.action}", signal, reason=data.reason)
    return await signals.show(work, id)
