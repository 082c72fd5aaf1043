from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.development_plans.rules import ItemStatus, PlanStatus
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Input, Line, Output, Prose

Action = Annotated[Line, Field(examples=["Leads the audit of the foundry"])]


class DevelopmentPlanCreate(Input):
    person_id: UUID
    coach_id: UUID | None = None
    title: Line
    aim: Prose = ""
    due_on: Day | None = None


class DevelopmentPlanPatch(Input):
    """Send only what changes; null clears."""

    coach_id: UUID | None | MISSING = MISSING
    title: Line | MISSING = MISSING
    aim: Prose | MISSING = MISSING
    due_on: Day | None | MISSING = MISSING


class DevelopmentPlanQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    person_id: UUID | SkipJsonSchema[None] = None
    coach_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[PlanStatus], Field(max_length=len(PlanStatus))] = []


class DevelopmentPlan(Output):
    id: UUID
    person: PersonRef
    coach: PersonRef | None
    title: str
    aim: str
    due_on: date | None
    status: PlanStatus
    status_reason: str | None
    items_done: int
    items_total: int = Field(description="Without those that were dropped.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class DevelopmentItemCreate(Input):
    plan_id: UUID
    action: Action
    evidence: Prose = ""
    competency_id: UUID | None = None
    goal_id: UUID | None = None
    due_on: Day | None = None


class DevelopmentItemPatch(Input):
    """Send only what changes; null clears."""

    action: Action | MISSING = MISSING
    evidence: Prose | MISSING = MISSING
    competency_id: UUID | None | MISSING = MISSING
    goal_id: UUID | None | MISSING = MISSING
    due_on: Day | None | MISSING = MISSING


class DevelopmentItemQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    plan_id: UUID | SkipJsonSchema[None] = None
    competency_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[ItemStatus], Field(max_length=len(ItemStatus))] = []


class DevelopmentItem(Output):
    id: UUID
    plan_id: UUID
    action: str
    evidence: str
    competency_id: UUID | None
    goal_id: UUID | None = Field(description="Null where you may not see it.")
    due_on: date | None
    status: ItemStatus
    status_reason: str | None
    done_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
