from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.rules.units import OrgUnitKind
from services.performance.people.schemas import OrgUnitRef, PersonRef
from shared.pages import PageQuery
from shared.schemas import Code, Day, Input, Line, Output


class OrgUnitCreate(Input):
    code: Code
    name: Line
    kind: OrgUnitKind = OrgUnitKind.OTHER
    parent_id: UUID | None = None
    head_id: UUID | None = None
    effective_from: Day | None = Field(default=None, description="Today if null.")


class OrgUnitQuery(PageQuery):
    sort: Literal["name.asc", "code.asc"] = "name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="As the units were that day; today if absent.")


class OrgUnit(Output):
    """As of the day asked for; of a unit that had not begun by then, as it began."""

    id: UUID
    code: str
    name: str
    kind: OrgUnitKind
    parent: OrgUnitRef | None
    head: PersonRef | None
    effective_from: date = Field(description="Since when it has been so.")
    created_at: datetime
    version: int
