from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.feedback.rules import FeedbackKind, FeedbackPurpose, FeedbackStatus, FeedbackVisibility
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Line, Output, Prose

MOST_LINKS = 20

Links = Annotated[list[UUID], Field(max_length=MOST_LINKS)]
Body = Annotated[Prose, Field(examples=["You stopped the line before anybody had to ask."])]


class FeedbackCreate(Input):
    """A draft, which only you see until you share it."""

    subject_id: UUID
    kind: FeedbackKind
    purpose: FeedbackPurpose = FeedbackPurpose.DEVELOPMENT_ONLY
    body: Body = ""
    visibility: FeedbackVisibility | None = Field(
        default=None, description="By kind if null: praise with the manager, notes for oneself, else the subject."
    )
    goal_ids: Links = []
    competency_ids: Links = []
    value_ids: Links = []


class FeedbackPatch(Input):
    """Send only what changes. What was shared can be changed for an hour; its visibility only widens."""

    kind: FeedbackKind | MISSING = MISSING
    purpose: FeedbackPurpose | MISSING = MISSING
    body: Body | MISSING = MISSING
    visibility: FeedbackVisibility | MISSING = MISSING
    goal_ids: Links | MISSING = MISSING
    competency_ids: Links | MISSING = MISSING
    value_ids: Links | MISSING = MISSING


class FeedbackQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    subject_id: UUID | SkipJsonSchema[None] = None
    author_id: UUID | SkipJsonSchema[None] = None
    request_id: UUID | SkipJsonSchema[None] = None
    value_id: UUID | SkipJsonSchema[None] = None
    kind: Annotated[list[FeedbackKind], Field(max_length=len(FeedbackKind))] = []
    visibility: Annotated[list[FeedbackVisibility], Field(max_length=len(FeedbackVisibility))] = []
    status: Annotated[list[FeedbackStatus], Field(max_length=len(FeedbackStatus))] = []
    updated_since: Instant | SkipJsonSchema[None] = None


class CaseCreate(Input):
    case_reference: Line
    reason: Line


class Feedback(Output):
    id: UUID
    subject: PersonRef
    author: PersonRef | None = Field(description="Null where it is anonymous, or by somebody outside.")
    external_author: str | None = Field(description="The address of somebody outside.")
    kind: FeedbackKind
    purpose: FeedbackPurpose
    body: str | None = Field(description="Null until its subject opens it (`…/read`), and where it was taken back.")
    visibility: FeedbackVisibility
    anonymous: bool
    request_id: UUID | None
    goal_ids: list[UUID] = Field(description="Those that you may see.")
    competency_ids: list[UUID]
    value_ids: list[UUID]
    status: FeedbackStatus
    status_reason: str | None = Field(description="Why it was withdrawn or hidden; for its author and HR.")
    shared_at: datetime | None
    editable_until: datetime | None
    read_at: datetime | None = Field(description="When its subject opened it.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
