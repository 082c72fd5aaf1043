from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.pages import PageQuery
from shared.schemas import Output, ProblemError


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class JobQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    status: list[JobStatus] = Field(default=[], max_length=4)
    kind: str | SkipJsonSchema[None] = Field(default=None, max_length=60)


class JobProblem(Output):
    """Why a job failed."""

    code: str
    detail: str
    errors: list[ProblemError]


class Job(Output):
    """Work that goes on after its request was answered."""

    id: UUID
    kind: str
    status: JobStatus
    progress_percent: int
    result_url: str | None = Field(description="Where the result is, once it succeeded.")
    problem: JobProblem | None = Field(description="Why it failed, if it did.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int
