from dataclasses import replace
from typing import Any
from uuid import UUID

from services.quality.gage_deviations import rules, schemas
from services.quality.gage_deviations.models import GageDeviation
from services.quality.gage_deviations.queries import deviations
from services.quality.gages.queries import gages
from shared.answers import Document, Page
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def create(work: Work, gage_id: UUID, data: schemas.GageDeviationCreate) -> Document[schemas.GageDeviation]:
    rules.check_period(data.valid_from, data.valid_until)
    gage = await gages.load(work, gage_id, "deviate")
    deviation = work.add(GageDeviation(gage_id=gage.id, requested_by=work.actor.id, **data.model_dump()))
    work.note("gage_deviation.requested", deviation, gage_id=gage_id)
    return replace(await deviations.show(work, deviation.id), collection="gage-deviations")


async def page(work: Reading, gage_id: UUID, query: schemas.GageDeviationQuery) -> Page[schemas.GageDeviation]:
    found = await deviations.page(work, query, gage_id=gage_id)
    if not found.items:
        await gages.show(work, gage_id)  # None was ever asked for, or no such gage: 404.
    return found


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.GageDeviation]:
    deviation = await deviations.advance(work, id, data.action, data.reason)
    said: dict[str, Any] = {"decision_reason": data.reason} if data.reason is not None else {}
    if data.action == "withdraw":
        said |= {"withdrawn_at": work.now}
    else:
        said |= {"decided_by": work.actor.id, "decided_at": work.now}
    work.change(deviation, said)
    work.note(f"gage_deviation.{data.action}", deviation, gage_id=deviation.gage_id, reason=data.reason)
    return await deviations.show(work, id)
