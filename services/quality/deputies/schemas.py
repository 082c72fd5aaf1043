from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.quality.deputies.rules import DeputyStatus
from shared.pages import PageQuery
from shared.schemas import Day, Input, Line, Output


class DeputyCreate(Input):
    deputy_id: UUID
    valid_from: Day | None = Field(default=None, description="Today if null.")
    valid_to: Day
    reason: Line


class DeputyQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    status: Annotated[list[DeputyStatus], Field(max_length=4)] = []


class Deputy(Output):
    id: UUID
    principal_id: UUID
    deputy_id: UUID
    valid_from: date
    valid_to: date
    reason: str
    status: DeputyStatus
    revoked_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
