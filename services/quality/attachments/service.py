from typing import Protocol
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.quality.attachments import rules, schemas
from services.quality.attachments.models import Attachment, AttachmentScan
from services.quality.attachments.queries import CONTENT, KEEP, attachments
from services.quality.subjects.service import require_seen
from shared.answers import Document, File
from shared.work import Reading, Work


class Store(Protocol):
    """Where contents lie, by their SHA-256; one that is kept is never changed."""

    async def keep(self, work: Work, sha256: str, content: bytes) -> None: ...
    async def fetch(self, work: Reading, sha256: str) -> bytes: ...


class InPostgres:
    """Beside everything else, so that backups, transactions and tenants hold for files too."""

    async def keep(self, work: Work, sha256: str, content: bytes) -> None:
        await work.value(KEEP, id=uuid7(), sha256=sha256, content=content)

    async def fetch(self, work: Reading, sha256: str) -> bytes:
        content: bytes = await work.value(CONTENT, sha256=sha256)
        return content


STORE: Store = InPostgres()


async def attach(
    work: Work, about: schemas.AttachmentAbout, media_type: str, content: bytes
) -> Document[schemas.Attachment]:
    sha256 = rules.checked(content, media_type, about.sha256)
    await require_seen(work, about.kind, about.record_id, "?record_id")
    await STORE.keep(work, sha256, content)
    said = about.model_dump() | {"media_type": media_type, "size": len(content), "sha256": sha256}
    attachment = work.add(Attachment(attached_by=work.actor.id, **said))
    work.note("attachment.created", attachment, **said)
    return await attachments.show(work, attachment.id)


async def scanned(work: Work, id: UUID, data: schemas.AttachmentScanCreate) -> Document[schemas.Attachment]:
    shown = orjson.loads((await attachments.show(work, id)).body)
    work.add(AttachmentScan(sha256=shown["sha256"], scanned_by=work.actor.id, **data.model_dump()))
    work.note(
        "attachment.scanned", await work.session.get_one(Attachment, (work.actor.org_id, id)), **data.model_dump()
    )
    return await attachments.show(work, id)


async def content_of(work: Reading, id: UUID) -> File:
    """Always to be kept, never shown: what strangers uploaded does not run in our pages."""
    shown = orjson.loads((await attachments.show(work, id)).body)
    rules.check_clean(shown["scan_state"])
    return File(await STORE.fetch(work, shown["sha256"]), shown["media_type"], shown["name"])
