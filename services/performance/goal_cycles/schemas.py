from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.goals.rules.states import CycleStatus
from shared.pages import PageQuery
from shared.schemas import Day, Input, Line, Output

LOCKED_ON = "From this day on its active goals change by change request only; null: never."


class GoalCycleCreate(Input):
    name: Line
    starts_on: Day
    ends_on: Day
    goals_locked_on: Day | None = Field(default=None, description=LOCKED_ON)


class GoalCyclePatch(Input):
    """Send only what changes; null clears."""

    name: Line | MISSING = MISSING
    starts_on: Day | MISSING = MISSING
    ends_on: Day | MISSING = MISSING
    goals_locked_on: Day | None | MISSING = MISSING


class GoalCycleQuery(PageQuery):
    sort: Literal["starts_on.desc", "starts_on.asc", "name.asc"] = "starts_on.desc"
    status: Annotated[list[CycleStatus], Field(max_length=len(CycleStatus))] = []
    in_force_on: Day | SkipJsonSchema[None] = Field(default=None, description="Cycles that this day lies in.")


class GoalCycle(Output):
    id: UUID
    name: str
    starts_on: date
    ends_on: date
    goals_locked_on: date | None = Field(description=LOCKED_ON)
    status: CycleStatus
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
