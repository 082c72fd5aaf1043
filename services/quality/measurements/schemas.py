from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.gages.schemas import GageRef
from services.quality.measurements.rules import SubgroupStatus
from shared.pages import PageQuery
from shared.schemas import Code, Instant, Line, Output


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"


class SubgroupQuery(PageQuery):
    sort: Literal["taken_at.desc", "taken_at.asc"] = "taken_at.desc"
    taken_since: Instant | SkipJsonSchema[None] = None
    taken_before: Instant | SkipJsonSchema[None] = None
    source: Code | SkipJsonSchema[None] = None
    external_id: Line | SkipJsonSchema[None] = None
    status: Annotated[list[SubgroupStatus], Field(max_length=4)] = [
        SubgroupStatus.NORMAL,
        SubgroupStatus.EXCLUDED,
    ]


class Subgroup(Output):
    """One measurement. Never changed: a correction is a measurement of its own."""

    id: UUID
    characteristic: CharacteristicRef
    taken_at: datetime
    values: list[float | None] | None = Field(description="Null where it is a count.")
    count: int | None = Field(description="Defectives or defects.")
    size: int | None = Field(description="Units inspected, of a count of defectives.")
    exposure: float | None = Field(description="Area of opportunity, of a count of defects.")
    n: int | None = Field(description="How many values are not missing.")
    mean: float | None = Field(description="Null where all values are missing.")
    range: float | None = Field(description="Null where fewer than two values are there.")
    verdict: Verdict | None = Field(description="By the specification; null without limits or values.")
    context: dict[str, str] | None
    note: str | None
    gage: GageRef | None
    gage_deviation_id: UUID | None = Field(description="By whose leave a gage that was not fit measured it.")
    specification_id: UUID = Field(description="The one it was judged by, valid when it was taken.")
    source: str
    external_id: str
    revision: int = Field(description="1, and one more with each correction.")
    supersedes_id: UUID | None
    correction_reason: str | None
    status: SubgroupStatus
    status_reason: str | None
    assignable_cause: str | None = Field(description="Why it was excluded.")
    recorded_by: UUID
    created_at: datetime
    version: int
