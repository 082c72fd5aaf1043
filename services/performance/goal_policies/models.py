from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.performance.tables import Table
from shared.database.records import unique


class GoalPolicy(Table):
    """Append-only: the highest number is in force, and what was judged by an earlier one can be judged again."""

    __tablename__ = "goal_policies"
    __table_args__ = (
        unique("number"),
        CheckConstraint("number > 0", name="number"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    number: Mapped[int]
    at_risk_gap: Mapped[Decimal]
    off_track_gap: Mapped[Decimal]
    progress_cap: Mapped[Decimal]
    default_cadence_days: Mapped[int]
    stale_after_cadences: Mapped[Decimal]
    committed_threshold: Mapped[Decimal]
    aspirational_threshold: Mapped[Decimal]
    weight_limit: Mapped[Decimal | None]
    auto_approve: Mapped[bool]
    allow_out_of_range: Mapped[bool]
    company_setters: Mapped[list[str]]
    org_unit_setters: Mapped[list[str]]
    team_setters: Mapped[list[str]]
    individual_setters: Mapped[list[str]]
    comment: Mapped[str]
