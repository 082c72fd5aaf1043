from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.schemas import PersonRef
from services.performance.review_cycles.rules.reviews import AssignmentStatus, ReviewStatus, ScoreStage
from services.performance.review_templates.rules import ReviewRole
from services.performance.reviews.rules import ManagerChoice
from shared.pages import PageQuery
from shared.schemas import Code, Input, Line, Measure, Output, Prose

Level = Annotated[int, Strict(), Field(ge=1, le=20)]
Changed = Annotated[bool, Field(description="Whether somebody else leads the subject today.")]
Version = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]


class ReviewCycleRef(Output):
    id: UUID
    name: str


class ReviewScoreShown(Output):
    stage: ScoreStage
    level: int | None
    value: float | None = Field(description="A share of 1; null for a level that was proposed.")
    not_rated: str | None


class Review(Output):
    id: UUID
    cycle: ReviewCycleRef
    subject: PersonRef
    manager: PersonRef | None = Field(description="Whom the review knows as the subject's.")
    template_id: UUID
    targets: dict[str, list[dict[str, Any]]] = Field(description="The goals and competencies it is about.")
    status: ReviewStatus
    exclusion_reason: str | None
    score: ReviewScoreShown | None = Field(description="The latest; null where there is none or you may not see it.")
    released_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class ReviewQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    cycle_id: UUID | SkipJsonSchema[None] = None
    subject_id: UUID | SkipJsonSchema[None] = None
    manager_id: UUID | SkipJsonSchema[None] = None
    manager_changed: Changed | SkipJsonSchema[None] = None
    status: Annotated[list[ReviewStatus], Field(max_length=len(ReviewStatus))] = []


class ReviewProposal(Input):
    """Another level than the calculated one needs a justification."""

    level: Level
    justification: Prose | None = None


class ManagerChange(Input):
    choice: ManagerChoice | None = Field(default=None, description="Null: split where both led long enough.")


class ReviewAnswer(Output):
    item: str
    target_id: UUID | None
    level: int | None
    number: float | None
    answer_text: str | None
    choices: list[str]
    yes: bool | None
    not_applicable: bool
    comment: str
    version: int = Field(description="Of this answer alone: send it as `known_version` with the next change.")


class ReviewAssignment(Output):
    id: UUID
    review_id: UUID
    cycle: ReviewCycleRef
    subject: PersonRef
    reviewer: PersonRef
    role: ReviewRole
    period_from: date
    period_to: date
    due_on: date | None
    due_at: datetime | None = Field(description="The first instant after that day in the reviewer's time zone.")
    closes_on: date | None
    status: AssignmentStatus
    submitted_at: datetime | None
    content_hash: str | None
    answers_shown: bool = Field(description="Whether you may read the answers.")
    answers: list[ReviewAnswer]
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class ReviewAssignmentQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    review_id: UUID | SkipJsonSchema[None] = None
    reviewer_id: UUID | SkipJsonSchema[None] = None
    role: Annotated[list[ReviewRole], Field(max_length=len(ReviewRole))] = []
    status: Annotated[list[AssignmentStatus], Field(max_length=len(AssignmentStatus))] = []


class ReviewNomination(Input):
    """By the subject, their manager or HR; the manager approves."""

    review_id: UUID
    reviewer_id: UUID
    role: Literal["peer", "direct_report", "dotted_line"] = "peer"


class ReviewAnswerSet(Input):
    """One item; all the others stay as they are."""

    item: Code
    target_id: UUID | None = None
    level: Level | None = None
    number: Measure | None = None
    answer_text: Prose | None = None
    choices: Annotated[list[Line], Field(max_length=50)] = []
    yes: Annotated[bool, Strict()] | None = None
    not_applicable: Annotated[bool, Strict()] = False
    comment: Prose = ""
    known_version: Version = Field(default=0, description="Of the answer that you change; 0 for a first one.")


class ReviewAssignmentTransition(Input):
    action: Annotated[str, Field(min_length=1, max_length=60, examples=["submit"])]
    reason: Prose | None = None
    reviewer_id: UUID | None = Field(default=None, description="To whom it is reassigned.")


class Deadline(Input):
    """Of a phase, as the cycle keeps it."""

    due_on: date | None
    closes_on: date | None
