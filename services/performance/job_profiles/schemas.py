from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.job_profiles.rules import JobProfileStatus
from shared.pages import PageQuery
from shared.schemas import Code, Input, Instant, Line, Output, Prose

Rank = Annotated[int, Strict(), Field(ge=1, le=1000, description="Higher is more senior; gaps leave room for others.")]


class JobFamilyCreate(Input):
    code: Code
    name: Line


class JobFamilyPatch(Input):
    """Send only what changes."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING


class JobFamilyQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class JobFamilyRef(Output):
    id: UUID
    code: str
    name: str


class JobFamily(Output):
    id: UUID
    code: str
    name: str
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class JobProfileCreate(Input):
    code: Code
    name: Line
    description: Prose = ""
    job_family_id: UUID | None = None


class JobProfilePatch(Input):
    """Send only what changes; null clears."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    description: Prose | MISSING = MISSING
    job_family_id: UUID | None | MISSING = MISSING


class JobProfileQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    status: Annotated[list[JobProfileStatus], Field(max_length=2)] = []
    job_family_id: UUID | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class JobProfileRef(Output):
    id: UUID
    code: str
    name: str


class JobProfile(Output):
    id: UUID
    code: str
    name: str
    description: str
    job_family: JobFamilyRef | None
    status: JobProfileStatus
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class JobLevelCreate(Input):
    code: Code
    name: Line
    rank: Rank


class JobLevelPatch(Input):
    """Send only what changes."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    rank: Rank | MISSING = MISSING


class JobLevelQuery(PageQuery):
    sort: Literal["rank.asc", "rank.desc", "code.asc", "name.asc"] = "rank.asc"
    code: Code | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class JobLevelRef(Output):
    id: UUID
    code: str
    name: str
    rank: int


class JobLevel(Output):
    id: UUID
    code: str
    name: str
    rank: int
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
