from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.attachments.rules import ScanState
from services.quality.subjects.rules import SubjectKind
from services.quality.tables import Table
from shared.database.records import unique

APPEND_ONLY = {"info": {"privileges": ("SELECT", "INSERT")}}


class Attachment(Table):
    """Append-only. `size` is in bytes."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_created_at", "org_id", "created_at", "id"),
        Index("ix_attachments_record_id", "org_id", "record_id", "created_at", "id"),
        APPEND_ONLY,
    )

    kind: Mapped[SubjectKind] = mapped_column(Text)
    record_id: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    attached_by: Mapped[UUID]


class AttachmentScan(Table):
    """Append-only: what a scanner found in a content; the latest one counts wherever that content is attached."""

    __tablename__ = "attachment_scans"
    __table_args__ = (Index("ix_attachment_scans_sha256", "org_id", "sha256", "id"), APPEND_ONLY)

    sha256: Mapped[str]
    state: Mapped[ScanState]
    scanner: Mapped[str]
    scanned_by: Mapped[UUID]


class AttachmentContent(Table):
    """Append-only, and the same content once, however often it is attached."""

    __tablename__ = "attachment_contents"
    __table_args__ = (unique("sha256"), APPEND_ONLY)

    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
