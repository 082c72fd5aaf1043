from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.subjects.rules import SubjectKind
from services.quality.tables import Table


class Comment(Table):
    """Append-only."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_created_at", "org_id", "created_at", "id"),
        Index("ix_comments_record_id", "org_id", "record_id", "created_at", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    kind: Mapped[SubjectKind] = mapped_column(Text)
    record_id: Mapped[UUID]
    text: Mapped[str]
    author_id: Mapped[UUID]
