"""What passes through the gateway comes out as it went in, and nothing of it is believed because a stranger said so."""

import asyncio
import gzip

import httpx
import pytest

from shared.http.door import Door
from tests.gateway.servers import Answering, Recording, answering_once, babbling, hanging_up, serving, silent, slow_head

PROBLEM = "application/problem+json"


async def test_a_post_and_its_refusal_pass_unchanged(gateway):
    refusal = b'{"code":"version_mismatch","current":8}'
    service = Recording(refusal, 412, etag='"8"', content_type=PROBLEM)
    client = await gateway(service)
    body, headers = b'{"title": "\xc3\xa9"}', {"If-Match": '"7"', "Idempotency-Key": "k1", "Content-Type": "text/x"}
    answer = await client.post("/performance/v1/goals?a=1&a=2&b=", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (412, refusal)
    assert (answer.headers["etag"], answer.headers["content-type"]) == ('"8"', PROBLEM)
    scope = service.scopes[-1]
    assert (scope["method"], scope["raw_path"], scope["query_string"]) == ("POST", b"/v1/goals", b"a=1&a=2&b=")
    assert service.bodies == [body]
    assert service.heard.items() >= {name.lower(): value for name, value in headers.items()}.items()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "PUT", "DELETE", "OPTIONS"])
async def test_every_method_passes(gateway, method):
    service = Recording(b"" if method == "HEAD" else b"{}", content_length="2")
    answer = await (await gateway(quality=service)).request(method, "/quality/v1/processes")
    assert (answer.status_code, service.scopes[-1]["method"]) == (200, method)
    assert answer.headers["content-length"] == "2"


@pytest.mark.parametrize(("sent", "arrives"), [
    ("/performance/v1/a%2Fb/%C3%A9?q=%26%2B+%3D", ("/v1/a%2Fb/%C3%A9", "q=%26%2B+%3D")),
    ("/performance/v1/x?due=2026-01-01T00:00:00%2B02:00", ("/v1/x", "due=2026-01-01T00:00:00%2B02:00")),
    ("/performance/", ("/", "")),
])  # fmt: skip
async def test_paths_and_queries_keep_their_escapes(gateway, sent, arrives):
    service = Answering()
    await (await gateway(service)).get(sent)
    scope = service.scopes[-1]
    assert (scope["raw_path"].decode(), scope["query_string"].decode()) == arrives


@pytest.mark.parametrize("path", [
    "/performance/../quality/v1/x",
    "/performance/%2e%2e/quality/v1/x",
    "/performance//{other}/x",
    "/performance/@{other}/x",
    "/performance%2F@{other}/x",
    "/performance%2f/{other}/x",
    "/%70erformance/v1/x",
    "/performance/v1/x?@{other}",
])  # fmt: skip
async def test_no_path_leads_to_another_host(gateway, path):
    performance, elsewhere = Answering(), Answering()
    async with serving(elsewhere) as address:
        client = await gateway(performance, address)
        written = path.format(other=address.removeprefix("http://")).encode()
        answer = await client.send(httpx.Request("GET", client.base_url, extensions={"target": written}))
    assert (answer.status_code, len(performance.scopes), elsewhere.scopes) == (200, 1, [])


async def test_an_address_without_end_is_refused(gateway):
    answer = await (await gateway(Answering())).get("/performance/v1/x?" + "a" * 9_000)
    assert (answer.status_code, answer.json()["code"]) == (414, "target_too_long")


async def test_what_a_stranger_says_of_the_way_is_not_believed(gateway):
    service = Answering()
    lies = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "Host": "evil.example",
    }
    client = await gateway(service)
    await client.get("/performance/v1/goals", headers=lies)
    about_the_way = {name: value for name, value in service.heard.items() if "forwarded" in name or name == "x-real-ip"}
    assert about_the_way == {
        "x-forwarded-prefix": "/performance",
        "x-forwarded-proto": "http",
        "x-forwarded-for": "127.0.0.1",
    }
    assert service.heard["host"].startswith("127.0.0.1:")
    names = [name for name, _ in service.scopes[-1]["headers"]]
    assert len(names) == len(set(names))


async def test_what_is_meant_for_one_hop_stays_on_it(gateway):
    service = Answering(connection="x-secret", x_secret="1", keep_alive="timeout=99", x_told="2")
    headers = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers", "X-Kept": "2"}
    answer = await (await gateway(service)).get("/performance/v1/goals", headers=headers)
    assert not {"x-mine", "te", "connection"} & service.heard.keys()
    assert service.heard["x-kept"] == "2"
    assert not {"x-secret", "keep-alive", "connection"} & answer.headers.keys()
    assert answer.headers["x-told"] == "2"


async def test_no_header_is_said_twice(gateway):
    """The service has a door of its own, and both servers tell the time."""
    client = await gateway(Door(Answering(server="inside"), "performance"))
    answer = await client.get("/performance/v1/goals")
    names = [name.lower() for name, _ in answer.headers.raw]
    assert sorted(names) == sorted(set(names))
    assert {b"date", b"x-request-id", b"x-content-type-options"} <= set(names)
    assert b"server" not in names


async def test_nothing_is_added_to_what_the_caller_asked(gateway):
    service = Answering()
    client = await gateway(service)
    bare = httpx.Request("GET", client.base_url.join("/performance/v1/goals"), headers={"Host": "mettle"})
    await client.send(bare)
    assert service.heard.keys() == {"host", "traceparent", "x-forwarded-prefix", "x-forwarded-proto", "x-forwarded-for"}


@pytest.mark.parametrize("authorization", ["Bearer not-even-a-token", None])
async def test_the_token_is_the_services_to_judge(gateway, authorization):
    service = Answering(b"{}", 401, www_authenticate='Bearer error="invalid_token"')
    client = await gateway(service)
    del client.headers["authorization"]
    headers = {"Authorization": authorization} if authorization else {}
    answer = await client.get("/performance/v1/goals", headers=headers)
    assert service.heard.get("authorization") == authorization
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


async def test_packed_answers_and_cookies_pass_as_they_are(gateway):
    service = Answering(gzip.compress(b"{}"), content_encoding="gzip", set_cookie="a=1; HttpOnly")
    client = await gateway(service)
    for _ in range(2):
        client.cookies.clear()
        answer = await client.get("/performance/v1/goals")
        assert (answer.content, answer.headers["set-cookie"]) == (b"{}", "a=1; HttpOnly")
    assert "cookie" not in service.heard


async def test_browsers_of_other_origins_are_answered_once(gateway):
    origin = "https://hr.example.org"
    service = Answering(etag='"1"')
    client = await gateway(service, allowed_origins=[origin])
    answer = await client.get("/performance/v1/x", headers={"Origin": origin})
    assert answer.headers.get_list("access-control-allow-origin") == [origin]
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "origin" not in service.heard


async def test_a_service_that_is_down_is_503_with_the_time_to_come_back(gateway):
    answer = await (await gateway()).get("/performance/v1/goals")
    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_down")
    assert answer.headers["content-type"] == PROBLEM
    assert int(answer.headers["retry-after"]) > 0
    assert (answer.json()["instance"], answer.json()["upstream"]) == ("/performance/v1/goals", "performance")
    assert answer.json()["trace_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def test_what_was_never_sent_may_be_sent_again(gateway, method):
    answer = await (await gateway()).request(method, "/performance/v1/goals")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


@pytest.mark.parametrize("service", [hanging_up, babbling])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_what_the_service_may_have_done_is_not_called_undone(gateway, service, method):
    answer = await (await gateway(service)).request(method, "/performance/v1/goals/1")
    assert (answer.status_code, answer.json()["code"]) == (502, "upstream_broke_off")
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_question_that_was_not_answered_may_be_asked_again(gateway, method):
    answer = await (await gateway(hanging_up)).request(method, "/performance/v1/goals")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_change_is_sent_once(gateway, method):
    heads = []

    async def deaf(reader, _writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))

    await (await gateway(deaf)).request(method, "/performance/v1/goals/1")
    assert len(heads) == 1


async def test_a_connection_that_the_service_has_closed_costs_no_change(gateway):
    client = await gateway(answering_once)
    for _ in range(5):
        assert (await client.post("/performance/v1/goals")).status_code == 200
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("service", [silent, slow_head])
async def test_a_service_that_does_not_answer_in_time_is_504(gateway, service):
    client = await gateway(service, pass_through_seconds=0.4)
    answer = await client.post("/performance/v1/goals", json={})
    assert (answer.status_code, answer.json()["code"]) == (504, "upstream_late")
    assert answer.headers["content-type"] == PROBLEM


async def test_one_service_that_hangs_neither_starves_the_other_nor_gathers_a_crowd(gateway):
    client = await gateway(silent, Answering(), upstream_concurrency=1, pass_through_seconds=1)
    waiting = [asyncio.create_task(client.get("/performance/v1/goals")) for _ in range(2)]
    await asyncio.sleep(0.1)
    refused = await client.get("/performance/v1/goals")
    assert (refused.status_code, refused.json()["code"]) == (503, "upstream_busy")
    assert int(refused.headers["retry-after"]) > 0
    assert (await client.get("/quality/v1/processes")).status_code == 200
    assert [(await answer).status_code for answer in waiting] == [504, 504]
