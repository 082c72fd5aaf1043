"""What every refusal must look like, and the walk of all bad inputs through one service."""

import gc
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx

from tests.contracts.inputs import BAD_QUERIES, WHOLE_BODIES, bad_bodies, writes_of

JSON = {"content-type": "application/json"}
CPU_SECONDS = 0.3
TRIES = 3
"""What a body costs is the least of some tries: the first may pay for fresh memory, or for a machine that is busy."""
MEMBERS = {"type", "title", "status", "code", "detail", "instance", "trace_id", "errors"}


def assert_refused(answer: httpx.Response, what: str) -> None:
    assert 400 <= answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json", what
    problem = answer.json()
    assert problem.keys() >= MEMBERS, what
    assert problem["status"] == answer.status_code, what
    assert all({"pointer", "code", "detail"} == set(error) for error in problem["errors"]), what


async def refused_at_little_cost(send: Callable[[], Awaitable[httpx.Response]], what: str) -> None:
    """Send it, again only while it seems dear."""
    costs: list[float] = []
    while len(costs) < TRIES and not any(cost < CPU_SECONDS for cost in costs):
        began = time.process_time()
        answer = await send()
        costs.append(time.process_time() - began)
        assert_refused(answer, what)
    assert min(costs) < CPU_SECONDS, f"{what} cost {min(costs):.2f} s of CPU"


async def refuses_all_bad_bodies(client: httpx.AsyncClient, document: dict[str, Any], ids: dict[str, str]) -> int:
    """Send them all; `ids` are existing records for the path. Returns how many were sent.

    What the whole test run has left in memory is no cost of a body, so the collector does not look at it meanwhile.
    """
    sent = 0
    gc.collect()
    gc.freeze()
    for write in writes_of(document):
        path = write.path.format(**ids)
        bodies: list[tuple[str, str | bytes]] = [*bad_bodies(write.body, document), *WHOLE_BODIES.items()]
        for what, body in bodies:
            send = partial(client.request, write.method, path, content=body, headers=JSON | {"If-Match": "*"})
            await refused_at_little_cost(send, f"{write.method} {path}: {what}")
            sent += 1
    return sent


async def refuses_all_bad_queries(client: httpx.AsyncClient, lists: list[str]) -> None:
    for path in lists:
        for query in BAD_QUERIES:
            assert_refused(await client.get(f"{path}?{query}"), f"GET {path}?{query}")


async def still_answers(client: httpx.AsyncClient, lists: list[str]) -> None:
    for path in lists:
        answer = await client.get(path, params={"limit": 200})
        assert answer.status_code == 200, f"{path}: {answer.text[:300]}"


def lists_of(document: dict[str, Any], ids: dict[str, str]) -> list[str]:
    """Every path that answers pages."""
    return [
        path.format(**ids)
        for path, operations in document["paths"].items()
        if any(parameter["name"] == "include_total" for parameter in operations.get("get", {}).get("parameters", []))
    ]
