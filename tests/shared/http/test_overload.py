"""Under more than can be done, what is let in is done in time; the rest hears so at once."""

import asyncio
from contextlib import suppress

import pytest

from shared.http.overload import FIRST, Admission, Limit, Overloaded, is_bulk, waits

WORK_SECONDS, PATIENCE_SECONDS = 0.02, 0.5


def scope(path="/v1/goals", *, query=b"", **headers):
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": path, "query_string": query, "headers": named}


class OneAtATime:
    """A service that does fifty requests a second, in their order; who left meanwhile is not noticed."""

    def __init__(self):
        self.turn = asyncio.Lock()

    async def __call__(self, _scope, _receive, _send):
        async with self.turn:
            await asyncio.sleep(WORK_SECONDS)


async def goodput(app, seconds=4.0, each_second=200):
    """How many were done while somebody still waited, in the last half of the time."""
    done, loop = [], asyncio.get_running_loop()

    async def ask():
        began = loop.time()
        with suppress(Overloaded):
            await app(scope(), None, None)
            if loop.time() - began < PATIENCE_SECONDS:
                done.append(loop.time())

    begun, tasks = loop.time(), []
    while loop.time() < begun + seconds:
        tasks.append(asyncio.create_task(ask()))
        await asyncio.sleep(1 / each_second)
    for task in tasks:
        task.cancel()
    return sum(when > begun + seconds / 2 for when in done)


async def test_four_times_too_much_leaves_what_can_be_done_done():
    assert await goodput(Admission(OneAtATime(), Limit())) > 30


async def test_without_a_limit_nothing_is_done_in_time():
    assert await goodput(OneAtATime()) < 10


def test_bulk_leaves_half_to_those_who_sit_and_wait():
    limit = Limit()
    for _ in range(FIRST // 2):
        limit.enter(bulk=True)
    with pytest.raises(Overloaded) as refusal:
        limit.enter(bulk=True)
    assert (refusal.value.status, refusal.value.headers["Retry-After"]) == (503, "1")
    for _ in range(FIRST // 2):
        limit.enter(bulk=False)
    with pytest.raises(Overloaded):
        limit.enter(bulk=False)


def test_the_limit_grows_while_answers_are_quick_and_is_used():
    now = [0.0]
    limit = Limit(lambda: now[0])
    for _ in range(20):
        begun = [limit.enter(bulk=False) for _ in range(int(limit.most))]
        now[0] += 0.05
        for began in begun:
            limit.leave(began, bulk=False)
    assert limit.most > FIRST


@pytest.mark.parametrize(
    ("asked", "bulk"),
    [
        (scope(), False),
        (scope("/v1/goals:batch"), True),
        (scope("/v1/people/import"), True),
        (scope(priority="u=5, i"), True),
        (scope(priority="u=1"), False),
    ],
)
def test_what_nobody_waits_for_is_known_by_its_path_or_by_what_its_sender_says(asked, bulk):
    assert is_bulk(asked) is bulk


@pytest.mark.parametrize("asked", [scope("/v1/events/stream"), scope("/v1/events", query=b"after=1&wait_seconds=20")])
def test_who_waits_for_events_takes_nobodys_place(asked):
    assert waits(asked)


async def test_a_full_service_says_so_in_a_problem_and_is_still_alive(client, app, monkeypatch):
    monkeypatch.setattr(Limit, "enter", full)
    signed_in = client(None, "goals:read")
    refused = await signed_in.get("/v1/goals")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "overloaded", "1")
    assert (await signed_in.get("/livez")).status_code == 200


def full(_limit, **_asked):
    raise Overloaded(headers={"Retry-After": "1"})


@pytest.mark.parametrize(("said", "set_to"), [("250", "250ms"), ("99999", None), ("soon", None), (None, None)])
async def test_a_callers_deadline_is_the_statements_too(client, statements, said, set_to):
    await client(None, "goals:read").get("/v1/goals", headers={"X-Timeout-Ms": said} if said else {})
    (begin,) = [each for each in statements if each.startswith("BEGIN")]
    given = [part.partition("= ")[2] for part in begin.split("; ") if "statement_timeout" in part]
    assert bool(given) is (set_to is not None)
    assert all(0 < int(each) <= 250 for each in given)
