"""Numbers what happened, organisation by organisation, without gaps, and seals it: one sequencer a service at a time.

Numbers given by the writers themselves would be seen in another order than they were given. So one process numbers what
has been committed, in the order in which it was written; any other waits until its lock is free.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress
from typing import Any
from uuid import UUID

import asyncpg

from shared.observability import log

AT_ONCE = 5_000
PAUSE_SECONDS = 0.1
"""Between two looks for what was written meanwhile; also how long an event waits at most for its number."""
STANDBY_SECONDS = 1
RECONNECT_SECONDS = 1
COMMAND_SECONDS = 30

LINE = """sha256(convert_to(concat_ws(E'\\n', seq, id, type, record_id, record_version, actor_id,
    (extract(epoch FROM at) * 1000000)::bigint, coalesce(request_id, ''), data::text), 'UTF8'))"""
"""What is sealed of an event."""
DIGEST = f"sha256(string_agg({LINE}, ''::bytea ORDER BY seq))"
FACTS = """convert_to(concat_ws(E'\\n', org_id, number, first_seq, last_seq,
    (extract(epoch FROM sealed_at) * 1000000)::bigint), 'UTF8')"""
"""What is sealed of a batch, beside its events and the batch before."""

NUMBER = f"""
WITH next AS (
    SELECT org_id, id, written FROM feed.events WHERE seq IS NULL ORDER BY written LIMIT {AT_ONCE}
), heads AS (
    SELECT org_id, head.number, head.last_seq, head.hash FROM (SELECT DISTINCT org_id FROM next) AS named
    LEFT JOIN LATERAL (
        SELECT number, last_seq, hash FROM feed.event_batches AS batch
        WHERE batch.org_id = named.org_id ORDER BY number DESC LIMIT 1
    ) AS head ON true
), placed AS (
    SELECT org_id, id, coalesce(last_seq, 0) + row_number() OVER (PARTITION BY org_id ORDER BY written) AS seq
    FROM next JOIN heads USING (org_id)
), numbered AS (
    UPDATE feed.events AS event SET seq = placed.seq FROM placed
    WHERE event.org_id = placed.org_id AND event.id = placed.id
    RETURNING event.*
), digested AS (
    SELECT org_id, min(seq) AS first_seq, max(seq) AS last_seq, {DIGEST} AS digest FROM numbered GROUP BY org_id
), sealed AS (
    SELECT org_id, coalesce(number, 0) + 1 AS number, first_seq, digested.last_seq, now() AS sealed_at, digest,
        coalesce(hash, ''::bytea) AS before
    FROM digested JOIN heads USING (org_id)
), kept AS (
    INSERT INTO feed.event_batches (org_id, number, first_seq, last_seq, sealed_at, digest, hash)
    SELECT org_id, number, first_seq, last_seq, sealed_at, digest, sha256(before || digest || {FACTS}) FROM sealed
    RETURNING org_id, last_seq - first_seq + 1 AS size
)
SELECT size, pg_notify($1, org_id::text) FROM kept
"""  # noqa: S608 # our own words
LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"


class News:
    """Who waits for events of an organisation is told when there are new ones."""

    def __init__(self) -> None:
        self._expected: defaultdict[UUID, asyncio.Event] = defaultdict(asyncio.Event)
        self.over = False

    def expected(self, org_id: UUID) -> asyncio.Event:
        """Take it before looking, so that nothing gets lost between the look and the wait."""
        return self._expected[org_id]

    def tell(self, org_id: UUID) -> None:
        waited_for = self._expected.pop(org_id, None)
        if waited_for is not None:
            waited_for.set()

    def end(self) -> None:
        """The process stops: nobody waits any longer."""
        self.over = True
        for org_id in list(self._expected):
            self.tell(org_id)


class Sequencer:
    """On a connection of its own as the relay role, because a lock is its session's."""

    def __init__(self, url: str | None, schema: str, news: News) -> None:
        """Without a URL it does nothing, and its process learns of news by looking."""
        self._url, self._schema, self._news = url, schema, news
        self._channel = f"{schema}_events"
        self._number = NUMBER.replace("feed.", f"{schema}.")
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._url is not None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=COMMAND_SECONDS)
            self._task.cancel()

    async def _run(self) -> None:
        """As long as the process lives: a database that can't be reached is tried again."""
        while not self._stopping.is_set():
            try:
                await self._serve()
            except Exception as fault:
                log.warning("sequencer interrupted", fault=repr(fault))
                await self._pause(RECONNECT_SECONDS)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(
            self._url, timeout=5, command_timeout=COMMAND_SECONDS,
            server_settings={"application_name": f"mettle-{self._schema}-sequencer", "jit": "off"},
        )  # fmt: skip
        try:
            await connection.add_listener(self._channel, self._heard)
            while not self._stopping.is_set() and not await connection.fetchval(LOCK, f"number {self._schema}"):
                await self._pause(STANDBY_SECONDS)
            while not self._stopping.is_set():
                if await self.number(connection) < AT_ONCE:
                    await self._pause(PAUSE_SECONDS)
        finally:
            connection.terminate()

    async def number(self, connection: Any) -> int:
        """Number and seal what is written and seen by now; how many events that were."""
        return sum(row["size"] for row in await connection.fetch(self._number, self._channel))

    def _heard(self, _connection: Any, _process: int, _channel: str, org_id: object) -> None:
        self._news.tell(UUID(str(org_id)))

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
