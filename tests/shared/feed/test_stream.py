"""Events as they happen, over a real connection."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.gateway.servers import serving

SCOPES = ("events:read", "people:read")


@pytest.fixture
async def reader(app, client, org):
    """A signed-in client on a real connection, because a stream has no end that could be waited for."""
    token = client(None, *SCOPES).headers["Authorization"]
    async with serving(app) as url, httpx.AsyncClient(base_url=url, headers={"Authorization": token}) as signed_in:
        yield signed_in


async def events_of(answer, count):
    """So many events of a stream, each as its fields."""
    told, fields = list[dict[str, Any]](), dict[str, str]()
    async with asyncio.timeout(20):
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            fields |= {name: value} if name else {}
            if not line and "data" in fields:
                told.append(fields | {"data": json.loads(fields["data"])})
            if not line:
                fields = {}
            if len(told) == count:
                return told
    raise AssertionError("the stream ended")


async def test_a_stream_tells_what_happens_from_now_on_and_resumes_where_it_was(reader, make):
    await make.person()
    await asyncio.sleep(0.3)
    async with reader.stream("GET", "/v1/events/stream") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        first, second, third = [await make.person() for _ in range(3)]
        told = await events_of(stream, 3)
    assert [one["data"]["subject"] for one in told] == [str(made.id) for made in (first, second, third)]
    assert {one["event"] for one in told} == {"person.created"}
    async with reader.stream("GET", "/v1/events/stream", headers={"Last-Event-ID": told[0]["id"]}) as stream:
        again = await events_of(stream, 2)
    assert again == told[1:]


async def test_a_stream_resumes_only_by_an_id_that_it_gave(reader):
    answer = await reader.get("/v1/events/stream", headers={"Last-Event-ID": "7"})
    assert answer.status_code == 400


async def test_who_waits_is_let_go_when_the_service_stops(app, reader):
    waiting = asyncio.create_task(reader.get("/v1/events", params={"wait_seconds": 20}))
    await asyncio.sleep(0.3)
    try:
        app.state.news.end()
        async with asyncio.timeout(5):
            assert (await waiting).status_code == 200
    finally:
        app.state.news.over = False
