from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.form_versions.rules import VersionStatus
from shared.pages import PageQuery
from shared.schemas import Code, Output


class FormVersionQuery(PageQuery):
    sort: Literal["number.desc", "number.asc", "created_at.desc"] = "created_at.desc"
    code: Code | SkipJsonSchema[None] = None
    status: Annotated[list[VersionStatus], Field(max_length=3)] = []


class FormVersionRef(Output):
    id: UUID
    code: str
    number: int
    name: str


class FormVersion(Output):
    """`number` counts the versions of a code, `version` the changes of this record."""

    id: UUID
    code: str
    number: int
    name: str
    status: VersionStatus
    published_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
