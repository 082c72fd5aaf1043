"""Workers among workers: killed, stopped, doubled, cut off from their queue."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime

import httpx
import pytest
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

from shared.jobs import worker as workers
from shared.jobs.doing import TRIES
from shared.queue import INSTALL, Names
from shared.testing import started
from tests.shared.jobs.conftest import service, settings_of

STALE = "UPDATE performance_queue.pgqueuer SET heartbeat = now() - interval '1 hour' WHERE id = $1"
DOOMED = """
import asyncio, os
from tests.shared.jobs.conftest import SIGNALS, Signals, service, settings_of
from shared.testing import started

async def main():
    SIGNALS["slow"] = Signals()
    async with started(service(settings_of(os.environ["ADMINISTRATOR"], jobs=True))):
        await SIGNALS["slow"].begun.wait()
        print("begun", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_what_a_killed_worker_had_begun_is_done_by_another_once(bench, signals, administrator, do_jobs):
    id = await bench.start("family.make_slowly", "slow")
    environment = os.environ | {"ADMINISTRATOR": administrator}
    doomed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DOOMED, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert doomed.stdout is not None
    assert await asyncio.wait_for(doomed.stdout.readline(), 30) == b"begun\n"
    doomed.send_signal(signal.SIGKILL)
    await doomed.wait()
    (left,) = await bench.queued()
    assert (left["status"], await bench.codes()) == ("picked", [])
    await do_jobs()
    assert await bench.codes() == []
    await bench.sql.execute(STALE, left["id"])
    signals("slow").go_on.set()
    await do_jobs()
    assert await bench.codes() == ["slow"]
    job = (await bench.look(id)).json()
    assert job["status"] == "succeeded"


async def test_what_kills_every_worker_is_given_up(bench, do_jobs):
    id = await bench.start("family.make", "ops")
    (left,) = await bench.queued()
    died = (
        "INSERT INTO performance_queue.pgqueuer_log (job_id, status, priority, entrypoint) VALUES ($1, 'picked', 0, '')"
    )
    await bench.sql.executemany(died, [[left["id"]]] * TRIES)
    await do_jobs()
    job = (await bench.look(id)).json()
    assert (job["status"], job["problem"]["code"]) == ("failed", "kept_failing")


async def test_two_replicas_do_each_errand_once_and_the_clock_strikes_once(bench, migrated, provider):
    settings = settings_of(await migrated("performance"), jobs=True)
    await bench.sql.execute(
        "INSERT INTO performance_queue.pgqueuer_schedules (entrypoint, expression, next_run)"
        " VALUES ('family.every_new_year', '0 0 1 1 *', now() - interval '1 second')"
        " ON CONFLICT (entrypoint, expression) DO UPDATE SET next_run = excluded.next_run"
    )

    async def everything_done():
        return len(await bench.codes()) == 41 and not await bench.queued()

    for number in range(40):
        await bench.enqueue("family.make", f"u{number:02}")
    async with started(service(settings, provider)), started(service(settings, provider)):
        await bench.until(everything_done)
    year = f"y{datetime.now(UTC).year}"
    assert await bench.codes() == [*(f"u{number:02}" for number in range(40)), year]
    assert await bench.sql.fetchval("SELECT count(*) FROM performance.events WHERE org_id = $1", bench.org) == 41


async def test_a_stopped_service_lets_its_jobs_end_or_gives_them_back(bench, migrated, signals, monkeypatch, do_jobs):
    monkeypatch.setattr(workers, "DRAIN_SECONDS", 0.3)
    await bench.enqueue("family.make_slowly", "slow")
    async with started(service(settings_of(await migrated("performance"), jobs=True))):
        await asyncio.wait_for(signals("slow").begun.wait(), 20)
    (left,) = await bench.queued()
    assert (left["status"], await bench.codes()) == ("queued", [])
    signals("slow").go_on.set()
    await do_jobs()
    assert await bench.codes() == ["slow"]


@pytest.mark.parametrize("turns", [0, 1, 5, 20, 100])
async def test_a_service_may_be_stopped_at_any_moment(migrated, provider, turns):
    settings = settings_of(await migrated("performance"), jobs=True)
    async with asyncio.timeout(3):
        async with started(service(settings, provider)):
            for _ in range(turns):
                await asyncio.sleep(0.001)


async def test_a_service_serves_while_its_queue_is_out_of_reach(provider):
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    app = service(settings_of(None, app_database_url=nowhere, jobs=True))
    async with started(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as caller:
        assert (await caller.get("/livez")).status_code == 200
        assert (await caller.get("/readyz")).status_code == 503


def test_what_we_install_is_what_this_pgqueuer_needs():
    own = Names(db_schema="some_queue", channel="some_queue")
    theirs = QueryBuilderEnvironment(own).build_install_query(create_schema=False).partition("\n\n")[2]
    ours = INSTALL.read_text().replace("{schema}", "some_queue").partition("\n\n")[2]
    assert ours.startswith(theirs.rstrip())
