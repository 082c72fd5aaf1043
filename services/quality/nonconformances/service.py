from typing import Any
from uuid import UUID

from services.quality.nonconformances import rules, schemas
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.queries import MEASURED_PROCESS, nonconformances
from services.quality.tables import NUMBERS
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Work

CHECKED = ("description", "detected_at", "severity", "process_id", "characteristic_id", "quantity_affected", "unit")


async def create(work: Work, data: schemas.NonconformanceCreate) -> Document[schemas.Nonconformance]:
    wanted = await _checked(work, rules.DRAFT, data.model_dump())
    number = await NUMBERS.next(work, "NCR")
    record = work.add(Nonconformance(**wanted, number=number, reporter_id=work.actor.id))
    work.note("nonconformance.created", record)
    return await nonconformances.show(work, record.id)


async def patch(work: Work, id: UUID, data: schemas.NonconformancePatch) -> Document[schemas.Nonconformance]:
    record = await nonconformances.load(work, id, "update")
    known = {name: getattr(record, name) for name in CHECKED}
    if work.change(record, await _checked(work, record.status, known | data.model_dump())):
        work.note("nonconformance.updated", record)
    return await nonconformances.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Nonconformance]:
    record = await nonconformances.advance(work, id, data.action, data.reason)
    work.change(record, rules.effects(data.action, data.reason, work.now))
    work.note(f"nonconformance.{data.action}", record, reason=data.reason)
    return await nonconformances.show(work, id)


async def _checked(work: Work, status: rules.NonconformanceStatus, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a record is to say of itself, whole: with the process its characteristic belongs to."""
    rules.check_detected(wanted["detected_at"], work.now)
    rules.check_quantity(wanted["quantity_affected"], wanted["unit"])
    if wanted["characteristic_id"] is not None:
        wanted["process_id"] = await _measured_process(work, wanted["characteristic_id"], wanted["process_id"])
    if status is rules.OPEN:
        placed = wanted["process_id"] is not None
        rules.check_complete(wanted["description"], wanted["severity"], placed=placed)
    return wanted


async def _measured_process(work: Work, characteristic_id: UUID, process_id: UUID | None) -> UUID:
    found: UUID | None = await work.value(MEASURED_PROCESS, characteristic_id=characteristic_id)
    if found is None:
        error = FieldError("/characteristic_id", "not_found", "there is no such characteristic")
        raise ReferenceNotFound(errors=[error])
    rules.check_process(process_id, found)
    return found
