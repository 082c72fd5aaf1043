from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.quality.gage_deviations.rules import DeviationStatus
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Output, Prose


class GageDeviationCreate(Input):
    reason: Annotated[Prose, Field(min_length=1)] = Field(
        description="Why what it measures can be believed.",
        examples=["Checked against a master part."],
    )
    valid_from: Instant
    valid_until: Instant = Field(description="What is taken later needs another one.")


class GageDeviationQuery(PageQuery):
    sort: Literal["valid_until.desc", "valid_until.asc"] = "valid_until.desc"
    status: Annotated[list[DeviationStatus], Field(max_length=4)] = []


class GageDeviation(Output):
    """Leave for a gage to measure while it is not fit; each measurement that needs it names it."""

    id: UUID
    gage_id: UUID
    status: DeviationStatus
    reason: str
    valid_from: datetime
    valid_until: datetime
    requested_by: UUID
    decided_by: UUID | None = Field(description="Who approved or refused it; never who asked for it.")
    decided_at: datetime | None
    decision_reason: str | None = Field(description="Why it was approved, refused or withdrawn, if somebody said so.")
    withdrawn_at: datetime | None = Field(description="What was taken before then under an approved one stands.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
