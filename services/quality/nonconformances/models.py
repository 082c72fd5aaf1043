from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.nonconformances.rules import DetectedWhere, NonconformanceStatus, Severity
from services.quality.tables import Table, belongs_to
from shared.database.records import unique

COMPLETE = r"""status NOT IN ('open', 'closed') OR
description ~ '\S' AND severity IS NOT NULL AND num_nonnulls(process_id, characteristic_id) > 0"""


class Nonconformance(Table):
    """`owner_id` and `reporter_id` are people of the performance service; quality keeps no names."""

    __tablename__ = "nonconformances"
    __table_args__ = (
        unique("number"),
        belongs_to("processes", "process_id"),
        belongs_to("characteristics", "characteristic_id"),
        CheckConstraint("quantity_affected >= 0", name="quantity_affected"),
        CheckConstraint("quantity_affected IS NULL OR unit IS NOT NULL", name="unit"),
        CheckConstraint(COMPLETE, name="complete"),
        Index("ix_nonconformances_created_at", "org_id", "created_at", "id"),
        Index("ix_nonconformances_detected_at", "org_id", "detected_at", "id"),
    )

    number: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    detected_at: Mapped[datetime]
    detected_where: Mapped[DetectedWhere]
    severity: Mapped[Severity | None]
    process_id: Mapped[UUID | None]
    characteristic_id: Mapped[UUID | None]
    quantity_affected: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str | None]
    owner_id: Mapped[UUID | None]
    reporter_id: Mapped[UUID]
    status: Mapped[NonconformanceStatus] = mapped_column(default=NonconformanceStatus.DRAFT)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
