"""Eight writers with slow commits, and what a reader of the feed makes of them."""

import asyncio
from collections import defaultdict
from random import Random
from typing import Any

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from shared.database.roles import role_url
from shared.sequencer import News, Sequencer

WRITERS, CHANGES, RECORDS = 8, 40, 6
WRITE = """
    INSERT INTO performance.events (id, type, record_id, record_version, actor_id, at, data)
    VALUES ($1, 'goal.updated', $2, $3, $2, now(), '{}')
"""


@pytest.fixture
async def relay(migrated):
    connection = await asyncpg.connect(role_url(await migrated("performance"), "performance", "relay"))
    yield connection
    await connection.close()


class Records:
    """Each change of a record holds it, so its next version is written after this one was committed."""

    def __init__(self):
        self.versions, self.locks = defaultdict(int), defaultdict(asyncio.Lock)
        self.ids = [uuid7() for _ in range(RECORDS)]
        self.committed = set()

    async def change(self, connection, org, random):
        """Change one; of ten, one is rolled back after it took its numbers."""
        record = random.choice(self.ids)
        async with self.locks[record]:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("SELECT set_config('app.org_id', $1, true)", str(org))
            event, version = uuid7(), self.versions[record] + 1
            await connection.execute(WRITE, event, record, version)
            await asyncio.sleep(random.uniform(0, 0.01))
            if random.random() < 0.1:
                await transaction.rollback()
                return
            await transaction.commit()
            self.versions[record] = version
            self.committed.add(event)


async def written_by_many(url, org):
    records = Records()

    async def write(number):
        connection, random = await asyncpg.connect(url), Random(number)
        for _ in range(CHANGES):
            await records.change(connection, org, random)
        await connection.close()

    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    return records


def faults(read, committed):
    """What is wrong with events in the order in which a reader had them."""
    had, versions, found = {row["id"] for row in read}, defaultdict[Any, int](int), []
    if committed - had:
        found.append("lost")
    if had - committed or len(had) != len(read):
        found.append("phantom")
    for row in read:
        if row["record_version"] < versions[row["record_id"]]:
            found.append("out of order")
        versions[row["record_id"]] = row["record_version"]
    return found


async def read_by(poll, writing, connection, org, *, wait_for_all=False):
    """All rows that a reader has who polls from where it was, until everything is written and once more."""
    read, last, over = list[Any](), 0, False
    while not over:
        over = writing.done() and (not wait_for_all or len(read) >= len(writing.result().committed))
        for row in await connection.fetch(poll, org, last):
            read.append(row)
            last = row["place"]
        await asyncio.sleep(0.002)
    return read


BY_NUMBER = "SELECT *, seq AS place FROM performance.events WHERE org_id = $1 AND seq > $2 ORDER BY seq"
BY_THE_ORDER_OF_WRITING = (
    "SELECT *, written AS place FROM performance.events WHERE org_id = $1 AND written > $2 ORDER BY written"
)


async def test_eight_writers_with_slow_commits_lose_nothing_and_invert_nothing(app, migrated, sql, org):
    administrator = await migrated("performance")
    writing = asyncio.create_task(written_by_many(role_url(administrator, "performance", "app"), org))

    read = await read_by(BY_NUMBER, writing, sql, org, wait_for_all=True)
    records = writing.result()
    assert len(records.committed) > WRITERS * CHANGES / 2
    assert faults(read, records.committed) == []
    assert [row["seq"] for row in read] == list(range(1, len(read) + 1))


async def test_a_reader_who_polls_what_the_writers_numbered_is_caught_losing_events(app, migrated, sql, org):
    administrator = await migrated("performance")
    writing = asyncio.create_task(written_by_many(role_url(administrator, "performance", "app"), org))
    read = await read_by(BY_THE_ORDER_OF_WRITING, writing, sql, org)
    assert "lost" in faults(read, writing.result().committed)


async def test_a_second_sequencer_waits_and_takes_over_when_the_first_is_killed(app, migrated, sql, org, make):
    """The application's own sequencer is the first."""
    administrator = await migrated("performance")
    second = Sequencer(role_url(administrator, "performance", "relay"), "performance", News())
    second.start()
    try:
        for _ in range(5):
            await make.person()
            await sql.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE locktype = 'advisory' AND granted AND application_name = 'mettle-performance-sequencer'"
                " AND datname = current_database()"
            )
        await all_numbered(sql, org, 5)
        rows = await sql.fetch("SELECT seq FROM performance.events WHERE org_id = $1 ORDER BY written", org)
        assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    finally:
        await second.stop()


async def all_numbered(sql, org, count):
    numbered = "SELECT count(seq) FROM performance.events WHERE org_id = $1"
    async with asyncio.timeout(20):
        while await sql.fetchval(numbered, org) < count:  # noqa: ASYNC110 # another process may number them
            await asyncio.sleep(0.05)


async def test_the_relay_reads_and_numbers_events_of_all_and_nothing_else(make, relay, org):
    await make.person()
    assert await relay.fetchval("SELECT count(*) FROM performance.events WHERE org_id = $1", org) == 1
    for statement in (
        "SELECT * FROM performance.people",
        "UPDATE performance.events SET type = 'x'",
        "DELETE FROM performance.events",
        "UPDATE performance.event_batches SET hash = ''",
        "DELETE FROM performance.event_batches",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await relay.execute(statement)
