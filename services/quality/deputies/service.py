from uuid import UUID

from services.quality.deputies import rules, schemas
from services.quality.deputies.models import Deputy
from services.quality.deputies.queries import deputies
from shared.answers import Document
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.DeputyCreate) -> Document[schemas.Deputy]:
    valid_from = data.valid_from or work.today
    rules.check_deputy(work.actor.id, data.deputy_id)
    rules.check_days(valid_from, data.valid_to, work.today)
    deputy = work.add(Deputy(**data.model_dump() | {"principal_id": work.actor.id, "valid_from": valid_from}))
    work.note("deputy.created", deputy, deputy_id=data.deputy_id)
    return await deputies.show(work, deputy.id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Deputy]:
    deputy, status = await deputies.decide(work, id, data.action, data.reason)
    work.change(deputy, {"revoked_at": work.now})
    work.note(f"deputy.{status}", deputy, reason=data.reason)
    return await deputies.show(work, id)
