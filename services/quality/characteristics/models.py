from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.characteristics.rules import CharacteristicClass
from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class Characteristic(Table):
    __tablename__ = "characteristics"
    __table_args__ = (
        unique("code"),
        belongs_to("processes", "process_id"),
        CheckConstraint("lsl < usl", name="usl"),
        CheckConstraint("target >= lsl AND target <= usl", name="target"),
        CheckConstraint("characteristic_class = 'minor' OR num_nonnulls(lsl, usl) > 0", name="lsl"),
        CheckConstraint("subgroup_size BETWEEN 1 AND 50", name="subgroup_size"),
    )

    process_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    lsl: Mapped[Decimal | None] = mapped_column(Numeric)
    usl: Mapped[Decimal | None] = mapped_column(Numeric)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    characteristic_class: Mapped[CharacteristicClass]
    subgroup_size: Mapped[int]
