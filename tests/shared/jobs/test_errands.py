"""What a transaction leaves to be done: done once if it commits, never if it does not."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.jobs.doing import THE_CLOCK, TRIES, Failed
from shared.queue import PayloadTooLarge


async def test_what_a_committed_command_left_is_done_once(bench, do_jobs):
    await bench.enqueue("family.make", "ops")
    assert await bench.codes() == []
    await do_jobs()
    await do_jobs()
    assert (await bench.codes(), await bench.queued()) == (["ops"], [])


async def test_what_a_command_left_that_failed_is_never_done(bench, do_jobs):
    async def break_off():
        async with bench.working() as work:
            work.enqueue("family.make", {"code": "ops"})
            await work.finish()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    assert await bench.queued() == []
    await do_jobs()


async def test_it_is_done_in_the_name_of_who_asked_and_belongs_to_their_request(bench, do_jobs):
    await bench.enqueue("family.make", "ops")
    await do_jobs()
    event = await bench.sql.fetchrow("SELECT * FROM performance.events WHERE org_id = $1", bench.org)
    assert (event["actor_id"], event["request_id"]) == (bench.asker.id, "a" * 32)
    name = await bench.sql.fetchval("SELECT name FROM performance.job_families WHERE org_id = $1", bench.org)
    assert name == "job:family.make"


async def test_what_is_for_another_day_waits_for_it(bench, do_jobs):
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    await bench.enqueue("family.make", "tomorrow", not_before=tomorrow)
    await bench.enqueue("family.make", "next-week", not_before=datetime.now(UTC) + timedelta(days=7))
    await do_jobs()
    assert await bench.codes() == []
    await do_jobs(at=datetime.combine(tomorrow, datetime.min.time(), UTC))
    assert await bench.codes() == ["tomorrow"]


async def test_what_fails_is_tried_again_and_then_held_and_blocks_nobody(bench, do_jobs):
    await bench.enqueue("family.fail", "never")
    await bench.enqueue("family.make", "ops")
    at = datetime.now(UTC)
    for _ in range(TRIES + 1):
        await do_jobs(at=at)
        at += timedelta(hours=1)
    assert await bench.codes() == ["ops"]
    (left,) = await bench.queued()
    assert (left["status"], left["attempts"]) == ("failed", TRIES - 1)
    kept = "SELECT traceback FROM performance_queue.pgqueuer_log WHERE job_id = $1 ORDER BY id"
    log = await bench.sql.fetch(kept, left["id"])
    assert Failed.__name__ in log[-1]["traceback"]
    assert "Ada" not in json.dumps([row["traceback"] for row in log])


async def test_a_refusal_is_final_at_once(bench, do_jobs):
    await bench.enqueue("family.refuse", "ops")
    await do_jobs()
    assert [row["status"] for row in await bench.queued()] == ["failed"]


async def test_what_is_large_does_not_go_into_the_queue(bench):
    with pytest.raises(PayloadTooLarge):
        async with bench.working() as work:
            work.enqueue("family.make", {"code": "x" * 3_000})


async def test_the_clock_asks_once_for_each_organisation(bench, do_jobs):
    await bench.enqueue("family.make", "ops")
    await bench.worker.fire("family.every_new_year")
    await bench.worker.fire("family.every_new_year")
    assert len(await bench.queued()) == 2
    await do_jobs(at=datetime(2031, 1, 1, tzinfo=UTC))
    assert await bench.codes() == ["ops", "y2031"]
    events = await bench.sql.fetch("SELECT actor_id FROM performance.events WHERE org_id = $1", bench.org)
    assert {row["actor_id"] for row in events} == {bench.asker.id, THE_CLOCK}


async def test_a_worker_that_was_thought_dead_changes_nothing(bench, signals, do_jobs):
    await bench.enqueue("family.make_slowly", "slow")
    working = asyncio.create_task(bench.worker.drain())
    await asyncio.wait_for(signals("slow").begun.wait(), 10)
    (held,) = await bench.queued()
    taken_over = "UPDATE performance_queue.pgqueuer SET queue_manager_id = gen_random_uuid() WHERE id = $1"
    await bench.sql.execute(taken_over, held["id"])
    signals("slow").go_on.set()
    await working
    assert await bench.codes() == []
    await bench.sql.execute("UPDATE performance_queue.pgqueuer SET status = 'queued' WHERE id = $1", held["id"])
    await do_jobs()
    assert await bench.codes() == ["slow"]
