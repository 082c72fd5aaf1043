from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.links.rules import LinkStatus, Relation
from services.quality.subjects.rules import SubjectKind
from services.quality.tables import Table


class Link(Table):
    __tablename__ = "links"
    __table_args__ = (
        Index("ix_links_subject_id", "org_id", "subject_id", "id"),
        Index("ix_links_object_id", "org_id", "object_id", "id"),
        Index(
            "uq_links_object_id", "org_id", "subject_id", "relation", "object_id", unique=True,
            postgresql_where=text("status = 'active'"),
        ),
    )  # fmt: skip

    subject_kind: Mapped[SubjectKind] = mapped_column(Text)
    subject_id: Mapped[UUID]
    relation: Mapped[Relation]
    object_kind: Mapped[SubjectKind] = mapped_column(Text)
    object_id: Mapped[UUID]
    status: Mapped[LinkStatus] = mapped_column(default=LinkStatus.ACTIVE)
    linked_by: Mapped[UUID]
