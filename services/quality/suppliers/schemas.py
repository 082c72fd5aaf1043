from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from shared.pages import PageQuery
from shared.schemas import Code, Input, Line, Output

People = Annotated[
    list[UUID], Field(max_length=200, description="Who signs in for the supplier and sees only what concerns it.")
]


class SupplierCreate(Input):
    code: Code
    name: Line
    person_ids: People = []


class SupplierPatch(Input):
    """Send only what changes."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    person_ids: People | MISSING = MISSING


class SupplierQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None


class SupplierRef(Output):
    id: UUID
    code: str
    name: str


class Supplier(Output):
    id: UUID
    code: str
    name: str
    person_ids: list[UUID]
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
