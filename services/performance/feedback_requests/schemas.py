from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.feedback.rules import (
    FeedbackKind,
    FeedbackPurpose,
    FeedbackVisibility,
    InvitationStatus,
    RequestStatus,
)
from services.performance.feedback.schemas import Body
from services.performance.feedback_requests.rules import MOST_ASKED
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Email, Input, Output, Prose

Anonymous = Annotated[bool, Strict(), Field(description="Answers come all at once, without who wrote them.")]


class FeedbackRequestCreate(Input):
    """Ask colleagues and people outside about somebody."""

    subject_id: UUID
    respondent_ids: Annotated[list[UUID], Field(max_length=MOST_ASKED)] = []
    external_emails: Annotated[list[Email], Field(max_length=MOST_ASKED)] = []
    message: Prose = ""
    purpose: FeedbackPurpose = FeedbackPurpose.DEVELOPMENT_ONLY
    visibility: FeedbackVisibility = FeedbackVisibility.SUBJECT_AND_MANAGER
    anonymous: Anonymous = False
    due_on: Day = Field(description="Three days later what is not answered expires.")


class FeedbackRequestPatch(Input):
    """Send only what changes. Who reads it can be changed until somebody begins to write."""

    message: Prose | MISSING = MISSING
    due_on: Day | MISSING = MISSING
    visibility: FeedbackVisibility | MISSING = MISSING


class FeedbackRequestQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc", "due_on.asc"] = "created_at.desc"
    subject_id: UUID | SkipJsonSchema[None] = None
    requester_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[RequestStatus], Field(max_length=len(RequestStatus))] = []


class FeedbackRequest(Output):
    id: UUID
    requester: PersonRef
    subject: PersonRef
    message: str
    purpose: FeedbackPurpose
    visibility: FeedbackVisibility
    anonymous: bool
    due_on: date
    status: RequestStatus
    respondents: list[PersonRef]
    external_emails: list[str]
    answers: int | None = Field(description="How many are shown; of an anonymous request null until it is closed.")
    nudges: int
    nudged_at: datetime | None
    closed_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class InvitationQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    request_id: UUID | SkipJsonSchema[None] = None
    respondent_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[InvitationStatus], Field(max_length=len(InvitationStatus))] = []


class AnswerPut(Input):
    """Kept as a draft until you submit."""

    kind: FeedbackKind = FeedbackKind.OBSERVATION
    body: Body


class FeedbackAnswer(Output):
    kind: FeedbackKind
    body: str


class FeedbackInvitation(Output):
    """What somebody is asked, about whom and for whose eyes."""

    id: UUID
    request_id: UUID
    requester: PersonRef
    subject: PersonRef
    message: str
    purpose: FeedbackPurpose
    visibility: FeedbackVisibility
    anonymous: bool
    due_on: date
    respondent: PersonRef | None = Field(description="Null for somebody outside.")
    external_email: str | None
    status: InvitationStatus
    answer: FeedbackAnswer | None = Field(description="For who was asked.")
    feedback_id: UUID | None = Field(description="For who was asked, and once it is submitted.")
    decline_reason: str | None
    started_at: datetime | None
    submitted_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class InvitationLink(Output):
    """Shown this once: we keep its hash only."""

    token: str = Field(description="A bearer token for `/v1/guest/feedback-invitation`, until it is submitted.")
