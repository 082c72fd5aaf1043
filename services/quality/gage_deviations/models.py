from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.gage_deviations.rules import DeviationStatus
from services.quality.tables import Table, belongs_to


class GageDeviation(Table):
    __tablename__ = "gage_deviations"
    __table_args__ = (
        belongs_to("gages", "gage_id"),
        CheckConstraint("valid_from < valid_until", name="valid_until"),
        CheckConstraint("decided_by <> requested_by", name="decided_by"),
        CheckConstraint("status IN ('requested', 'withdrawn') OR decided_by IS NOT NULL", name="decided"),
        CheckConstraint("(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
        Index("ix_gage_deviations_gage_id", "org_id", "gage_id", "valid_until", "id"),
    )

    gage_id: Mapped[UUID]
    status: Mapped[DeviationStatus] = mapped_column(default=DeviationStatus.REQUESTED)
    reason: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    requested_by: Mapped[UUID]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
