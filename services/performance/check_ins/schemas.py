from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.states import CheckInSource
from shared.pages import PageQuery
from shared.schemas import Day, Input, Line, Measure, Output, Prose

MOST_ROWS = 5_000

Confidence = Annotated[int, Strict(), Field(ge=0, le=10, description="0 no hope, 10 certain.")]


class CheckInCreate(Input):
    """Of a key result, or of a goal that is measured as a whole; without a value it takes back what it supersedes."""

    key_result_id: UUID | None = None
    goal_id: UUID | None = Field(default=None, description="Instead of a key result.")
    milestone_id: UUID | None = Field(default=None, description="Which one, where the key result has milestones.")
    value: Measure | None = Field(
        default=None, description="In the key result's unit; 1 or 0 for yes or no; for a goal a percentage."
    )
    zone: Zone | None = Field(default=None, description="For a key result of kind ordinal.")
    as_of: Day | None = Field(default=None, description="The day the value was reached; today if null.")
    confidence: Confidence | None = None
    comment: Prose = ""
    source: Literal[CheckInSource.USER, CheckInSource.INTEGRATION] = CheckInSource.USER
    external_id: Line | None = Field(default=None, description="The source's own id: sent again, nothing is doubled.")
    supersedes_id: UUID | None = Field(default=None, description="The check-in that this one corrects.")


class CheckInsCreate(Input):
    rows: Annotated[list[CheckInCreate], Field(min_length=1, max_length=MOST_ROWS)]


class CheckInQuery(PageQuery):
    sort: Literal["as_of.desc", "as_of.asc"] = "as_of.desc"
    goal_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Of the goal and all its key results.")
    key_result_id: UUID | SkipJsonSchema[None] = None
    source: Annotated[list[CheckInSource], Field(max_length=len(CheckInSource))] = []


class CheckIn(Output):
    id: UUID
    goal_id: UUID
    key_result_id: UUID | None
    milestone_id: UUID | None
    as_of: date
    value: float | None
    zone: Zone | None
    confidence: int | None
    comment: str
    source: CheckInSource
    external_id: str | None
    supersedes_id: UUID | None
    superseded: bool = Field(description="Whether a later one corrects it, so that it no longer counts.")
    author_id: UUID
    created_at: datetime
    version: int
