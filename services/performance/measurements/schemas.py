from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.schemas import OrgUnitRef, PersonRef
from services.performance.standards.schemas import StandardRef
from shared.pages import PageQuery
from shared.schemas import Code, Day, Input, Line, Measure, Output

MOST_ROWS = 10_000


class MeasurementStatus(StrEnum):
    CURRENT = "current"
    SUPERSEDED = "superseded"
    VOIDED = "voided"


class MeasurementRow(Input):
    """What was measured of one person or unit in some days."""

    external_id: Line
    standard_id: UUID
    person_id: UUID | None = None
    org_unit_id: UUID | None = None
    starts_on: Day
    ends_on: Day = Field(description="The last day measured, which decides the period it counts in.")
    numerator: Measure | None = Field(default=None, description="Null only in a row that voids.")
    denominator: Measure | None = Field(default=None, description="As the standard's measure asks for it.")
    supersedes: bool = Field(default=False, description="Correct what this external id said before.")
    void_reason: Line | None = Field(default=None, description="What this external id said before is no measurement.")


class MeasurementBatch(Input):
    source: Code = Field(description="The system whose ids `external_id` holds.", examples=["mes"])
    rows: Annotated[list[MeasurementRow], Field(min_length=1, max_length=MOST_ROWS)]


class MeasurementQuery(PageQuery):
    sort: Literal["ends_on.desc", "ends_on.asc"] = "ends_on.desc"
    standard_id: UUID | SkipJsonSchema[None] = None
    person_id: UUID | SkipJsonSchema[None] = None
    org_unit_id: UUID | SkipJsonSchema[None] = None
    ends_since: Day | SkipJsonSchema[None] = None
    ends_before: Day | SkipJsonSchema[None] = None
    source: Code | SkipJsonSchema[None] = None
    external_id: Line | SkipJsonSchema[None] = None
    status: Annotated[list[MeasurementStatus], Field(max_length=3)] = [MeasurementStatus.CURRENT]


class RevisionQuery(PageQuery):
    sort: Literal["revision.desc", "revision.asc"] = "revision.desc"


class Measurement(Output):
    """Never changed: a correction is a measurement of its own."""

    id: UUID
    standard: StandardRef
    person: PersonRef | None
    org_unit: OrgUnitRef | None
    starts_on: date
    ends_on: date
    numerator: float | None
    denominator: float | None
    value: float | None = Field(description="In the standard's unit; null where it is void or divided by nothing.")
    source: str
    external_id: str
    revision: int = Field(description="1, and one more with each correction.")
    supersedes_id: UUID | None
    status: MeasurementStatus
    void_reason: str | None
    recorded_by: UUID
    created_at: datetime
    version: int
