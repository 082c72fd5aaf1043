"""Jobs as callers watch them."""

import asyncio
from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from services.performance.tables import WATCHED
from shared.auth.actor import Actor
from shared.jobs.doing import TRIES
from shared.testing import Member

READ, READ_ALL = "jobs:read", "jobs:read:all"


async def test_a_job_is_watched_from_its_beginning_to_its_result(bench, signals):
    id = await bench.start("family.make_slowly", "slow")
    queued = await bench.look(id)
    assert (queued.status_code, queued.json()["status"], queued.headers["retry-after"]) == (200, "queued", "2")
    working = asyncio.create_task(bench.worker.drain())
    await asyncio.wait_for(signals("slow").begun.wait(), 10)
    running = await bench.look(id)
    assert (running.json()["status"], running.json()["progress_percent"]) == ("running", 40)
    assert running.headers["etag"] != queued.headers["etag"]
    signals("slow").go_on.set()
    await working
    done = await bench.look(id)
    assert "retry-after" not in done.headers
    assert (done.json()["status"], done.json()["progress_percent"]) == ("succeeded", 100)
    assert (done.json()["result_url"], done.json()["problem"]) == ("/v1/job-families?code=slow", None)


async def test_a_job_that_is_refused_says_why(bench, do_jobs):
    id = await bench.start("family.refuse", "ops")
    await do_jobs()
    failed = (await bench.look(id)).json()
    assert (failed["status"], failed["result_url"]) == ("failed", None)
    assert failed["problem"] == {"code": "refused", "detail": "This can't be done.", "errors": []}


async def test_a_job_that_keeps_failing_fails_without_telling_what_broke(bench, do_jobs):
    id, at = await bench.start("family.fail", "never"), datetime.now(UTC)
    for attempt in range(TRIES):
        assert (await bench.look(id)).json()["status"] == ("running" if attempt else "queued")
        await do_jobs(at=at)
        at += timedelta(hours=1)
    failed = (await bench.look(id)).json()
    assert (failed["status"], failed["problem"]["code"], await bench.codes()) == ("failed", "internal_error", [])


async def test_a_job_is_seen_by_who_asked_and_by_those_who_see_all(bench):
    id = await bench.start("family.make", "ops")
    colleague, auditor = Member(bench.org), Member(bench.org)
    assert (await bench.look(id, colleague)).status_code == 404
    assert (await bench.look(id, auditor, READ_ALL)).status_code == 200
    assert (await bench.look(id, Actor(uuid7(), bench.asker.id, "x", frozenset()), READ_ALL)).status_code == 404
    query = {"status": "queued", "kind": "family.make"}
    mine = (await bench.client(bench.asker, READ).get("/v1/jobs", params=query)).json()
    theirs = (await bench.client(colleague, READ).get("/v1/jobs")).json()
    assert ([job["id"] for job in mine["items"]], theirs["items"]) == ([id], [])


async def test_a_result_can_be_followed_from_behind_the_gateway(bench, do_jobs, signals):
    signals("slow").go_on.set()
    id = await bench.start("family.make_slowly", "slow")
    await do_jobs()
    async with bench.house.reading(bench.asker, datetime.now(UTC), prefix="/performance") as reading:
        shown = await WATCHED.show(reading, id)
    assert b'"result_url":"/performance/v1/job-families?code=slow"' in shown.body
