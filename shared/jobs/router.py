"""`/v1/jobs` of one service."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from shared.admission import allow
from shared.answers import Document, Page
from shared.http.routing import Router
from shared.jobs import schemas
from shared.jobs.watched import Watched
from shared.work import Reading

Reader = Annotated[Reading, allow("jobs:read")]


def jobs_router(service: str, jobs: Watched) -> Router:
    """The same routes for every service under operation names of its own, such as `getPerformanceJob`."""
    router = Router("/jobs", "Jobs")

    @router.get("", name=f"list_{service}_jobs")
    async def list_jobs(work: Reader, query: Annotated[schemas.JobQuery, Query()]) -> Page[schemas.Job]:
        """The jobs you started, latest first; with `jobs:read:all` everybody's."""
        return await jobs.resource.page(work, query)

    @router.get("/{job_id}", name=f"get_{service}_job")
    async def get_job(work: Reader, job_id: UUID) -> Document[schemas.Job]:
        """How far a job is, and where its result is; Retry-After says when to look again while it runs."""
        return await jobs.show(work, job_id)

    return router
