from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.pages import PageQuery
from shared.schemas import Input, Instant, Line, Number, Output

Values = Annotated[list[Number | None], Field(min_length=1, max_length=50, description="Null is a missing value.")]


class SubgroupCreate(Input):
    """Values taken together."""

    taken_at: Instant
    values: Values
    note: Line | None = Field(default=None, description="What was special: a new tool, another shift.")


class SubgroupsCreate(Input):
    subgroups: Annotated[list[SubgroupCreate], Field(min_length=1, max_length=1_000)]


class SubgroupsCreated(Output):
    created: int
    ids: list[UUID] = Field(description="In the order of the request.")


class SubgroupQuery(PageQuery):
    sort: Literal["taken_at.desc", "taken_at.asc"] = "taken_at.desc"
    taken_since: Instant | SkipJsonSchema[None] = None
    taken_before: Instant | SkipJsonSchema[None] = None


class Subgroup(Output):
    id: UUID
    characteristic_id: UUID
    taken_at: datetime
    values: list[float | None]
    n: int = Field(description="How many values are not missing.")
    mean: float | None = Field(description="Null where all values are missing.")
    range: float | None = Field(description="Null where fewer than two values are there.")
    note: str | None
    recorded_by: UUID
    created_at: datetime
