"""Containments, dispositions and costs: parts of a nonconformance, which is held and gets a new version with each."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from services.quality.nonconformances import schemas
from services.quality.nonconformances.models import Containment, Disposition, Nonconformance, NonconformanceCost
from services.quality.nonconformances.queries.documents import DISPOSED, nonconformances
from services.quality.nonconformances.rules import statement, states
from shared.answers import Document
from shared.problems import NotFound
from shared.work import Work

Part = TypeVar("Part", Containment, Disposition)
Answer = Document[schemas.Nonconformance]


async def add_containment(work: Work, id: UUID, data: schemas.ContainmentCreate) -> Answer:
    record = await nonconformances.load(work, id, "record_containment")
    owner_id = data.owner_id or work.actor.id
    added = work.add(Containment(nonconformance_id=id, text=data.text, owner_id=owner_id))
    return await _noted(work, record, "record_containment", "containment_added", containment_id=added.id)


async def complete_containment(work: Work, id: UUID, part_id: UUID, data: schemas.ContainmentDone) -> Answer:
    record = await nonconformances.load(work, id, "record_containment")
    part = await _part(work, Containment, id, part_id)
    done_at = statement.check_past("/done_at", data.done_at or work.now, work.now)
    work.change(part, {"done_at": done_at, "evidence": data.evidence})
    return await _noted(work, record, "record_containment", "containment_done", about=part, containment_id=part_id)


async def propose(work: Work, id: UUID, data: schemas.DispositionCreate) -> Answer:
    record = await nonconformances.load(work, id, "propose_disposition")
    statement.check_portion(data.quantity, countable=not record.quantity_not_applicable)
    added = work.add(Disposition(nonconformance_id=id, proposed_by=work.actor.id, **data.model_dump()))
    await _check_disposed(work, record)
    return await _noted(
        work, record, "propose_disposition", "disposition_proposed", disposition_id=added.id, **data.model_dump()
    )


async def change_disposition(work: Work, id: UUID, part_id: UUID, data: schemas.DispositionPatch) -> Answer:
    record = await nonconformances.load(work, id, "propose_disposition")
    part = await _part(work, Disposition, id, part_id)
    statement.check_not_executed(part.executed_at)
    said = data.model_dump()
    if "withdrawn" in said:
        said["withdrawn_at"] = (part.withdrawn_at or work.now) if said.pop("withdrawn") else None
    work.change(part, said)
    statement.check_portion(part.quantity, countable=not record.quantity_not_applicable)
    await _check_disposed(work, record)
    return await _noted(work, record, "propose_disposition", "disposition_changed", about=part, disposition_id=part_id)


async def execute(work: Work, id: UUID, part_id: UUID, data: schemas.DispositionExecution) -> Answer:
    """Sent again after a verification that failed, it says what was done then."""
    record = await nonconformances.load(work, id, "execute_disposition")
    part = await _part(work, Disposition, id, part_id)
    statement.check_stands(part.withdrawn_at)
    executed_at = statement.check_past("/executed_at", data.executed_at or work.now, work.now)
    past = [*dict.fromkeys([*part.past_executor_ids, *([part.executed_by] if part.executed_by else [])])]
    who = {"executed_at": executed_at, "executed_by": work.actor.id, "past_executor_ids": past}
    work.change(part, data.model_dump() | who)
    return await _noted(work, record, "execute_disposition", "disposition_executed", about=part, disposition_id=part_id)


async def add_cost(work: Work, id: UUID, data: schemas.CostCreate) -> Answer:
    record = await nonconformances.load(work, id, "record_cost")
    if data.disposition_id is not None:
        await _part(work, Disposition, id, data.disposition_id)
    said = data.model_dump(exclude={"cost"}) | data.cost.model_dump()
    added = work.add(NonconformanceCost(nonconformance_id=id, **said))
    return await _noted(work, record, "record_cost", "cost_added", cost_id=added.id)


async def _check_disposed(work: Work, record: Nonconformance) -> None:
    """Read after the record is held, so of two at once the second sees what the first one took."""
    statement.check_disposed(record.quantity_affected, await work.value(DISPOSED, id=record.id))


async def _part(work: Work, kind: type[Part], id: UUID, part_id: UUID) -> Part:
    part: Part | None = await work.session.scalar(select(kind).filter_by(id=part_id, nonconformance_id=id))
    if part is None:
        raise NotFound()
    return part


async def _noted(work: Work, record: Nonconformance, act: str, what: str, **said: Any) -> Answer:
    work.touch(record)
    behalf = states.on_behalf_of(act, record.owner_id, work.actor.id)
    work.note(f"nonconformance.{what}", record, on_behalf_of=behalf, **said)
    return await nonconformances.show(work, record.id)
