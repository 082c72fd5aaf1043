from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.tables import Table, belongs_to


class Subgroup(Table):
    """Append-only: the app role can't change or delete one. In sequence by `taken_at`, then `id`."""

    __tablename__ = "subgroups"
    __table_args__ = (
        belongs_to("characteristics", "characteristic_id"),
        CheckConstraint("cardinality(values) BETWEEN 1 AND 50", name="values"),
        Index("ix_subgroups_taken_at", "org_id", "characteristic_id", "taken_at", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    characteristic_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    values: Mapped[list[float | None]] = mapped_column(ARRAY(Double))
    n: Mapped[int]
    mean: Mapped[float | None]
    range: Mapped[float | None]
    note: Mapped[str | None]
    recorded_by: Mapped[UUID]
