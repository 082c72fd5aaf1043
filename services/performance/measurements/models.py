from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class Measurement(Table):
    """Append-only: a correction is the next revision of its external id, and one without a value voids it."""

    __tablename__ = "measurements"
    __table_args__ = (
        belongs_to("productivity_standards", "standard_id"),
        belongs_to("people", "person_id"),
        belongs_to("org_units", "org_unit_id"),
        belongs_to("measurements", "supersedes_id"),
        unique("source", "external_id", "revision"),
        CheckConstraint("num_nonnulls(person_id, org_unit_id) = 1", name="subject"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("(numerator IS NULL) = (void_reason IS NOT NULL)", name="void"),
        CheckConstraint("(supersedes_id IS NULL) = (revision = 1)", name="revision"),
        Index("ix_measurements_ends_on", "org_id", "ends_on", "id"),
        Index("ix_measurements_standard_id", "org_id", "standard_id", "ends_on", "id"),
        Index("ix_measurements_person_id", "org_id", "person_id", "standard_id", "ends_on"),
        Index("ix_measurements_org_unit_id", "org_id", "org_unit_id", "standard_id", "ends_on"),
        Index(
            "ix_measurements_supersedes_id", "org_id", "supersedes_id", unique=True,
            postgresql_where=text("supersedes_id IS NOT NULL"),
        ),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )  # fmt: skip

    standard_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    org_unit_id: Mapped[UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    value: Mapped[Decimal | None]
    source: Mapped[str]
    external_id: Mapped[str]
    revision: Mapped[int]
    supersedes_id: Mapped[UUID | None]
    void_reason: Mapped[str | None]
    recorded_by: Mapped[UUID]
