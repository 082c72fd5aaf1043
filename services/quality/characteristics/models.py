from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.characteristics.rules import CharacteristicClass, SpecialCharacteristic
from services.quality.spc.rules.advice import Advice
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.limits import LimitsKind
from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class Characteristic(Table):
    """What was measured is in its kind and unit, so both stay."""

    __tablename__ = "characteristics"
    __table_args__ = (
        unique("code"),
        belongs_to("processes", "process_id"),
        CheckConstraint("data_kind <> 'variable' OR unit IS NOT NULL", name="unit"),
        CheckConstraint("resolution > 0", name="resolution"),
        CheckConstraint("subgroup_size BETWEEN 1 AND 50", name="subgroup_size"),
    )

    process_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    data_kind: Mapped[DataKind]
    unit: Mapped[str | None]
    characteristic_class: Mapped[CharacteristicClass]
    special: Mapped[SpecialCharacteristic | None]
    resolution: Mapped[Decimal | None] = mapped_column(Numeric)
    subgroup_size: Mapped[int]


class SpecificationRevision(Table):
    """Append-only; valid until the characteristic's next one."""

    __tablename__ = "specification_revisions"
    __table_args__ = (
        unique("characteristic_id", "valid_from"),
        belongs_to("characteristics", "characteristic_id"),
        CheckConstraint("lsl < usl", name="usl"),
        CheckConstraint("target >= lsl AND target <= usl", name="target"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    characteristic_id: Mapped[UUID]
    valid_from: Mapped[datetime]
    lsl: Mapped[Decimal | None] = mapped_column(Numeric)
    usl: Mapped[Decimal | None] = mapped_column(Numeric)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    nominal: Mapped[Decimal | None] = mapped_column(Numeric)
    reason: Mapped[str | None]
    specified_by: Mapped[UUID]


class ControlChart(Table):
    """Every characteristic has a default one. What was judged by it stays as it was, so it is never set up anew."""

    __tablename__ = "control_charts"
    __table_args__ = (
        unique("characteristic_id", "name"),
        belongs_to("characteristics", "characteristic_id"),
        CheckConstraint("k > 0 AND k < 100", name="k"),
        CheckConstraint("alpha > 0 AND alpha < 1", name="alpha"),
        CheckConstraint("acknowledge_within_minutes > 0", name="acknowledge_within_minutes"),
        Index(
            "ix_control_charts_default", "org_id", "characteristic_id", unique=True, postgresql_where=text("is_default")
        ),
    )

    characteristic_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    is_default: Mapped[bool]
    sigma_method: Mapped[str | None]
    rules: Mapped[list[str] | None]
    dispersion_rules: Mapped[list[str] | None]
    k: Mapped[float] = mapped_column(Double)
    limits_kind: Mapped[str] = mapped_column(server_default=LimitsKind.SIGMA)
    alpha: Mapped[float | None] = mapped_column(Double)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    context: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    acknowledge_within_minutes: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")


def default_chart(characteristic: Characteristic, advice: Advice) -> ControlChart:
    """Of the kind that is advised, which says why."""
    return ControlChart(
        characteristic_id=characteristic.id,
        name="All",
        kind=advice.chart,
        is_default=True,
        k=3.0,
        limits_kind=LimitsKind.SIGMA,
        parameters={},
        acknowledge_within_minutes=480,
        reasons=[asdict(reason) for reason in advice.reasons],
    )
