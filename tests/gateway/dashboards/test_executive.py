"""The executive dashboard before services that are well, slow, broken, strange or not there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter

import httpx
import pytest
from fastapi import Depends, FastAPI

from shared.auth.issuer import Issuer
from shared.auth.issuer import router as issuer_router
from tests.gateway.conftest import DEADLINE
from tests.gateway.servers import (
    SUMMARY,
    Answering,
    babbling,
    breaking_off,
    dripping,
    hanging_up,
    packed,
    silent,
    slow_head,
)

EXECUTIVE = "/v1/dashboards/executive"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FAULTS = {
    "nobody listens": (None, "down"),
    "hangs up": (hanging_up, "down"),
    "speaks no HTTP": (babbling, "down"),
    "never answers": (silent, "late"),
    "drips its head": (slow_head, "late"),
    "drips its body": (dripping, "late"),
    "has no such token": (Answering(b"{}", 401), "refused"),
    "wants another scope": (Answering(b"{}", 403, www_authenticate='Bearer scope="summary:read"'), "refused"),
    "is broken": (Answering(b"{}", 500), "failed"),
    "sends elsewhere": (Answering(b"{}", 307, location="http://evil.example/"), "failed"),
    "answers a page": (Answering(b"<html>", content_type="text/html"), "failed"),
    "calls a page JSON": (Answering(b"<html>"), "failed"),
    "answers half an object": (Answering(SUMMARY[:-1]), "failed"),
    "answers two objects": (Answering(SUMMARY * 2), "failed"),
    "answers a list": (Answering(b"[]"), "failed"),
    "answers NaN": (Answering(b'{"a": NaN}'), "failed"),
    "breaks off": (breaking_off, "failed"),
    "answers five megabytes": (Answering(b'{"a":"' + b"x" * 5_000_000 + b'"}'), "failed"),
    "answers a gzip bomb": (packed(), "failed"),
}


async def timed(client: httpx.AsyncClient) -> httpx.Response:
    """The dashboard, which answers by its deadline whatever is behind it."""
    began = perf_counter()
    answer = await client.get(EXECUTIVE)
    assert perf_counter() - began < DEADLINE + 0.3
    return answer


async def test_two_good_parts_come_whole_and_byte_for_byte(gateway):
    other = b'{"nonconformances": {"open": 1e2}}'
    answer = await timed(await gateway(Answering(), Answering(other)))
    assert answer.status_code == 200
    assert b'"data":' + SUMMARY + b"}" in answer.content
    assert b'"data":' + other + b"}" in answer.content
    assert [part["status"] for part in answer.json()["parts"].values()] == ["ok", "ok"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_bad_part_is_named_and_the_good_one_is_whole(gateway, fault):
    upstream, status = FAULTS[fault]
    answer = await timed(await gateway(Answering(), upstream))
    assert answer.status_code == 200
    assert b'"data":' + SUMMARY + b"}" in answer.content
    good, bad = answer.json()["parts"].values()
    assert (good["status"], good["detail"]) == ("ok", None)
    assert (bad["status"], bad["data"]) == (status, None)
    assert bad["detail"]
    assert bad["as_of"].endswith("Z")


@pytest.mark.parametrize(("performance", "quality", "said"), [
    (None, None, ["down", "down"]),
    (None, silent, ["down", "late"]),
    (dripping, slow_head, ["late", "late"]),
    (Answering(b"", 503), None, ["failed", "down"]),
])  # fmt: skip
async def test_without_any_part_the_answer_is_503_and_says_why(gateway, performance, quality, said):
    answer = await timed(await gateway(performance, quality))
    assert (answer.status_code, answer.json()["code"]) == (503, "nothing_answered")
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert [part["status"] for part in answer.json()["parts"].values()] == said


async def test_a_refusal_is_an_answer_because_trying_again_helps_nobody(gateway):
    answer = await timed(await gateway(Answering(b"{}", 403), None))
    assert answer.status_code == 200
    assert [part["status"] for part in answer.json()["parts"].values()] == ["refused", "down"]


async def test_the_caller_and_the_trace_go_on_to_both(gateway):
    performance, quality = Answering(), Answering()
    client = await gateway(performance, quality)
    await client.get(EXECUTIVE, headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "Cookie": "a=b"})
    for service in (performance, quality):
        assert service.scopes[-1]["path"] == "/v1/summary"
        assert service.heard["authorization"] == client.headers["authorization"]
        assert service.heard["traceparent"] == f"00-{TRACE}-00f067aa0ba902b7-01"
        assert "cookie" not in service.heard


@pytest.mark.parametrize("headers", [{}, {"traceparent": "00-rubbish-01"}])
async def test_a_trace_begun_here_is_the_services_too(gateway, headers):
    performance = Answering()
    answer = await (await gateway(performance, Answering())).get(EXECUTIVE, headers=headers)
    assert performance.heard["traceparent"].split("-")[1] == answer.headers["x-request-id"]


async def test_who_may_not_see_dashboards_asks_no_service(gateway, token):
    performance = Answering()
    client = await gateway(performance, Answering())
    for headers, status in (({"Authorization": f"Bearer {token('goals:read')}"}, 403), ({"Authorization": ""}, 401)):
        assert (await client.get(EXECUTIVE, headers=headers)).status_code == status
    assert performance.scopes == []


@asynccontextmanager
async def slow_provider(issuer: Issuer, seconds: float) -> AsyncIterator[httpx.AsyncClient]:
    """The identity provider, which lets each question wait."""
    app = FastAPI(dependencies=[Depends(partial(asyncio.sleep, seconds))])
    app.include_router(issuer_router(issuer))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        yield client


async def test_a_slow_identity_provider_takes_its_time_from_the_services(gateway, issuer):
    async with slow_provider(issuer, DEADLINE / 3) as identity:
        answer = await timed(await gateway(Answering(), silent, identity))
    assert [part["status"] for part in answer.json()["parts"].values()] == ["ok", "late"]


async def test_an_identity_provider_that_hangs_is_given_up_by_the_deadline(gateway, issuer):
    performance = Answering()
    async with slow_provider(issuer, 10) as identity:
        answer = await timed(await gateway(performance, Answering(), identity))
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert performance.scopes == []


async def test_a_part_that_was_not_asked_for_says_so(gateway):
    client = await gateway(Answering(), silent, upstream_concurrency=1)
    answers = await asyncio.gather(*(client.get(EXECUTIVE) for _ in range(3)))
    refused = min((answer.json()["parts"]["quality"] for answer in answers), key=lambda part: part["as_of"])
    assert (refused["status"], refused["detail"]) == ("late", "It was not asked: too many requests wait for it.")


async def test_a_cookie_of_one_caller_does_not_reach_the_next(gateway):
    performance = Answering(set_cookie="session=ann")
    client = await gateway(performance, Answering())
    for _ in range(2):
        await client.get(EXECUTIVE)
    assert "cookie" not in performance.heard
