from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.rules.units import OrgUnitKind, OrgUnitStatus
from services.performance.people.schemas import OrgUnitRef, PersonRef
from shared.pages import Cursor, PageQuery
from shared.schemas import Code, Day, Input, Instant, Line, Output

MOST_NODES = 500


class OrgUnitVersionSet(Input):
    """All that is said of a unit from a day on, until its next version."""

    name: Line
    kind: OrgUnitKind = OrgUnitKind.OTHER
    parent_id: UUID | None = Field(default=None, description="The unit in which it stands.")
    head_id: UUID | None = None
    effective_from: Day | None = Field(default=None, description="Today if null.")


class OrgUnitCreate(OrgUnitVersionSet):
    code: Code


class OrgUnitPatch(Input):
    """What a unit is on every day. All else changes from a day on, by a version."""

    code: Code | MISSING = MISSING


class OrgUnitQuery(PageQuery):
    sort: Literal["name.asc", "code.asc"] = "name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="As the units were that day; today if absent.")
    code: Code | SkipJsonSchema[None] = None
    kind: Annotated[list[OrgUnitKind], Field(max_length=len(OrgUnitKind))] = []
    status: Annotated[list[OrgUnitStatus], Field(max_length=len(OrgUnitStatus))] = []
    parent_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that stand directly in this unit.")
    head_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that this person heads.")
    updated_since: Instant | SkipJsonSchema[None] = None


class OrgUnit(Output):
    """As of the day asked for; of a unit that had not begun by then, as it began."""

    id: UUID
    code: str
    name: str
    kind: OrgUnitKind
    status: OrgUnitStatus = Field(description="Now, whatever day is asked for.")
    parent: OrgUnitRef | None
    head: PersonRef | None
    effective_from: date = Field(description="Since when it has been so.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class OrgUnitVersion(Output):
    """In force from its day until the unit's next version."""

    id: UUID
    effective_from: date
    name: str
    kind: OrgUnitKind
    parent: OrgUnitRef | None = Field(description="As that unit is called today.")
    head: PersonRef | None


class OrgUnitVersions(Output):
    items: list[OrgUnitVersion]


class OrgUnitTreeQuery(Input):
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="As the units stood that day; today if absent.")
    depth: Annotated[int, Field(ge=1, le=20)] = Field(default=3, description="How many levels below the unit.")
    limit: Annotated[int, Field(ge=1, le=MOST_NODES)] = Field(default=200, description="How many units at most.")
    cursor: Cursor | SkipJsonSchema[None] = None


class OrgUnitNode(Output):
    """A unit in its tree, with what a picture of the tree needs."""

    id: UUID
    parent_id: UUID | None = Field(description="Null for the tree's top.")
    depth: int = Field(description="0 for the tree's top.")
    code: str
    name: str
    kind: OrgUnitKind
    status: OrgUnitStatus
    head: PersonRef | None
    people: int = Field(description="Who works in the unit itself that day.")
    children: int = Field(description="How many units stand directly in it that day.")
