from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.feedback.rules import (
    FeedbackKind,
    FeedbackPurpose,
    FeedbackStatus,
    FeedbackVisibility,
    InvitationStatus,
    RequestStatus,
)
from services.performance.tables import Table, belongs_to
from shared.database.records import unique


class FeedbackRequest(Table):
    """`anonymous`: answers are shown all at once when it is closed, and never with who wrote them."""

    untold = frozenset({"message"})

    __tablename__ = "feedback_requests"
    __table_args__ = (
        belongs_to("people", "requester_id"),
        belongs_to("people", "subject_id"),
        Index("ix_feedback_requests_due_on", "org_id", "due_on", postgresql_where="status = 'open'"),
    )

    requester_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    message: Mapped[str]
    purpose: Mapped[FeedbackPurpose]
    visibility: Mapped[FeedbackVisibility]
    anonymous: Mapped[bool]
    due_on: Mapped[date]
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.OPEN)
    nudges: Mapped[int] = mapped_column(default=0)
    nudged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class FeedbackInvitation(Table):
    """Of a colleague, or of somebody outside who comes by a link: of that only the SHA-256 is kept."""

    untold = frozenset({"external_email", "token_hash", "decline_reason"})

    apart = True
    __tablename__ = "feedback_invitations"
    __table_args__ = (
        unique("request_id", "respondent_id"),
        unique("request_id", "external_email"),
        unique("token_hash"),
        belongs_to("feedback_requests", "request_id"),
        belongs_to("people", "respondent_id"),
        CheckConstraint("num_nonnulls(respondent_id, external_email) = 1", name="respondent"),
        CheckConstraint("token_hash IS NULL OR external_email IS NOT NULL", name="token"),
    )

    request_id: Mapped[UUID]
    respondent_id: Mapped[UUID | None]
    external_email: Mapped[str | None]
    token_hash: Mapped[str | None]
    status: Mapped[InvitationStatus] = mapped_column(default=InvitationStatus.PENDING)
    decline_reason: Mapped[str | None]
    started_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]


class Feedback(Table):
    """Without an author it is by somebody outside, whom its invitation names."""

    untold = frozenset({"body", "status_reason"})

    apart = True
    __tablename__ = "feedback"
    __table_args__ = (
        unique("invitation_id"),
        belongs_to("people", "subject_id"),
        belongs_to("people", "author_id"),
        belongs_to("feedback_invitations", "invitation_id"),
        CheckConstraint("num_nonnulls(author_id, invitation_id) > 0", name="author"),
        CheckConstraint("(kind = 'note_to_self') = (visibility = 'author_only')", name="note"),
        CheckConstraint("visibility <> 'public' OR kind = 'praise'", name="public"),
        CheckConstraint("status = 'draft' OR shared_at IS NOT NULL", name="shared_at"),
    )

    subject_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    invitation_id: Mapped[UUID | None]
    kind: Mapped[FeedbackKind]
    purpose: Mapped[FeedbackPurpose]
    body: Mapped[str]
    visibility: Mapped[FeedbackVisibility]
    anonymous: Mapped[bool] = mapped_column(default=False)
    status: Mapped[FeedbackStatus] = mapped_column(default=FeedbackStatus.DRAFT)
    shared_at: Mapped[datetime | None]
    editable_until: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    status_reason: Mapped[str | None]


class FeedbackLink(Table):
    """What a piece of feedback is about, beside the person."""

    apart = True
    __tablename__ = "feedback_links"
    __table_args__ = (
        belongs_to("feedback", "feedback_id"),
        belongs_to("goals", "goal_id"),
        belongs_to("competencies", "competency_id"),
        belongs_to("company_values", "value_id"),
        CheckConstraint("num_nonnulls(goal_id, competency_id, value_id) = 1", name="target"),
    )

    feedback_id: Mapped[UUID]
    goal_id: Mapped[UUID | None]
    competency_id: Mapped[UUID | None]
    value_id: Mapped[UUID | None]


class FeedbackCase(Table):
    """Append-only: HR opened what it does not read otherwise, for a case that is named."""

    apart = True
    __tablename__ = "feedback_cases"
    __table_args__ = (
        belongs_to("feedback", "feedback_id"),
        {"info": {"privileges": ("SELECT", "INSERT")}},
    )

    feedback_id: Mapped[UUID]
    opened_by: Mapped[UUID]
    case_reference: Mapped[str]
    reason: Mapped[str]
    opened_at: Mapped[datetime]
