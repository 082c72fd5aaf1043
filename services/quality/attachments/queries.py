from sqlalchemy import LargeBinary, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import insert

from services.quality.attachments import schemas
from services.quality.attachments.models import Attachment, AttachmentContent, AttachmentScan
from services.quality.attachments.rules import ScanState
from services.quality.subjects.queries import seen
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import equals

_latest = (
    select(AttachmentScan.state)
    .where(AttachmentScan.sha256 == Attachment.sha256)
    .order_by(AttachmentScan.id.desc())
    .limit(1)
    .correlate(Attachment)
)

attachments = Resource(
    schemas.Attachment,
    Attachment,
    visible=lambda viewer: seen(viewer, Attachment.kind, Attachment.record_id),
    derived={"scan_state": func.coalesce(_latest.scalar_subquery(), ScanState.NOT_SCANNED)},
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
