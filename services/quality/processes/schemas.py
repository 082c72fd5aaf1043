from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from shared.pages import PageQuery
from shared.schemas import Code, Input, Instant, Line, Output, Prose

Owner = Annotated[UUID, Field(description="A person of the performance service.")]


class ProcessCreate(Input):
    code: Code
    name: Line
    description: Prose = ""
    owner_id: Owner | None = None


class ProcessPatch(Input):
    """Send only what changes; null clears."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    description: Prose | MISSING = MISSING
    owner_id: Owner | None | MISSING = MISSING


class ProcessQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    owner_id: UUID | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class ProcessRef(Output):
    id: UUID
    code: str
    name: str


class Process(Output):
    id: UUID
    code: str
    name: str
    description: str
    owner_id: UUID | None = Field(description="A person of the performance service.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
