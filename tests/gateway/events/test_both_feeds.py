"""The feeds of two services as one: in order, with one cursor, and without the one that does not answer."""

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest

SOURCES = ("performance", "quality")


class Feeding:
    """A service with a feed: `happen(5)` is an event at that second; cursors are counts."""

    def __init__(self, name):
        self.name, self.events, self.news, self.status = name, [], asyncio.Event(), 200

    def happen(self, *seconds):
        for second in seconds:
            time = f"2026-01-01T00:00:{second:02}.000Z"
            self.events.append({
                "specversion": "1.0", "id": f"00000000-0000-7000-8000-{second:012}", "source": f"/{self.name}",
                "type": "goal.created", "subject": f"00000000-0000-7000-8000-{second:012}", "time": time,
                "datacontenttype": "application/json", "data": {"version": 1},
            })  # fmt: skip
        self.news.set()

    async def __call__(self, scope, receive, send):
        asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        place = len(self.events) if asked.get("after") == "latest" else int(asked.get("after", 0))
        if self.status == 200 and place == len(self.events) and int(asked["wait_seconds"]):
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), 2)
        items = self.events[place : place + int(asked["limit"])]
        body = orjson.dumps({"items": items, "next_cursor": str(place + len(items))})
        await send({
            "type": "http.response.start", "status": self.status, "headers": [(b"content-type", b"application/json")],
        })  # fmt: skip
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def feeds():
    return [Feeding(name) for name in SOURCES]


@pytest.fixture
async def reader(gateway, feeds, token):
    client = await gateway(*feeds)
    client.headers["Authorization"] = f"Bearer {token('events:read')}"
    return client


def seconds(answer):
    return [(event["source"].strip("/"), int(event["time"][17:19])) for event in answer.json()["items"]]


async def test_events_come_by_time_and_each_once(reader, feeds):
    feeds[0].happen(1, 4, 5)
    feeds[1].happen(2, 3, 6)
    first = await reader.get("/v1/events")
    assert seconds(first) == [
        ("performance", 1), ("quality", 2), ("quality", 3), ("performance", 4), ("performance", 5), ("quality", 6),
    ]  # fmt: skip
    feeds[1].happen(7)
    second = await reader.get("/v1/events", params={"after": first.json()["next_cursor"]})
    assert seconds(second) == [("quality", 7)]


async def test_no_event_comes_before_one_that_its_service_told_earlier(reader, feeds):
    """A clock that was set back does not turn around what happened to a record."""
    feeds[0].happen(9, 3)
    feeds[1].happen(5)
    told = seconds(await reader.get("/v1/events"))
    assert [second for source, second in told if source == "performance"] == [9, 3]


async def test_pages_lose_nothing(reader, feeds):
    feeds[0].happen(*range(1, 8))
    feeds[1].happen(*range(10, 13))
    read, cursor = list[Any](), None
    while True:
        answer = await reader.get("/v1/events", params={"limit": 4} | ({"after": cursor} if cursor else {}))
        if not answer.json()["items"]:
            break
        read, cursor = read + seconds(answer), answer.json()["next_cursor"]
    assert sorted(second for _, second in read) == [1, 2, 3, 4, 5, 6, 7, 10, 11, 12]


async def test_who_waits_is_told_by_the_first_service_that_has_something(reader, feeds):
    waiting = asyncio.create_task(reader.get("/v1/events", params={"wait_seconds": 20}))
    await asyncio.sleep(0.2)
    feeds[1].happen(4)
    async with asyncio.timeout(10):
        answer = await waiting
    assert seconds(answer) == [("quality", 4)]
    feeds[0].happen(5)
    again = await reader.get("/v1/events", params={"after": answer.json()["next_cursor"]})
    assert seconds(again) == [("performance", 5)]


async def test_while_one_service_is_down_the_other_is_told_and_nothing_is_lost(reader, feeds):
    feeds[0].happen(1)
    feeds[1].happen(2)
    feeds[1].status = 503
    half = await reader.get("/v1/events")
    assert seconds(half) == [("performance", 1)]
    assert half.json()["parts"] == {"performance": "ok", "quality": "failed"}
    feeds[1].status = 200
    rest = await reader.get("/v1/events", params={"after": half.json()["next_cursor"]})
    assert seconds(rest) == [("quality", 2)]


@pytest.mark.parametrize(("status", "said", "code"), [
    (410, 410, "cursor_expired"), (400, 400, "cursor_mismatch"), (503, 503, "nothing_answered"),
])  # fmt: skip
async def test_what_the_services_refuse_is_refused(reader, feeds, status, said, code):
    for feed in feeds:
        feed.status = status
    for path in ("/v1/events", "/v1/events/stream"):
        answer = await reader.get(path)
        assert (answer.status_code, answer.json()["code"]) == (said, code)


async def test_a_cursor_that_is_not_of_both_is_refused(reader):
    answer = await reader.get("/v1/events", params={"after": "7"})
    assert answer.json()["code"] == "cursor_mismatch"


async def test_the_stream_tells_both_from_now_on_and_resumes(reader, feeds):
    feeds[0].happen(1)
    async with reader.stream("GET", "/v1/events/stream") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == ": welcome"
        feeds[0].happen(2)
        id = await until(lines, "id: ")
        assert '"time":"2026-01-01T00:00:02.000Z"' in await until(lines, "data: ")
    feeds[1].happen(3)
    async with reader.stream("GET", "/v1/events/stream", headers={"Last-Event-ID": id}) as stream:
        assert '"time":"2026-01-01T00:00:03.000Z"' in await until(stream.aiter_lines(), "data: ")


async def until(lines, start):
    async with asyncio.timeout(10):
        async for line in lines:
            if line.startswith(start):
                return line.removeprefix(start)
    raise AssertionError("the stream ended")
