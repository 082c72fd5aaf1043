from sqlalchemy import LargeBinary, Text, Uuid, select
from sqlalchemy.dialects.postgresql import insert

from services.quality.attachments import schemas
from services.quality.attachments.models import Attachment, AttachmentContent
from services.quality.subjects.queries import seen
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import equals

attachments = Resource(
    schemas.Attachment,
    Attachment,
    visible=lambda viewer: seen(viewer, Attachment.kind, Attachment.record_id),
    filters={"record_id": equals(Attachment.record_id)},
    sorts={"created_at": Attachment.created_at},
)

_sha256 = argument("sha256", Text)
KEEP = Statement(
    insert(AttachmentContent)
    .values(
        id=argument("id", Uuid),
        sha256=_sha256,
        content=argument("content", LargeBinary),
        version=1,
    )
    .on_conflict_do_nothing()
)
CONTENT = Statement(select(AttachmentContent.content).where(AttachmentContent.sha256 == _sha256))
