from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.quality.nonconformances import schemas
from services.quality.nonconformances.models import Nonconformance, NonconformanceCause
from services.quality.nonconformances.queries.documents import (
    CAUSES,
    DISPOSED,
    KNOWN,
    MEASURED_PROCESS,
    nonconformances,
    signed,
)
from services.quality.nonconformances.rules import statement, states
from services.quality.nonconformances.rules.words import NonconformanceStatus
from services.quality.signatures.schemas import SignatureCreate, Signatures
from services.quality.signatures.service import sign
from services.quality.tables import NUMBERS
from shared.answers import Document
from shared.database.refusals import AlreadyExists
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.work import Work

CHECKED = (
    "description", "detected_at", "severity", "process_id", "characteristic_id", "quantity_affected", "unit",
    "quantity_not_applicable", "owner_id",
)  # fmt: skip


async def create(work: Work, data: schemas.NonconformanceCreate) -> Document[schemas.Nonconformance]:
    """A draft, or what this source reported before under that id."""
    statement.check_source(data.source, data.external_id)
    if data.source is not None:
        await work.hold(f"nonconformance {data.source} {data.external_id}")
        before = await work.value(KNOWN, source=data.source, external_id=data.external_id)
        if before is not None:
            return await known(work, before)
    wanted = await _checked(work, states.DRAFT, data.model_dump())
    number = await NUMBERS.next(work, "NCR")
    record = work.add(Nonconformance(**wanted, number=number, reporter_id=work.actor.id))
    work.note("nonconformance.created", record)
    return await nonconformances.show(work, record.id)


async def known(work: Work, id: UUID) -> Document[schemas.Nonconformance]:
    """What was reported before; that it exists is all a caller hears who does not see it."""
    try:
        return replace(await nonconformances.show(work, id), known=True)
    except NotFound:
        raise AlreadyExists() from None


async def patch(work: Work, id: UUID, data: schemas.NonconformancePatch) -> Document[schemas.Nonconformance]:
    record = await nonconformances.load(work, id, "update")
    said = data.model_dump()
    causes = said.pop("cause_codes", None)
    statement.check_references(id, said)
    wanted = await _checked(work, record.status, {name: getattr(record, name) for name in CHECKED} | said)
    if "quantity_affected" in said:
        statement.check_disposed(wanted["quantity_affected"], await work.value(DISPOSED, id=id))
    renamed = causes is not None and await _name_causes(work, record, causes)
    if work.change(record, wanted | _handed_on(record, wanted)) or renamed:
        work.touch(record)
        work.note("nonconformance.updated", record, **({"cause_codes": causes} if renamed else {}))
    return await nonconformances.show(work, id)


async def transition(work: Work, id: UUID, data: schemas.NonconformanceTransition) -> Document[schemas.Nonconformance]:
    statement.check_duplicate(id, data.action, data.duplicate_of_id)
    held = await nonconformances.hold_one(work, id, version_required=True)
    record = nonconformances.move(work, held, data.action, data.reason, data.signature)
    left = states.effects(data.action, record.severity, data.reason, work.now)
    work.change(record, left | states.excuses(data.action, data.reason, held.facts))
    if data.action == "open":
        work.change(record, {"owner_id": record.owner_id or held.facts["process_owner_id"]})
    if data.action == "reopen":
        work.change(record, {"reopen_count": record.reopen_count + 1})
    if data.duplicate_of_id is not None:
        work.change(record, {"duplicate_of_id": data.duplicate_of_id})
    behalf = states.on_behalf_of(data.action, record.owner_id, work.actor.id)
    work.note(f"nonconformance.{data.action}", record, on_behalf_of=behalf, reason=data.reason)
    if states.LIFECYCLE.steps[data.action].signed and data.signature:
        await sign(work, signed, record, data.signature)
    return await nonconformances.show(work, id)


async def approve(work: Work, id: UUID, data: SignatureCreate) -> Document[Signatures]:
    """The first of the two people whom what deviates needs, where it is critical."""
    record = await nonconformances.load(work, id, "approve")
    states.LIFECYCLE.check_said(states.LIFECYCLE.steps["approve"], signature=data.signature)
    await sign(work, signed, record, data.signature)
    work.note("nonconformance.approved", record)
    return await signed.listed(work, id)


def _handed_on(record: Nonconformance, wanted: dict[str, Any]) -> dict[str, Any]:
    if record.status is states.DRAFT or record.owner_id in (None, wanted["owner_id"], *record.past_owner_ids):
        return {}
    return {"past_owner_ids": [*record.past_owner_ids, record.owner_id]}


async def _name_causes(work: Work, record: Nonconformance, wanted: Sequence[str]) -> bool:
    named = {one.code: one for one in await work.session.scalars(CAUSES, {"id": record.id})}
    gone, new = named.keys() - set(wanted), [code for code in dict.fromkeys(wanted) if code not in named]
    for code in gone:
        await work.session.delete(named[code])
    for code in new:
        work.add(NonconformanceCause(nonconformance_id=record.id, code=code))
    return bool(gone or new)


async def _checked(work: Work, status: NonconformanceStatus, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a record is to say of itself, whole: with the process its characteristic belongs to."""
    if wanted["characteristic_id"] is not None:
        wanted["process_id"] = await _measured_process(work, wanted["characteristic_id"], wanted["process_id"])
    statement.check_statement(wanted, status, work.now)
    return wanted


async def _measured_process(work: Work, characteristic_id: UUID, process_id: UUID | None) -> UUID:
    found: UUID | None = await work.value(MEASURED_PROCESS, characteristic_id=characteristic_id)
    if found is None:
        error = FieldError("/characteristic_id", "not_found", "there is no such characteristic")
        raise ReferenceNotFound(errors=[error])
    statement.check_process(process_id, found)
    return found
