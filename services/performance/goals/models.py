from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.goals.rules import GoalStatus, KeyResultKind
from services.performance.tables import Table, belongs_to


class Goal(Table):
    __tablename__ = "goals"
    __table_args__ = (
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
        belongs_to("people", "owner_id"),
        Index("ix_goals_created_at", "org_id", "created_at", "id"),
        Index("ix_goals_due_on", "org_id", "due_on", "id"),
    )

    owner_id: Mapped[UUID]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    weight: Mapped[int]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[GoalStatus] = mapped_column(default=GoalStatus.DRAFT)


class KeyResult(Table):
    __tablename__ = "key_results"
    __table_args__ = (belongs_to("goals", "goal_id"), CheckConstraint("weight >= 0", name="weight"))

    goal_id: Mapped[UUID]
    title: Mapped[str]
    kind: Mapped[KeyResultKind]
    unit: Mapped[str | None]
    start_value: Mapped[Decimal] = mapped_column(Numeric)
    target_value: Mapped[Decimal] = mapped_column(Numeric)
    weight: Mapped[Decimal] = mapped_column(Numeric)


class CheckIn(Table):
    """Append-only; the latest by day, then by time of entry, is the key result's value."""

    __tablename__ = "check_ins"
    __table_args__ = (
        belongs_to("key_results", "key_result_id"),
        CheckConstraint("confidence BETWEEN 0 AND 10", name="confidence"),
        Index("ix_check_ins_latest", "org_id", "key_result_id", "as_of", "id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    key_result_id: Mapped[UUID]
    as_of: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric)
    confidence: Mapped[int | None]
    comment: Mapped[str]
    author_id: Mapped[UUID]
