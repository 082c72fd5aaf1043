from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.characteristics.rules import CharacteristicClass, DataKind, SpecialCharacteristic
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
