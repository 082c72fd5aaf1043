"""A POST that is sent again with its Idempotency-Key is done once, whatever happened to the first answer."""

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from unittest.mock import AsyncMock, patch
from uuid import uuid4

import httpx
import pytest

from shared.answers import Replayed
from shared.idempotency import Answers, Claim
from shared.testing import ISSUER
from tests.performance.conftest import EVERYTHING

FAMILY = {"code": "ops", "name": "Operations"}
PLACE = "/v1/job-families"


@pytest.fixture
def hr(client):
    return client(None, *EVERYTHING)


def key(value=None):
    return {"Idempotency-Key": value or uuid4().hex}


async def families(client):
    return (await client.get(PLACE, params={"limit": 200})).json()["items"]


def told(answer):
    return answer.status_code, answer.headers.get("etag"), answer.headers.get("location"), answer.content


async def test_the_same_request_again_is_answered_as_before(hr, events):
    same = key()
    first, again = [await hr.post(PLACE, json=FAMILY, headers=same) for _ in range(2)]
    assert first.status_code == 201
    assert told(again) == told(first)
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert len(await events()) == len(await families(hr)) == 1


@pytest.mark.parametrize("other", [{"json": FAMILY | {"code": "it"}}, {"json": FAMILY, "params": {"limit": "1"}}])
async def test_another_request_with_that_key_is_refused(hr, other):
    same = key()
    await hr.post(PLACE, json=FAMILY, headers=same)
    refused = await hr.post(PLACE, headers=same, **other)
    assert refused.status_code == 422
    if "params" not in other:
        assert refused.json()["code"] == "idempotency_key_reused"
    elsewhere = await hr.post("/v1/job-levels", json={"code": "a", "name": "A", "rank": 1}, headers=same)
    assert elsewhere.json()["code"] == "idempotency_key_reused"
    assert len(await families(hr)) == 1


async def test_nobody_else_gets_that_answer(hr, client):
    same = key()
    await hr.post(PLACE, json=FAMILY, headers=same)
    taken = await client(None, *EVERYTHING).post(PLACE, json=FAMILY, headers=same)
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")


async def test_a_refusal_does_not_use_up_the_key(hr):
    same = key()
    assert (await hr.post(PLACE, json={"code": "ops"}, headers=same)).status_code == 422
    assert (await hr.post(PLACE, json=FAMILY, headers=same)).status_code == 201


@pytest.mark.parametrize("wrong", ["", "a b", "x" * 256])
async def test_a_key_that_is_none_is_refused(hr, wrong):
    answer = await hr.post(PLACE, json=FAMILY, headers={"Idempotency-Key": wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


async def test_who_comes_while_the_first_is_at_work_is_told_to_come_again(hr):
    same, begun, go_on = key(), asyncio.Event(), asyncio.Event()
    usual = Claim.keep

    async def slowly(claim, *answer):
        begun.set()
        await go_on.wait()
        await usual(claim, *answer)

    with patch.object(Claim, "keep", slowly):
        first = asyncio.create_task(hr.post(PLACE, json=FAMILY, headers=same))
        await begun.wait()
        second = await hr.post(PLACE, json=FAMILY, headers=same)
        go_on.set()
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert second.headers["retry-after"] == "1"
    answered = await first
    assert told(await hr.post(PLACE, json=FAMILY, headers=same)) == told(answered)


async def until_answered(client, body, same):
    """As a client would: in progress or overloaded means once more."""
    while True:
        answer = await client.post(PLACE, json=body, headers=same)
        if answer.status_code < 400 or answer.json()["code"] not in {"idempotency_in_progress", "overloaded"}:
            return answer
        await asyncio.sleep(0.02)


async def doubled(client, pairs):
    """How many pairs of the same request, racing, made anything but one record and two equal answers."""
    room = asyncio.Semaphore(20)

    async def race():
        body, same = {"code": f"f{uuid4().hex[:12]}", "name": "Race"}, key()
        async with room:
            one, other = await asyncio.gather(*(until_answered(client, body, same) for _ in range(2)))
        return told(one) != told(other)

    return sum(await asyncio.gather(*(race() for _ in range(pairs))))


async def test_of_two_hundred_racing_pairs_each_makes_one_record(hr, sql, org):
    assert await doubled(hr, 200) == 0
    counted = "SELECT count(*) FROM performance.{} WHERE org_id = $1"
    assert [await sql.fetchval(counted.format(table), org) for table in ("job_families", "events")] == [200, 200]


async def test_the_race_finds_a_key_that_is_looked_up_before_and_kept_after(hr):
    async def looked_up(claim, connection):
        found = claim.answers.found
        if known := await connection.fetchrow(found.sql, *found.arguments({"key": claim.key})):
            raise Replayed(known["status"], {}, known["body"])

    with (
        patch.object(Answers, "claiming", lambda *_: "SELECT 1"),
        patch.object(Claim, "settle", looked_up),
        patch.object(Claim, "keep", AsyncMock()),
    ):
        assert await doubled(hr, 10) > 0


@asynccontextmanager
async def dying(administrator, key_file):
    """The address of a service that is killed between its commit and its answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    settings = {"ENVIRONMENT": "development", "DATABASE_URL": administrator, "ISSUER": ISSUER, "JOBS": "false"}
    environment = (
        os.environ | {"ISSUER_KEY": str(key_file)} | {f"METTLE_{name}": value for name, value in settings.items()}
    )
    command = [sys.executable, "-m", "uvicorn", "--factory", "tests.shared.idempotency.dying:dying", "--port", port]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_what_a_process_committed_that_was_then_killed_is_answered_by_the_next(
    hr, administrator, issuer_key, events
):
    same = key()
    async with (
        dying(administrator, issuer_key) as address,
        httpx.AsyncClient(base_url=address, headers=hr.headers) as doomed,
    ):
        await until_it_answers(doomed)
        with pytest.raises(httpx.TransportError):
            await doomed.post(PLACE, json=FAMILY, headers=same)
    assert [family["code"] for family in await families(hr)] == ["ops"]
    again = await hr.post(PLACE, json=FAMILY, headers=same)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert len(await events()) == len(await families(hr)) == 1


async def until_it_answers(client):
    async with asyncio.timeout(60):
        while True:
            with suppress(httpx.TransportError):
                return await client.get("/livez")
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("path", ["/v1/goals:batch", "/v1/people/import", "transitions"])
async def test_bulk_imports_and_transitions_are_done_once_too(hr, make, path, events):
    goal = await make.goal(await make.person(), key_results=[{"title": "Days", "target_value": 100}])
    rows = [{"id": str(goal.id), "patch": {"title": "New"}}]
    people = [{"external_id": "1", "name": "Ada", "email": "ada@example.org", "hired_on": "2020-01-01"}]
    bodies = {
        "/v1/goals:batch": {"rows": rows},
        "/v1/people/import": {"source": "hr", "mode": "delta", "rows": people},
        "transitions": {"action": "publish"},
    }
    place, same = f"{goal.path}/transitions" if path == "transitions" else path, key() | {"If-Match": goal.etag}
    first = await hr.post(place, json=bodies[path], headers=same)
    noted = await events()
    again = await hr.post(place, json=bodies[path], headers=same)
    assert first.status_code == 200, first.text
    assert told(again) == told(first)
    assert again.headers["idempotency-replayed"] == "true"
    assert await events() == noted


async def test_a_key_costs_one_round_trip_and_no_key_none(hr, statements):
    counted = []
    for code, headers in (("first", None), ("without", None), ("with", key())):
        statements.clear()
        assert (await hr.post(PLACE, json=FAMILY | {"code": code}, headers=headers)).status_code == 201
        counted.append(len(statements))
    assert counted[2] - counted[1] == 1
    assert counted[1] == 4


async def test_answers_go_after_a_day(hr, do_jobs, sql, org):
    await hr.post(PLACE, json=FAMILY, headers=key())
    counted = "SELECT count(*) FROM performance.idempotency_keys WHERE org_id = $1"
    await do_jobs(scheduled="idempotency.forget")
    assert await sql.fetchval(counted, org) == 1
    await do_jobs(scheduled="idempotency.forget", at=datetime.now(UTC) + timedelta(hours=25))
    assert await sql.fetchval(counted, org) == 0
