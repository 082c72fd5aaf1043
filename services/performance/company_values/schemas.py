from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field

from services.performance.company_values.rules import ValueStatus
from shared.pages import PageQuery
from shared.schemas import Code, Input, Line, Output, Prose

Name = Annotated[Line, Field(examples=["We finish what we start"])]


class CompanyValueCreate(Input):
    code: Code
    name: Name
    description: Prose = ""


class CompanyValuePatch(Input):
    """Send only what changes."""

    name: Name | MISSING = MISSING
    description: Prose | MISSING = MISSING


class CompanyValueQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "created_at.desc"] = "code.asc"
    status: Annotated[list[ValueStatus], Field(max_length=len(ValueStatus))] = []


class CompanyValue(Output):
    id: UUID
    code: str
    name: str
    description: str
    status: ValueStatus
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
