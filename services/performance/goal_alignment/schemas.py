from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.goals.rules.states import GoalKind, GoalLevel, GoalStatus, Health
from services.performance.goals.schemas import Weight
from services.performance.people.schemas import OrgUnitRef, PersonRef
from shared.pages import Cursor, Limit
from shared.schemas import Input, Output, Prose


class ContributionPut(Input):
    """One goal has one place where it rolls up; put again, it moves."""

    parent_goal_id: UUID
    parent_key_result_id: UUID | None = Field(default=None, description="A key result of that goal, instead of all.")
    weight: Weight = Decimal(1)


class AlignmentPut(Input):
    note: Prose = ""


class TreeQuery(Input):
    depth: Annotated[int, Field(ge=1, le=10)] = Field(default=3, description="How many levels below the goal.")
    limit: Limit = 50
    cursor: Cursor | SkipJsonSchema[None] = None


class GoalNode(Output):
    """A goal in its tree, with what a picture of the tree needs."""

    id: UUID
    parent_goal_id: UUID | None = Field(description="Null for the tree's top.")
    parent_key_result_id: UUID | None
    depth: int = Field(description="0 for the tree's top.")
    weight: float | None = Field(description="Among what rolls up into the parent; null for the tree's top.")
    title: str
    owner: PersonRef | None
    owner_unit: OrgUnitRef | None
    kind: GoalKind
    level: GoalLevel
    status: GoalStatus
    due_on: date
    progress_percent: float | None
    health: Health | None
    children: int = Field(description="How many goals that you may see contribute to it.")
