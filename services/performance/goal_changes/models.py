from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.goal_changes.rules import ChangeKind, ChangeStatus
from services.performance.tables import Table, belongs_to


class GoalChangeRequest(Table):
    """`change` is what was asked for, as it was sent; `before` what it would replace, as it was then."""

    __tablename__ = "goal_change_requests"
    __table_args__ = (belongs_to("goals", "goal_id"),)

    goal_id: Mapped[UUID]
    kind: Mapped[ChangeKind]
    change: Mapped[dict[str, Any]] = mapped_column(JSONB)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]
    status: Mapped[ChangeStatus] = mapped_column(default=ChangeStatus.PENDING)
    requested_by: Mapped[UUID]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
