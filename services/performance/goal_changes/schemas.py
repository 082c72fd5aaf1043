from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.goal_changes.rules import ChangeKind, ChangeStatus
from services.performance.goals.rules.limits import MOST_KEY_RESULTS
from services.performance.goals.schemas import (
    GoalPatch,
    KeyResultCreate,
    KeyResultPatch,
    MilestoneCreate,
    MilestonePatch,
    Weight,
)
from shared.pages import PageQuery
from shared.schemas import Input, Output, Prose


class KeyResultWeight(Input):
    key_result_id: UUID
    weight: Weight


class GoalChangeCreate(Input):
    """What to change and why; each kind says just what it needs."""

    goal_id: UUID
    kind: ChangeKind
    reason: Annotated[Prose, Field(min_length=1)]
    goal: GoalPatch | None = Field(default=None, description="To edit the goal itself.")
    key_result_id: UUID | None = Field(default=None, description="To edit or drop a key result.")
    key_result: KeyResultPatch | None = Field(default=None, description="To edit that key result.")
    added_key_result: KeyResultCreate | None = Field(default=None, description="To add one.")
    milestone_id: UUID | None = Field(default=None, description="To edit or drop a milestone of that key result.")
    milestone: MilestonePatch | None = Field(default=None, description="To edit that milestone.")
    added_milestone: MilestoneCreate | None = Field(default=None, description="To add one to that key result.")
    weights: Annotated[list[KeyResultWeight], Field(max_length=MOST_KEY_RESULTS)] = Field(
        default=[], description="To weigh key results anew."
    )


class GoalChangeQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    goal_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[ChangeStatus], Field(max_length=len(ChangeStatus))] = []


class GoalChange(Output):
    id: UUID
    goal_id: UUID
    kind: ChangeKind
    change: dict[str, Any] = Field(description="What was asked for, as it was sent.")
    before: dict[str, Any] = Field(description="What it replaces, as it was when it was asked for.")
    reason: str
    status: ChangeStatus
    requested_by: UUID
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
