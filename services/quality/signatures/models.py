from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from services.quality.signatures.rules import Meaning
from services.quality.tables import Table


class Signature(Table):
    """Append-only. Of a record of any kind, as it was at that version; `content_hash` is SHA-256 in hex."""

    __tablename__ = "signatures"
    __table_args__ = (
        Index("ix_signatures_record_id", "org_id", "record_id", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    record_id: Mapped[UUID]
    record_version: Mapped[int]
    content_hash: Mapped[str]
    person_id: Mapped[UUID]
    meaning: Mapped[Meaning]
    authenticated_at: Mapped[datetime]
