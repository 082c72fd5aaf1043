"""One try at an errand: a piece of work of its organisation, whose commit is also the end of the errand."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from pgqueuer import Job, RetryRequested

from shared.auth.actor import Actor
from shared.database.statements import Statement
from shared.jobs.declared import Declared, Run
from shared.jobs.watched import Marks, told
from shared.observability import JOBS, continue_trace, log
from shared.problems import Problem
from shared.queue import Errand
from shared.work import House

THE_CLOCK = UUID("00000000-0000-7000-8000-00000000c10c")
"""The actor of what nobody asked for."""
PAUSES = [timedelta(seconds=pause) for pause in (1, 10, 60, 300)]
TRIES = len(PAUSES) + 1
PATIENT = "SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '10min'"


class TakenOver(Exception):
    """This worker was thought dead and another has the errand: what was done here is rolled back."""


class KeptFailing(Problem):
    """This was tried several times and the process ended each time before it did."""


class Failed(Exception):
    """For the queue's log, which keeps neither messages nor traces: they may speak of persons."""


class Doing:
    """What pgqueuer calls; nothing but a retry or a final failure comes out of it."""

    def __init__(self, house: House, marks: Marks, declared: Mapping[str, Declared], deployable: str) -> None:
        self._house, self._marks, self._declared, self._deployable = house, marks, declared, deployable
        self._running: set[asyncio.Task[None]] = set()
        self.clock: Callable[[], datetime] = partial(datetime.now, UTC)

    async def __call__(self, job: Job) -> None:
        """In a task of its own: pgqueuer would forget an errand that is cancelled, and we give it back."""
        errand = Errand.opened(job.entrypoint, job.payload or b"")
        task, began = asyncio.create_task(self._try(job, errand)), perf_counter()
        self._running.add(task)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
        finally:
            self._running.discard(task)
        fault = asyncio.CancelledError() if task.cancelled() else task.exception()
        outcome = "succeeded" if fault is None else type(fault).__name__
        JOBS.labels(self._deployable, errand.name, outcome).observe(perf_counter() - began)
        if fault is not None:
            await self._give_back(job, errand, fault)

    def interrupt(self) -> None:
        """Roll back what still runs; it goes back into the queue."""
        for task in self._running:
            task.cancel()

    async def _try(self, job: Job, errand: Errand) -> None:
        continue_trace(errand.request_id)
        declared, attempt = self._declared[errand.name], await self._attempt(job, errand)
        if attempt > TRIES:
            raise KeptFailing()
        if errand.job_id is not None and not await self._mark(errand, self._marks.begun):
            return
        actor = Actor(errand.org_id, errand.asked_by or THE_CLOCK, f"job:{errand.name}", declared.scopes)
        run = Run(dict(errand.payload), attempt, errand.asked_by, partial(self._progress, errand))
        async with self._house.working(actor, self.clock(), request_id=errand.request_id) as work:
            await work.connection.execute(PATIENT)
            result = await declared.handler(work, run)
            if errand.job_id is not None:
                await work.rows(self._marks.succeeded, id=errand.job_id, path=result)
            if not await self._house.queue.settle(work.connection, job):
                raise TakenOver()

    async def _attempt(self, job: Job, errand: Errand) -> int:
        async with self._house.database.reading(errand.org_id) as connection:
            return await self._house.queue.tries(connection, job)

    async def _progress(self, errand: Errand, percent: int) -> None:
        if errand.job_id is not None:
            await self._mark(errand, self._marks.progressed, percent=percent)

    async def _mark(self, errand: Errand, mark: Statement, **given: Any) -> bool:
        """In a transaction of its own, so that it is seen while the work goes on."""
        values = {"id": errand.job_id, "now": self.clock(), **given}
        async with self._house.database.aside(errand.org_id) as connection:
            return bool(await connection.fetch(mark.sql, *mark.arguments(values)))

    async def _give_back(self, job: Job, errand: Errand, fault: BaseException) -> None:
        """Back into the queue for another try, or failed for good where that would not help."""
        if isinstance(fault, TakenOver):
            return
        if isinstance(fault, asyncio.CancelledError):
            raise RetryRequested(reason="interrupted") from None
        log.error("job failed", job=errand.name, attempt=job.attempts + 1, org_id=str(errand.org_id), exc_info=fault)
        problem = fault if isinstance(fault, Problem) else Problem()
        if not isinstance(fault, KeptFailing) and problem.status >= 500 and job.attempts < len(PAUSES):
            raise RetryRequested(PAUSES[job.attempts], problem.code) from None
        if errand.job_id is not None:
            await self._mark(errand, self._marks.failed, problem=told(problem))
        raise Failed(problem.code) from None


def asked_by_the_clock(name: str, org_ids: Sequence[UUID]) -> list[Errand]:
    nobody = Errand(name, UUID(int=0), {})
    return [replace(nobody, org_id=org_id) for org_id in org_ids]
