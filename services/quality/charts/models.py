from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.quality.charts.rules.states import LimitSetStatus, SignalStatus
from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class LimitSet(Table):
    """What limits for any subgroup size follow from. In force from `valid_from` until the chart's next one's."""

    __tablename__ = "limit_sets"
    __table_args__ = (
        unique("chart_id", "number"),
        unique("chart_id", "valid_from"),
        belongs_to("control_charts", "chart_id"),
        CheckConstraint("sigma >= 0", name="sigma"),
        CheckConstraint("num_nonnulls(center, means) = 1", name="center"),
        CheckConstraint("num_nonnulls(means, covariance) <> 1", name="covariance"),
        CheckConstraint("status <> 'active' OR valid_from IS NOT NULL", name="valid_from"),
        CheckConstraint("approved_by <> proposed_by", name="approved_by"),
        CheckConstraint("status IN ('trial', 'superseded') OR approved_by IS NOT NULL", name="approved"),
        Index("ix_limit_sets_active", "org_id", "chart_id", unique=True, postgresql_where=text("status = 'active'")),
    )

    chart_id: Mapped[UUID]
    number: Mapped[int]
    status: Mapped[LimitSetStatus] = mapped_column(default=LimitSetStatus.TRIAL)
    center: Mapped[float | None] = mapped_column(Double)
    sigma: Mapped[float | None] = mapped_column(Double)
    sigma_of_means: Mapped[float | None] = mapped_column(Double)
    sigma_z: Mapped[float | None] = mapped_column(Double)
    median: Mapped[float | None] = mapped_column(Double)
    means: Mapped[list[float] | None] = mapped_column(ARRAY(Double))
    covariance: Mapped[list[list[float]] | None] = mapped_column(ARRAY(Double, dimensions=2))
    subgroups: Mapped[int]
    taken_from: Mapped[datetime | None]
    taken_to: Mapped[datetime | None]
    excluded_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    source: Mapped[str | None]
    reason: Mapped[str | None]
    proposed_by: Mapped[UUID]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    valid_from: Mapped[datetime | None]


class ChartMemory(Table):
    """What EWMA and CUSUM knew after a point, so that the points before need not be read again. Forgotten where points
    before it change."""

    __tablename__ = "chart_memories"
    __table_args__ = (
        belongs_to("control_charts", "chart_id"),
        belongs_to("limit_sets", "limit_set_id"),
        CheckConstraint("cardinality(state) = 2", name="state"),
        Index("ix_chart_memories_taken_at", "org_id", "chart_id", "limit_set_id", "taken_at"),
        Index("ix_chart_memories_limit_set_id", "org_id", "limit_set_id"),
    )

    chart_id: Mapped[UUID]
    limit_set_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    state: Mapped[list[float]] = mapped_column(ARRAY(Double))


class Signal(Table):
    """Made by the server only. One that no longer holds is kept as superseded."""

    __tablename__ = "signals"
    __table_args__ = (
        belongs_to("control_charts", "chart_id"),
        belongs_to("limit_sets", "limit_set_id"),
        belongs_to("subgroups", "subgroup_id"),
        belongs_to("nonconformances", "nonconformance_id"),
        Index(
            "ix_signals_rule", "org_id", "chart_id", "subgroup_id", "statistic", "rule", unique=True,
            postgresql_where=text("status <> 'superseded'"),
        ),
        Index("ix_signals_taken_at", "org_id", "chart_id", "taken_at", "id"),
        Index("ix_signals_created_at", "org_id", "created_at", "id"),
    )  # fmt: skip

    chart_id: Mapped[UUID]
    limit_set_id: Mapped[UUID]
    subgroup_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    statistic: Mapped[str]
    rule: Mapped[str]
    window_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    status: Mapped[SignalStatus]
    ack_due_at: Mapped[datetime]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_at: Mapped[datetime | None]
    assignable_cause: Mapped[str | None]
    explanation: Mapped[str | None]
    corrective_action: Mapped[str | None]
    nonconformance_id: Mapped[UUID | None]
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str | None]
