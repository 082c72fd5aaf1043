from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.standards.rules.states import (
    ACTIVE,
    Aggregation,
    Direction,
    MeasureKind,
    StandardPeriod,
    StandardStatus,
)
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class ProductivityStandard(Table):
    """What was measured is in its terms, so only its name and description ever change."""

    __tablename__ = "productivity_standards"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    unit: Mapped[str]
    measure: Mapped[MeasureKind]
    direction: Mapped[Direction]
    aggregation: Mapped[Aggregation]
    period: Mapped[StandardPeriod]
    status: Mapped[StandardStatus] = mapped_column(default=ACTIVE)


class StandardTarget(Table):
    """In force from its day until the subject's next one."""

    __tablename__ = "standard_targets"
    __table_args__ = (
        belongs_to("productivity_standards", "standard_id"),
        belongs_to("people", "person_id"),
        belongs_to("job_profiles", "job_profile_id"),
        belongs_to("org_units", "org_unit_id"),
        CheckConstraint("num_nonnulls(person_id, job_profile_id, org_unit_id) = 1", name="subject"),
        unique("standard_id", "effective_from", "person_id"),
        unique("standard_id", "effective_from", "job_profile_id"),
        unique("standard_id", "effective_from", "org_unit_id"),
    )

    standard_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    job_profile_id: Mapped[UUID | None]
    org_unit_id: Mapped[UUID | None]
    effective_from: Mapped[date]
    threshold: Mapped[Decimal | None]
    target: Mapped[Decimal]
    stretch: Mapped[Decimal | None]
    lower_limit: Mapped[Decimal | None]
    upper_limit: Mapped[Decimal | None]
