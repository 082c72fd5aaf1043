from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.goals.rules import MOST_KEY_RESULTS, GoalStatus, KeyResultKind
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Line, Measure, Output, Prose

Title = Annotated[Line, Field(examples=["Cut lead time by 20 %"])]
Weight = Annotated[int, Strict(), Field(ge=1, le=100, description="Share of the person's year, in %.")]
Confidence = Annotated[int, Strict(), Field(ge=0, le=10, description="0 no hope, 10 certain.")]
Share = Annotated[Measure, Field(ge=0, description="Relative weight inside the goal; all zero means equal.")]


class KeyResultCreate(Input):
    title: Title
    kind: KeyResultKind = KeyResultKind.NUMBER
    unit: Line | None = None
    start_value: Measure = Decimal(0)
    target_value: Measure
    weight: Share = Decimal(1)


class KeyResultPatch(Input):
    """Send only what changes; null clears."""

    title: Title | MISSING = MISSING
    unit: Line | None | MISSING = MISSING
    start_value: Measure | MISSING = MISSING
    target_value: Measure | MISSING = MISSING
    weight: Share | MISSING = MISSING


class GoalCreate(Input):
    owner_id: UUID
    title: Title
    description: Prose = ""
    weight: Weight
    starts_on: Day | None = Field(default=None, description="Today if null.")
    due_on: Day
    key_results: Annotated[list[KeyResultCreate], Field(max_length=MOST_KEY_RESULTS)] = []


class GoalPatch(Input):
    """Send only what changes; null clears."""

    title: Title | MISSING = MISSING
    description: Prose | MISSING = MISSING
    weight: Weight | MISSING = MISSING
    starts_on: Day | MISSING = MISSING
    due_on: Day | MISSING = MISSING


class CheckInCreate(Input):
    value: Measure
    as_of: Day | None = Field(default=None, description="The day the value was reached; today if null.")
    confidence: Confidence | None = None
    comment: Prose = ""


class GoalQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc", "due_on.asc", "due_on.desc", "title.asc"] = "created_at.desc"
    status: Annotated[list[GoalStatus], Field(max_length=4)] = []
    owner_id: UUID | SkipJsonSchema[None] = None
    due_before: Day | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class CheckInQuery(PageQuery):
    sort: Literal["as_of.desc", "as_of.asc"] = "as_of.desc"


class KeyResult(Output):
    id: UUID
    title: str
    kind: KeyResultKind
    unit: str | None
    start_value: float
    target_value: float
    weight: float
    current_value: float | None = Field(description="Of the latest check-in; null before the first.")
    progress_percent: float | None = Field(description="0..100 from start to target; null before the first check-in.")
    checked_in_on: date | None


class Goal(Output):
    id: UUID
    owner: PersonRef
    title: str
    description: str
    weight: int
    starts_on: date
    due_on: date
    status: GoalStatus
    progress_percent: float | None = Field(description="Weighted mean of the measured key results; null if none is.")
    key_results: list[KeyResult]
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class CheckIn(Output):
    id: UUID
    key_result_id: UUID
    as_of: date
    value: float
    confidence: int | None
    comment: str
    author_id: UUID
    created_at: datetime
    version: int
