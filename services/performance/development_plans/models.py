from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.development_plans.rules import ItemStatus, PlanStatus
from services.performance.tables import Table, belongs_to


class DevelopmentPlan(Table):
    __tablename__ = "development_plans"
    __table_args__ = (
        belongs_to("people", "person_id"),
        belongs_to("people", "coach_id"),
        CheckConstraint("coach_id <> person_id", name="coach_id"),
    )

    person_id: Mapped[UUID]
    coach_id: Mapped[UUID | None]
    title: Mapped[str]
    aim: Mapped[str]
    due_on: Mapped[date | None]
    status: Mapped[PlanStatus] = mapped_column(default=PlanStatus.ACTIVE)
    status_reason: Mapped[str | None]

    untold = frozenset({"title", "aim", "status_reason"})


class DevelopmentItem(Table):
    """`evidence` is what shows that it was done."""

    __tablename__ = "development_items"
    __table_args__ = (
        belongs_to("development_plans", "plan_id"),
        belongs_to("competencies", "competency_id"),
        belongs_to("goals", "goal_id"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_at"),
    )

    plan_id: Mapped[UUID]
    action: Mapped[str]
    evidence: Mapped[str]
    competency_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    due_on: Mapped[date | None]
    status: Mapped[ItemStatus] = mapped_column(default=ItemStatus.OPEN)
    status_reason: Mapped[str | None]
    done_at: Mapped[datetime | None]

    untold = frozenset({"action", "evidence", "goal_id", "status_reason"})
