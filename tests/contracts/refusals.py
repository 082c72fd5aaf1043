"""What every refusal must look like, and the walk of all bad inputs through one service."""

import gc
import time
from typing import Any

import httpx

from tests.contracts.inputs import BAD_QUERIES, WHOLE_BODIES, bad_bodies, writes_of

JSON = {"content-type": "application/json"}
CPU_SECONDS = 0.3
MEMBERS = {"type", "title", "status", "code", "detail", "instance", "trace_id", "errors"}


def assert_refused(answer: httpx.Response, what: str) -> None:
    assert 400 <= answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json", what
    problem = answer.json()
    assert problem.keys() >= MEMBERS, what
    assert problem["status"] == answer.status_code, what
    assert all({"pointer", "code", "detail"} == set(error) for error in problem["errors"]), what


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
            began = time.process_time()
            answer = await client.request(write.method, path, content=body, headers=JSON | {"If-Match": "*"})
            spent = time.process_time() - began
            assert_refused(answer, f"{write.method} {path}: {what}")
            assert spent < CPU_SECONDS, f"{write.method} {path}: {what} cost {spent:.2f} s of CPU"
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
