from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.performance.expectations.rules import ExpectationKind
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class Expectation(Table):
    """In force from its first day to its last; what it says changes only before it begins."""

    __tablename__ = "expectations"
    __table_args__ = (
        belongs_to("people", "person_id"),
        belongs_to("job_profiles", "job_profile_id"),
        CheckConstraint("num_nonnulls(person_id, job_profile_id) = 1", name="subject"),
        CheckConstraint("effective_to >= effective_from", name="effective_to"),
    )

    person_id: Mapped[UUID | None]
    job_profile_id: Mapped[UUID | None]
    title: Mapped[str]
    description: Mapped[str]
    kind: Mapped[ExpectationKind]
    critical: Mapped[bool]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class ExpectationAcknowledgement(Table):
    """Append-only: the person has read exactly the set with this hash."""

    __tablename__ = "expectation_acknowledgements"
    __table_args__ = (
        unique("person_id", "set_hash"),
        belongs_to("people", "person_id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    person_id: Mapped[UUID]
    set_hash: Mapped[str]
    acknowledged_at: Mapped[datetime]
