from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.gages.rules import CalibrationResult, GageStatus
from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class Gage(Table):
    __tablename__ = "gages"
    __table_args__ = (
        unique("code"),
        CheckConstraint("resolution > 0", name="resolution"),
        CheckConstraint("calibration_interval_days BETWEEN 1 AND 3660", name="calibration_interval_days"),
        CheckConstraint("status <> 'due' AND (status = 'in_use') = (out_since IS NULL)", name="out_since"),
    )

    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    resolution: Mapped[Decimal | None] = mapped_column(Numeric)
    calibration_interval_days: Mapped[int]
    next_due_on: Mapped[date]
    status: Mapped[GageStatus] = mapped_column(default=GageStatus.IN_USE)
    out_since: Mapped[datetime | None]


class Calibration(Table):
    """Append-only."""

    __tablename__ = "calibrations"
    __table_args__ = (
        belongs_to("gages", "gage_id"),
        CheckConstraint("as_found IN ('passed', 'failed') AND as_left IN ('passed', 'failed')", name="result"),
        Index("ix_calibrations_calibrated_at", "org_id", "gage_id", "calibrated_at", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    gage_id: Mapped[UUID]
    calibrated_at: Mapped[datetime]
    as_found: Mapped[CalibrationResult] = mapped_column(Text)
    as_left: Mapped[CalibrationResult] = mapped_column(Text)
    certificate: Mapped[str | None]
    note: Mapped[str]
    recorded_by: Mapped[UUID]
