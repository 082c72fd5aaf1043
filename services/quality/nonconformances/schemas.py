from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.nonconformances.rules import DetectedWhere, NonconformanceStatus, Severity
from services.quality.processes.schemas import ProcessRef
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Line, Measure, Output, Prose

Title = Annotated[Line, Field(examples=["Bore too wide"])]
Description = Annotated[Prose, Field(description="What is, and what should be.")]
Quantity = Annotated[Measure, Field(ge=0)]
Owner = Annotated[UUID, Field(description="A person of the performance service.")]


class NonconformanceCreate(Input):
    """A draft may lack what opening it needs."""

    title: Title
    description: Description = ""
    detected_at: Instant
    detected_where: DetectedWhere
    severity: Severity | None = None
    process_id: UUID | None = Field(default=None, description="That of the characteristic if null.")
    characteristic_id: UUID | None = None
    quantity_affected: Quantity | None = None
    unit: Line | None = None
    owner_id: Owner | None = None


class NonconformancePatch(Input):
    """Send only what changes; null clears."""

    title: Title | MISSING = MISSING
    description: Description | MISSING = MISSING
    detected_at: Instant | MISSING = MISSING
    detected_where: DetectedWhere | MISSING = MISSING
    severity: Severity | None | MISSING = MISSING
    process_id: UUID | None | MISSING = MISSING
    characteristic_id: UUID | None | MISSING = MISSING
    quantity_affected: Quantity | None | MISSING = MISSING
    unit: Line | None | MISSING = MISSING
    owner_id: Owner | None | MISSING = MISSING


class NonconformanceQuery(PageQuery):
    sort: Literal[
        "created_at.desc", "created_at.asc", "detected_at.desc", "detected_at.asc", "number.desc", "number.asc"
    ] = "created_at.desc"
    status: Annotated[list[NonconformanceStatus], Field(max_length=4)] = []
    severity: Annotated[list[Severity], Field(max_length=3)] = []
    process_id: UUID | SkipJsonSchema[None] = None
    detected_since: Instant | SkipJsonSchema[None] = None
    detected_before: Instant | SkipJsonSchema[None] = None


class Nonconformance(Output):
    id: UUID
    number: str = Field(description="What people call it.", examples=["NCR-2026-000123"])
    title: str
    description: str
    detected_at: datetime
    detected_where: DetectedWhere
    severity: Severity | None = Field(description="Null only in a draft or a cancelled one.")
    process: ProcessRef | None
    characteristic: CharacteristicRef | None
    quantity_affected: float | None
    unit: str | None
    owner_id: UUID | None
    reporter_id: UUID
    status: NonconformanceStatus
    opened_at: datetime | None
    closed_at: datetime | None
    resolution: str | None = Field(description="How it was resolved, or why it was cancelled.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
