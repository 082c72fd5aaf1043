from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.measurements.rules import SubgroupStatus
from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class Subgroup(Table):
    """Append-only: the app role can't change or delete one. In sequence by `taken_at`, then `id`.

    Values for what is measured and for what lies between events; a count with `size` units or `exposure` else. A
    correction is the next revision of its external id. `specification_id` is what it was judged by.
    """

    __tablename__ = "subgroups"
    __table_args__ = (
        belongs_to("characteristics", "characteristic_id"),
        belongs_to("gages", "gage_id"),
        belongs_to("gage_deviations", "gage_deviation_id"),
        belongs_to("subgroups", "supersedes_id"),
        unique("source", "external_id", "revision"),
        CheckConstraint("num_nonnulls(values, count) = 1 AND count >= 0", name="count"),
        CheckConstraint("cardinality(values) BETWEEN 1 AND 50", name="values"),
        CheckConstraint("num_nonnulls(size, exposure) = num_nonnulls(count) AND exposure > 0", name="exposure"),
        CheckConstraint("size >= 1 AND count <= size", name="size"),
        CheckConstraint("(supersedes_id IS NULL) = (revision = 1)", name="revision"),
        Index("ix_subgroups_taken_at", "org_id", "characteristic_id", "taken_at", "id"),
        Index(
            "ix_subgroups_gage_id", "org_id", "gage_id", "taken_at", "id",
            postgresql_where=text("gage_id IS NOT NULL"),
        ),
        Index(
            "ix_subgroups_gage_deviation_id", "org_id", "gage_deviation_id",
            postgresql_where=text("gage_deviation_id IS NOT NULL"),
        ),
        Index(
            "ix_subgroups_supersedes_id", "org_id", "supersedes_id", unique=True,
            postgresql_where=text("supersedes_id IS NOT NULL"),
        ),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )  # fmt: skip

    characteristic_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    values: Mapped[list[float | None] | None] = mapped_column(ARRAY(Double))
    count: Mapped[int | None]
    size: Mapped[int | None]
    exposure: Mapped[float | None]
    context: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    note: Mapped[str | None]
    gage_id: Mapped[UUID | None]
    gage_deviation_id: Mapped[UUID | None]
    specification_id: Mapped[UUID]
    source: Mapped[str]
    external_id: Mapped[str]
    revision: Mapped[int]
    supersedes_id: Mapped[UUID | None]
    correction_reason: Mapped[str | None]
    recorded_by: Mapped[UUID]


class SubgroupMark(Table):
    """Append-only; the latest of a subgroup says what it counts for. One that has none is normal."""

    __tablename__ = "subgroup_marks"
    __table_args__ = (
        belongs_to("subgroups", "subgroup_id"),
        CheckConstraint("(status = 'excluded') = (assignable_cause IS NOT NULL)", name="assignable_cause"),
        Index("ix_subgroup_marks_subgroup_id", "org_id", "subgroup_id", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    subgroup_id: Mapped[UUID]
    status: Mapped[SubgroupStatus]
    reason: Mapped[str]
    assignable_cause: Mapped[str | None]
    marked_by: Mapped[UUID]
