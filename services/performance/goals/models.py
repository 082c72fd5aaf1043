from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.limits import Owner, Place
from services.performance.goals.rules.measures import KeyResultKind
from services.performance.goals.rules.rollup import ProgressMethod, Weighting
from services.performance.goals.rules.states import (
    CheckInSource,
    CycleStatus,
    GoalKind,
    GoalLevel,
    GoalStatus,
    Health,
    KeyResultStatus,
    Visibility,
)
from services.performance.tables import Table, belongs_to
from shared.database.records import unique

APPEND_ONLY = {"info": {"privileges": ("SELECT", "INSERT")}}


class GoalCycle(Table):
    __tablename__ = "goal_cycles"
    __table_args__ = (unique("name"), CheckConstraint("ends_on >= starts_on", name="period"))

    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    goals_locked_on: Mapped[date | None]
    status: Mapped[CycleStatus] = mapped_column(default=CycleStatus.DRAFT)


class Goal(Table):
    """From `progress` on, columns are worked out by the roll-up and leave the version alone.

    Health needs no clock: progress stands still between check-ins while the expectation grows with the days, so the
    days on which a goal will be at risk, off track or stale are known when it is written.
    """

    __tablename__ = "goals"
    __table_args__ = (
        CheckConstraint("num_nonnulls(owner_id, owner_unit_id) = 1", name="owner"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("due_on >= starts_on", name="period"),
        belongs_to("people", "owner_id"),
        belongs_to("org_units", "owner_unit_id"),
        belongs_to("goal_cycles", "goal_cycle_id"),
        belongs_to("goals", "carried_from_goal_id"),
        belongs_to("productivity_standards", "standard_id"),
        Index("ix_goals_created_at", "org_id", "created_at", "id"),
        Index("ix_goals_due_on", "org_id", "due_on", "id"),
        Index(
            "ix_goals_active", "org_id", "owner_id", "level", "progress", "at_risk_on", "off_track_on", "stale_on",
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_goals_proposed", "org_id", "owner_id", postgresql_where=text("status = 'proposed'")),
    )  # fmt: skip

    owner_id: Mapped[UUID | None]
    owner_unit_id: Mapped[UUID | None]
    goal_cycle_id: Mapped[UUID | None]
    standard_id: Mapped[UUID | None]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[GoalKind]
    level: Mapped[GoalLevel]
    visibility: Mapped[Visibility]
    progress_method: Mapped[ProgressMethod]
    weighting: Mapped[Weighting]
    weight: Mapped[Decimal]
    critical: Mapped[bool]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[GoalStatus] = mapped_column(default=GoalStatus.DRAFT)
    locked: Mapped[bool] = mapped_column(default=False)
    health_override: Mapped[Health | None]
    final_score: Mapped[Decimal | None]
    score_comment: Mapped[str | None]
    closed_reason: Mapped[str | None]
    carried_from_goal_id: Mapped[UUID | None]
    progress: Mapped[Decimal | None]
    checked_in_on: Mapped[date | None]
    at_risk_on: Mapped[date | None]
    off_track_on: Mapped[date | None]
    stale_on: Mapped[date | None]

    @property
    def place(self) -> Place:
        return Place(Owner(self.owner_id, self.owner_unit_id, self.level), self.starts_on, self.due_on)


class GoalContributor(Table):
    """Who helps: sees the goal and checks in."""

    __tablename__ = "goal_contributors"
    __table_args__ = (unique("goal_id", "person_id"), belongs_to("goals", "goal_id"), belongs_to("people", "person_id"))

    goal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str]


class KeyResult(Table):
    """From `current_value` on, columns follow from the check-ins; progress is raw, 1 = target.

    `next_check_in_on` is the last day on which a check-in is in time, null where none is expected.
    `accepted_progress` is how far it was when its owner called it done, short of its target.
    """

    __tablename__ = "key_results"
    __table_args__ = (
        belongs_to("goals", "goal_id"),
        belongs_to("people", "owner_id"),
        belongs_to("productivity_standards", "standard_id"),
        belongs_to("key_results", "carried_from_key_result_id"),
        CheckConstraint("weight >= 0", name="weight"),
    )

    goal_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    standard_id: Mapped[UUID | None]
    title: Mapped[str]
    kind: Mapped[KeyResultKind]
    unit: Mapped[str | None]
    currency: Mapped[str | None]
    start_value: Mapped[Decimal | None]
    target_value: Mapped[Decimal | None]
    commit_value: Mapped[Decimal | None]
    stretch_value: Mapped[Decimal | None]
    range_low: Mapped[Decimal | None]
    range_high: Mapped[Decimal | None]
    tolerance: Mapped[Decimal | None]
    weight: Mapped[Decimal]
    due_on: Mapped[date | None]
    cadence_days: Mapped[int | None]
    status: Mapped[KeyResultStatus] = mapped_column(default=KeyResultStatus.ACTIVE)
    dropped_reason: Mapped[str | None]
    accepted_progress: Mapped[Decimal | None]
    carried_from_key_result_id: Mapped[UUID | None]
    current_value: Mapped[Decimal | None]
    zone: Mapped[Zone | None]
    progress: Mapped[Decimal | None]
    checked_in_on: Mapped[date | None]
    next_check_in_on: Mapped[date | None]


class Milestone(Table):
    """A part of a key result that is done or not; a check-in says which."""

    __tablename__ = "milestones"
    __table_args__ = (belongs_to("key_results", "key_result_id"), CheckConstraint("weight >= 0", name="weight"))

    key_result_id: Mapped[UUID]
    title: Mapped[str]
    weight: Mapped[Decimal]
    due_on: Mapped[date | None]
    completed_on: Mapped[date | None]


class CheckIn(Table):
    """Append-only. Of a key result, of one of its milestones, or of a goal that is measured as a whole.

    The latest by day, then by time of entry, counts; one that another supersedes does not, and neither does one without
    a value, which only takes back what it supersedes.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        belongs_to("goals", "goal_id"),
        belongs_to("key_results", "key_result_id"),
        belongs_to("milestones", "milestone_id"),
        belongs_to("check_ins", "supersedes_id"),
        unique("supersedes_id"),
        unique("source", "external_id"),
        CheckConstraint("confidence BETWEEN 0 AND 10", name="confidence"),
        Index("ix_check_ins_latest", "org_id", "key_result_id", "as_of", "id"),
        Index("ix_check_ins_of_goal", "org_id", "goal_id", "as_of", "id"),
        APPEND_ONLY,
    )

    goal_id: Mapped[UUID]
    key_result_id: Mapped[UUID | None]
    milestone_id: Mapped[UUID | None]
    as_of: Mapped[date]
    value: Mapped[Decimal | None]
    zone: Mapped[Zone | None]
    confidence: Mapped[int | None]
    comment: Mapped[str]
    source: Mapped[CheckInSource]
    external_id: Mapped[str | None]
    supersedes_id: Mapped[UUID | None]
    author_id: Mapped[UUID]


class GoalContribution(Table):
    """A goal rolls up into one other, or into one of its key results."""

    __tablename__ = "goal_contributions"
    __table_args__ = (
        unique("child_goal_id"),
        belongs_to("goals", "child_goal_id"),
        belongs_to("goals", "parent_goal_id"),
        belongs_to("key_results", "parent_key_result_id"),
        CheckConstraint("weight >= 0", name="weight"),
    )

    child_goal_id: Mapped[UUID]
    parent_goal_id: Mapped[UUID]
    parent_key_result_id: Mapped[UUID | None]
    weight: Mapped[Decimal]


class GoalAlignment(Table):
    """A goal serves another; no number depends on it."""

    __tablename__ = "goal_alignments"
    __table_args__ = (
        unique("child_goal_id", "parent_goal_id"),
        belongs_to("goals", "child_goal_id"),
        belongs_to("goals", "parent_goal_id"),
    )

    child_goal_id: Mapped[UUID]
    parent_goal_id: Mapped[UUID]
    note: Mapped[str]


class GoalClosing(Table):
    """How far a goal was when it was graded, and all that this followed from: `rules.evaluation.Closing`."""

    __tablename__ = "goal_closings"
    __table_args__ = (belongs_to("goals", "goal_id"), APPEND_ONLY)

    goal_id: Mapped[UUID]
    closed_on: Mapped[date]
    progress: Mapped[Decimal | None]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
