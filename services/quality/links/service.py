from uuid import UUID

from services.quality.links import rules, schemas
from services.quality.links.models import Link
from services.quality.links.queries import links
from services.quality.subjects.service import require_seen
from shared.answers import Document
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.RecordLinkCreate) -> Document[schemas.RecordLink]:
    rules.check_ends(data.subject_id, data.object_id)
    await require_seen(work, data.subject_kind, data.subject_id, "/subject_id")
    await require_seen(work, data.object_kind, data.object_id, "/object_id")
    link = work.add(Link(linked_by=work.actor.id, **data.model_dump()))
    work.note("link.created", link, **data.model_dump())
    return await links.show(work, link.id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.RecordLink]:
    link = await links.advance(work, id, data.action, data.reason)
    work.note(f"link.{data.action}", link, reason=data.reason)
    return await links.show(work, id)
