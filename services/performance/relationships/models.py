from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.performance.relationships.rules import RelationshipKind
from services.performance.tables import Table, belongs_to


class Relationship(Table):
    """`related_id` is the person's dotted-line lead, HR partner, mentor or lead of a project."""

    __tablename__ = "relationships"
    __table_args__ = (
        belongs_to("people", "person_id"),
        belongs_to("people", "related_id"),
        CheckConstraint("related_id <> person_id", name="related_id"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )

    person_id: Mapped[UUID]
    related_id: Mapped[UUID]
    kind: Mapped[RelationshipKind]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
