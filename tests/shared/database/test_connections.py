"""Connections die, changes meet, and callers hardly notice."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from uuid_utils.compat import uuid7

from shared.database import connections
from shared.database.connections import Database
from shared.database.refusals import Busy
from shared.database.roles import prepare, role_url
from shared.problems import TryAgain, Unavailable
from tests.performance.conftest import EVERYTHING


async def test_connections_that_died_in_the_pool_are_replaced_unseen(client, make, sql):
    everything, unit = client(await make.person(), *EVERYTHING), {"name": "Production"}
    for attempt in range(10):
        await asyncio.gather(*(everything.get("/v1/goals") for _ in range(8)))
        await sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                          " AND usename = 'mettle_performance_app'")  # fmt: skip
        listed = [everything.get("/v1/goals") for _ in range(8)]
        made = [everything.post("/v1/org-units", json=unit | {"code": f"u{attempt}-{number}"}) for number in range(4)]
        answers = await asyncio.gather(*listed, *made)
        assert {answer.status_code for answer in answers} == {200, 201}


@pytest.fixture
async def database(migrated):
    opened = Database(role_url(await migrated("performance"), "performance", "app"), pool=2)
    await opened.open()
    yield opened
    await opened.close()


async def test_no_setting_of_one_organisation_is_left_for_the_next(database, org, make):
    """One asks after the other, so each gets the connection that served the one before."""
    await make.person()
    people = "SELECT count(*) FROM performance.people"
    for asking, seen in ((org, 1), (uuid7(), 0), (org, 1), (uuid7(), 0)):
        async with database.reading(asking) as connection:
            assert await connection.fetchval(people) == seen
        async with database.writing(asking) as (session, _):
            assert await session.scalar(text(people)) == seen


async def _fail_after_writing(database, org):
    unit = "INSERT INTO performance.org_units (id, code, version) VALUES (gen_random_uuid(), 'x', 1)"
    async with database.writing(org) as (session, _):
        await session.execute(text(unit))
        raise ZeroDivisionError


async def test_a_failed_change_leaves_nothing_and_its_connection_goes_on(database, org):
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            await _fail_after_writing(database, org)
    async with database.reading(org) as connection:
        assert await connection.fetchval("SELECT count(*) FROM performance.org_units") == 0


async def test_a_read_cannot_write(database, org):
    with pytest.raises(Exception, match="read-only transaction"):
        async with database.reading(org) as connection:
            await connection.execute("DELETE FROM performance.people")


async def test_a_cancelled_request_gives_its_connection_back(database, org):
    async def sleeper():
        async with database.reading(org) as connection:
            await connection.fetchval("SELECT pg_sleep(30)")

    sleepers = [asyncio.create_task(sleeper()) for _ in range(2)]
    await asyncio.sleep(0.2)
    for task in sleepers:
        task.cancel()
    await asyncio.gather(*sleepers, return_exceptions=True)
    async with asyncio.timeout(5), database.reading(org) as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_deadlock_is_a_try_again(database, org, make):
    first, second = (await make.org_unit("a")).id, (await make.org_unit("b")).id
    lock = "SELECT id FROM performance.org_units WHERE id = $1 FOR UPDATE"

    async def take(one, other, started, go):
        async with database.writing(org) as (_, connection):
            await connection.fetch(lock, one)
            started.set()
            await go.wait()
            await connection.fetch(lock, other)

    started = asyncio.Event(), asyncio.Event()
    tasks = [
        asyncio.create_task(take(first, second, started[0], started[1])),
        asyncio.create_task(take(second, first, started[1], started[0])),
    ]
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [TryAgain]


async def test_no_server_is_an_unavailable_service(org):
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    await nowhere.open()
    with pytest.raises(Unavailable):
        async with nowhere.reading(org):
            pass
    with pytest.raises(Unavailable):
        async with nowhere.writing(org):
            pass
    await nowhere.close()


async def test_reads_go_to_the_replica_and_nothing_else_does(migrated, org):
    """Its address answers nobody here, so whatever goes there is told."""
    primary, replica = (
        role_url(await migrated("performance"), "performance", "app"),
        "postgresql://nobody@127.0.0.1:1/x",
    )
    database = Database(primary, replica=replica)
    await database.open()
    with pytest.raises(Unavailable):
        async with database.reading(org):
            pass
    async with database.aside(org) as connection, database.writing(org) as (session, _):
        assert await connection.fetchval("SELECT 1") == await session.scalar(text("SELECT 1"))
    await database.close()


async def test_behind_a_pooler_a_transaction_brings_all_that_a_session_would_know(migrated, org):
    """PgBouncer hands the next transaction to any server, which was told nothing and has nothing prepared."""
    database = Database(role_url(await migrated("performance"), "performance", "app"), pooled=True)
    await database.open()
    known = (
        "SELECT current_setting('statement_timeout'), (SELECT count(*) FROM pg_prepared_statements WHERE name <> '')"
    )
    async with database.reading(org) as connection:
        assert await connection.fetchval(known) == "15s"
        assert await connection.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name <> ''") == 0
    async with database.writing(org) as (session, _):
        assert await session.scalar(text(known)) == "15s"
    await database.close()


async def test_who_waits_in_vain_for_a_connection_is_told_to_come_back(migrated, org, monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE", 0.2)
    small = Database(role_url(await migrated("performance"), "performance", "app"), pool=1)
    await small.open()
    for opened in (small.reading, small.writing):
        async with opened(org):
            with pytest.raises(Unavailable):
                await opened(org).__aenter__()
    await small.close()


async def test_a_request_that_is_cancelled_twice_leaves_nothing_to_the_next(database, org):
    """A deadline and a shutdown, say: the rollback is broken off too, and the next request is somebody else's."""
    unit = "INSERT INTO performance.org_units (id, code, version) VALUES (gen_random_uuid(), $1, 1)"

    async def write(code):
        async with database.writing(org) as (_, connection):
            await connection.execute(unit, code)
            await connection.fetchval("SELECT pg_sleep(5)")

    for attempt in range(20):
        writer = asyncio.create_task(write(f"u{attempt}"))
        await asyncio.sleep(0.03)
        writer.cancel()
        await asyncio.sleep(0.0002 * attempt)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        async with database.writing(uuid7()) as (session, _):
            await session.execute(text("SELECT 1"))
    async with database.reading(org) as connection:
        assert await connection.fetchval("SELECT count(*) FROM performance.org_units") == 0


async def test_a_fault_of_ours_is_not_blamed_on_the_database(database, org):
    for fault in (FileNotFoundError("ours"), ConnectionError("ours"), TimeoutError("ours")):
        with pytest.raises(type(fault), match="ours"):
            async with database.reading(org):
                raise fault
    with pytest.raises(asyncpg.DataError):
        async with database.reading(org) as connection:
            await connection.fetchval("SELECT $1::int", "not a number")


async def test_a_connection_that_breaks_in_the_middle_is_an_unavailable_service(database, org, sql):
    async def break_off():
        async with database.writing(org) as (_, connection):
            await sql.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
            await connection.fetchval("SELECT 1")

    for _ in range(20):  # the driver says it in one of several ways
        with pytest.raises(Unavailable):
            await break_off()
    async with database.writing(org) as (session, _):
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_record_that_others_hold_too_long_is_busy_and_not_tried_again(database, org, make):
    unit = (await make.org_unit()).id
    lock = "SELECT id FROM performance.org_units WHERE id = $1 FOR UPDATE"

    async def want_it_too():
        async with database.writing(org) as (_, other):
            await other.execute("SET LOCAL lock_timeout = '50ms'")
            await other.fetch(lock, unit)

    async with database.writing(org) as (_, holder):
        await holder.fetch(lock, unit)
        with pytest.raises(Busy):
            await want_it_too()


async def test_two_databases_of_one_server_can_be_prepared_together(server):
    names = [f"mettle_test_{uuid7().hex}" for _ in range(2)]
    administrator = await asyncpg.connect(server)
    try:
        for name in names:
            await administrator.execute(f"CREATE DATABASE {name}")
        urls = [make_url(server).set(database=name).render_as_string(hide_password=False) for name in names]
        await asyncio.gather(*(prepare(url, service) for url in urls for service in ("performance", "quality")))
        await asyncio.gather(*(prepare(url, "quality") for url in urls for _ in range(4)))
    finally:
        for name in names:
            await administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await administrator.close()
