from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Numeric, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.review_cycles.rules.cycles import (
    CalibrationMode,
    DeadlinePolicy,
    Purpose,
    ReleaseMode,
    ReviewCycleKind,
    ReviewCycleStatus,
)
from services.performance.review_cycles.rules.reviews import (
    AssignmentStatus,
    ReviewStatus,
    ScoreStage,
)
from services.performance.review_templates.rules import ReviewRole
from services.performance.tables import Table, belongs_to
from shared.database.records import unique

Json = dict[str, Any]
APPEND_ONLY = {"info": {"privileges": ("SELECT", "INSERT")}}


class ReviewCycle(Table):
    """`phases` are days; an instant follows from a day and whose midnight ends it."""

    __tablename__ = "review_cycles"
    __table_args__ = (
        belongs_to("review_templates", "template_id"),
        belongs_to("scoring_policies", "scoring_policy_id"),
        belongs_to("people", "fallback_reviewer_id"),
        CheckConstraint("ends_on >= starts_on", name="ends_on"),
    )

    name: Mapped[str]
    kind: Mapped[ReviewCycleKind]
    purpose: Mapped[Purpose]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    template_id: Mapped[UUID]
    scoring_policy_id: Mapped[UUID]
    org_unit_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    roles: Mapped[list[str]]
    fallback_reviewer_id: Mapped[UUID | None]
    phases: Mapped[list[Json]] = mapped_column(JSONB)
    min_peers: Mapped[int]
    max_peers: Mapped[int]
    calibration: Mapped[CalibrationMode]
    release_mode: Mapped[ReleaseMode]
    ack_window_days: Mapped[int]
    appeal_window_days: Mapped[int]
    min_service_days: Mapped[int]
    deadline_policy: Mapped[DeadlinePolicy]
    time_zone: Mapped[str]
    hides_self_until_manager_submits: Mapped[bool]
    status: Mapped[ReviewCycleStatus] = mapped_column(default=ReviewCycleStatus.DRAFT)
    launched_at: Mapped[datetime | None]


class Review(Table):
    """One packet of a subject in a cycle, with where the subject stood when it was made."""

    __tablename__ = "reviews"
    __table_args__ = (
        unique("cycle_id", "subject_id"),
        belongs_to("review_cycles", "cycle_id"),
        belongs_to("people", "subject_id"),
        belongs_to("people", "manager_id"),
        belongs_to("org_units", "org_unit_id"),
        belongs_to("job_profiles", "job_profile_id"),
        belongs_to("job_levels", "job_level_id"),
        belongs_to("review_templates", "template_id"),
    )

    cycle_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    template_id: Mapped[UUID]
    manager_id: Mapped[UUID | None]
    org_unit_id: Mapped[UUID | None]
    job_profile_id: Mapped[UUID | None]
    job_level_id: Mapped[UUID | None]
    fte: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    targets: Mapped[Json] = mapped_column(JSONB)
    status: Mapped[ReviewStatus]
    exclusion_reason: Mapped[str | None]
    released_at: Mapped[datetime | None]
    released_hash: Mapped[str | None]


class ReviewAssignment(Table):
    """Who writes about the subject, as whom, for which part of the period, until when."""

    __tablename__ = "review_assignments"
    __table_args__ = (
        unique("review_id", "reviewer_id", "role"),
        belongs_to("reviews", "review_id"),
        belongs_to("people", "reviewer_id"),
        belongs_to("people", "nominated_by_id"),
        Index(
            "ix_review_assignments_closes_on",
            "org_id",
            "closes_on",
            postgresql_where=text("status IN ('pending', 'in_progress')"),
        ),
    )

    review_id: Mapped[UUID]
    reviewer_id: Mapped[UUID]
    role: Mapped[ReviewRole]
    period_from: Mapped[date]
    period_to: Mapped[date]
    due_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    time_zone: Mapped[str]
    nominated_by_id: Mapped[UUID | None]
    status: Mapped[AssignmentStatus]
    submitted_at: Mapped[datetime | None]
    content_hash: Mapped[str | None]


class ReviewAnswer(Table):
    """What is written now; what was submitted is kept beside it. Each has its own version: edits meet item by item."""

    __tablename__ = "review_answers"
    apart = True
    __table_args__ = (
        unique("assignment_id", "item", "target_id", nulls_not_distinct=True),
        belongs_to("review_assignments", "assignment_id"),
    )

    assignment_id: Mapped[UUID]
    item: Mapped[str]
    target_id: Mapped[UUID | None]
    level: Mapped[int | None]
    number: Mapped[Decimal | None]
    answer_text: Mapped[str | None]
    choices: Mapped[list[str]]
    yes: Mapped[bool | None]
    not_applicable: Mapped[bool]
    comment: Mapped[str]


class ReviewSubmission(Table):
    """Append-only: an assignment's answers as they were submitted, each time."""

    __tablename__ = "review_submissions"
    apart = True
    __table_args__ = (unique("assignment_id", "number"), belongs_to("review_assignments", "assignment_id"), APPEND_ONLY)

    assignment_id: Mapped[UUID]
    number: Mapped[int]
    submitted_by_id: Mapped[UUID]
    answers: Mapped[list[Json]] = mapped_column(JSONB)
    content_hash: Mapped[str]


class ReviewScore(Table):
    """Append-only: the latest number of a stage counts. `inputs` are all that the value follows from."""

    __tablename__ = "review_scores"
    apart = True
    __table_args__ = (
        unique("review_id", "number"),
        belongs_to("reviews", "review_id"),
        belongs_to("review_scores", "supersedes_id"),
        APPEND_ONLY,
    )

    review_id: Mapped[UUID]
    number: Mapped[int]
    stage: Mapped[ScoreStage]
    value: Mapped[Decimal | None]
    coverage: Mapped[Decimal | None]
    level: Mapped[int | None]
    not_rated: Mapped[str | None]
    inputs: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    inputs_hash: Mapped[str | None]
    set_by_id: Mapped[UUID]
    justification: Mapped[str | None]
    supersedes_id: Mapped[UUID | None]
