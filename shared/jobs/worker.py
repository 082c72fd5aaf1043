"""The worker of one process: it listens to the queue, keeps the clock, and never takes its service down with it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pgqueuer import PgQueuer, Queries
from pgqueuer.types import QueueExecutionMode
from sqlalchemy import Table

from shared.jobs.declared import Declared, Jobs
from shared.jobs.doing import Doing, asked_by_the_clock
from shared.jobs.watched import Marks
from shared.observability import log
from shared.queue import HeldQueries, Queue
from shared.work import House

AT_A_TIME = 4
BATCH = AT_A_TIME // 2
"""pgqueuer wants room for two batches."""
SILENCE = timedelta(seconds=30)
"""After this long without a sign of life an errand is taken over."""
LOOK_AGAIN = timedelta(seconds=10)
RECONNECT_SECONDS = 1, 2, 5, 10
DRAIN_SECONDS = 20
GIVE_BACK_SECONDS = 5
KEPT = timedelta(days=30)
HOUSEKEEPING = "queue.housekeeping", "40 3 * * *"
NOBODY = UUID(int=0)


class Worker:
    def __init__(self, house: House, jobs: Table, declared: Iterable[Jobs], deployable: str) -> None:
        self._house, self._deployable = house, deployable
        self.declared = _all(declared)
        self.doing = Doing(house, Marks(jobs), self.declared, deployable)
        self._stopping = asyncio.Event()
        self._current: PgQueuer | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What runs may end; what takes too long is rolled back and goes to another worker."""
        self._stopping.set()
        if self._task is None:
            return
        if self._current is not None:
            self._current.shutdown.set()
            await asyncio.wait({self._task}, timeout=DRAIN_SECONDS)
            self.doing.interrupt()
            await asyncio.wait({self._task}, timeout=GIVE_BACK_SECONDS)
        self._task.cancel()
        await asyncio.wait({self._task})

    async def drain(self) -> None:
        """Do what is due now, and come back."""
        async with self._connected(DueOnly) as queuer:
            await queuer.qm.run(
                batch_size=BATCH,
                dequeue_timeout=timedelta(seconds=0.1),
                mode=QueueExecutionMode.drain,
                heartbeat_timeout=SILENCE,
                log_aggregation_interval=timedelta(0),
            )

    async def fire(self, name: str, org_ids: Sequence[UUID] | None = None) -> None:
        """What the clock does: an errand for each organisation, unless its last one still waits."""
        async with self._house.database.aside(NOBODY) as connection:
            errands = asked_by_the_clock(name, org_ids or await self._house.queue.known(connection))
            if errands:
                once = [f"{name}:{errand.org_id}" for errand in errands]
                await self._house.queue.put(connection, errands, once)

    async def _run(self) -> None:
        """As long as the process lives: a queue that can't be reached is tried again, and nobody else waits for it."""
        failures = 0
        while not self._stopping.is_set():
            try:
                async with self._connected(HeldQueries) as self._current:
                    failures = 0
                    await self._current.run(
                        batch_size=BATCH,
                        dequeue_timeout=LOOK_AGAIN,
                        max_concurrent_tasks=AT_A_TIME,
                        shutdown_on_listener_failure=True,
                        heartbeat_timeout=SILENCE,
                        log_aggregation_interval=timedelta(0),
                    )
            except Exception as fault:
                log.warning("queue unreachable", fault=repr(fault))
            pause = RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)]
            failures += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    @asynccontextmanager
    async def _connected(self, kind: type[Queries]) -> AsyncIterator[PgQueuer]:
        """On a connection of its own, because it listens."""
        name = {"application_name": f"mettle-{self._deployable}-jobs"}
        connection = await asyncpg.connect(
            self._house.database.url, timeout=5, command_timeout=SILENCE.total_seconds(), server_settings=name
        )
        try:
            yield self._queuer(connection, kind)
        finally:
            self._current = None
            connection.terminate()

    def _queuer(self, connection: Any, kind: type[Queries]) -> PgQueuer:
        queue: Queue = self._house.queue
        queries = queue.on(connection, kind)
        queuer = PgQueuer(queries.driver, queries.qbe.settings.channel, queries=queries)
        for name, one in self.declared.items():
            queuer.entrypoint(name, on_failure="hold")(self.doing)
            if one.cron is not None:
                queuer.schedule(name, one.cron)(_firing(self, name))
        queuer.schedule(*HOUSEKEEPING)(self._clean)
        return queuer

    async def _clean(self, _schedule: object) -> None:
        """What is done or has failed for good need not be kept for ever."""
        async with self._house.database.aside(NOBODY) as connection:
            await self._house.queue.forget(connection, KEPT)


class DueOnly(HeldQueries):
    """Drained is a queue in which nothing is due, whatever waits for another day."""

    async def queued_work(self, entrypoints: list[Any]) -> int:
        return await self.eligible_queued_work(entrypoints)


def _firing(worker: Worker, name: str) -> Any:
    async def fire(_schedule: object) -> None:
        await worker.fire(name)

    return fire


def _all(declared: Iterable[Jobs]) -> Mapping[str, Declared]:
    together: dict[str, Declared] = {}
    for jobs in declared:
        twice = together.keys() & jobs.declared.keys()
        if twice:
            raise ValueError(f"declared twice: {sorted(twice)}")
        together |= jobs.declared
    return together
