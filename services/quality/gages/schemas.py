from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.gages.rules import CalibrationResult, GageStatus
from shared.pages import PageQuery
from shared.schemas import Code, Day, Input, Instant, Line, Measure, Output, Prose

Unit = Annotated[Line, Field(description="A UCUM code.", examples=["mm"])]
Resolution = Annotated[Measure, Field(gt=0, description="The least difference that it shows, in its unit.")]
Interval = Annotated[int, Strict(), Field(ge=1, le=3660, description="Days from one calibration to the next.")]
Due = Annotated[Day, Field(description="The last day on which it may measure; later calibrations move it.")]


class GageCreate(Input):
    code: Code
    name: Line
    unit: Unit
    resolution: Resolution | None = None
    calibration_interval_days: Interval
    next_due_on: Due


class GagePatch(Input):
    """Send only what changes; null clears."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    resolution: Resolution | None | MISSING = MISSING
    calibration_interval_days: Interval | MISSING = MISSING


class GageQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "next_due_on.asc", "next_due_on.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    status: Annotated[list[GageStatus], Field(max_length=4)] = []
    due_before: Day | SkipJsonSchema[None] = None


class CalibrationCreate(Input):
    calibrated_at: Instant
    as_found: CalibrationResult = Field(description="Before anything was adjusted.")
    as_left: CalibrationResult = Field(description="Afterwards; a gage left failing goes out of service.")
    certificate: Line | None = None
    note: Prose = ""


class CalibrationQuery(PageQuery):
    sort: Literal["calibrated_at.desc", "calibrated_at.asc"] = "calibrated_at.desc"
    as_found: Annotated[list[CalibrationResult], Field(max_length=2)] = []


class GageRef(Output):
    id: UUID
    code: str
    name: str


class Gage(Output):
    id: UUID
    code: str
    name: str
    unit: str
    resolution: float | None
    calibration_interval_days: int
    next_due_on: date
    status: GageStatus = Field(description="What it measures is taken only while it is in use.")
    out_since: datetime | None = Field(description="Since when it is out of service or lost.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class Calibration(Output):
    id: UUID
    gage_id: UUID
    calibrated_at: datetime
    as_found: CalibrationResult
    as_left: CalibrationResult
    suspect_since: datetime | None = Field(
        description="The last good calibration before one that failed as found, or 1900-01-01 where there is none: what"
        " was measured between the two is doubtful, and listed as measurements `suspected_by` this one."
    )
    certificate: str | None
    note: str
    recorded_by: UUID
    created_at: datetime
