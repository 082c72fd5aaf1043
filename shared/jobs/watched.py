"""The jobs that callers watch: begun by a command, shown while they run, and the marks that the worker leaves."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Integer, Table, Text, Uuid, true, update
from sqlalchemy.dialects.postgresql import JSONB

from shared.answers import Accepted, Document
from shared.database.statements import Statement, argument
from shared.jobs import schemas
from shared.jobs.records import JobRecord
from shared.jobs.schemas import JobStatus
from shared.problems import Problem
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, equals
from shared.work import Reading, Work

READ_ALL = "jobs:read:all"
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)
AGAIN_SECONDS = 2


class Watched:
    """The watched jobs of one service; its `tables.py` makes them: `JOBS = Watched(Job)`."""

    def __init__(self, record: type[JobRecord]) -> None:
        self.record = record
        self.resource = Resource(
            schemas.Job,
            record,
            visible=self._visible,
            derived={"result_url": Viewer.prefix + record.result_path},
            filters={"status": among(record.status), "kind": equals(record.kind)},
            sorts={"created_at": record.created_at},
        )

    def _visible(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.has(READ_ALL) else self.record.asked_by == viewer.id

    async def start(self, work: Work, name: str, payload: Mapping[str, Any]) -> Accepted[schemas.Job]:
        """Queued with the command's own commit; the answer says where to look."""
        job = self.record()
        job.kind, job.asked_by = name, work.actor.id
        work.add(job)
        work.enqueue(name, payload, job_id=job.id)
        shown = await self.resource.show(work, job.id)
        return Accepted(shown.body, f"/v1/jobs/{job.id}", AGAIN_SECONDS)

    async def show(self, work: Reading, id: UUID) -> Document[schemas.Job]:
        shown = await self.resource.show(work, id)
        runs = orjson.loads(shown.body)["status"] in OPEN
        return replace(shown, retry_after=AGAIN_SECONDS) if runs else shown


class Marks:
    """What a worker writes on a watched job's record; on one that has ended it writes nothing."""

    def __init__(self, jobs: Table) -> None:
        still = jobs.c.id == argument("id", Uuid), jobs.c.status.in_(OPEN)
        every = {"version": jobs.c.version + 1, "updated_at": Viewer.now}
        change = update(jobs).where(*still).returning(jobs.c.id)
        ended = {"finished_at": Viewer.now}
        self.begun = Statement(change.values(**every, status=JobStatus.RUNNING, started_at=Viewer.now))
        self.progressed = Statement(change.values(**every, progress_percent=argument("percent", Integer)))
        self.succeeded = Statement(
            change.values(
                **every, **ended, status=JobStatus.SUCCEEDED, progress_percent=100, result_path=argument("path", Text)
            )
        )
        self.failed = Statement(
            change.values(**every, **ended, status=JobStatus.FAILED, problem=argument("problem", Text).cast(JSONB))
        )


def told(problem: Problem) -> str:
    errors = [asdict(error) for error in problem.errors]
    return orjson.dumps({"code": problem.code, "detail": problem.detail, "errors": errors}).decode()
