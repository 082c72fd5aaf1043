"""What holds for every request, whatever it asks for."""

from contextlib import asynccontextmanager

import httpx
import pytest

from services.performance.app import create
from services.performance.settings import Settings
from shared.problems import Problem
from shared.testing import ISSUER, started

ORIGIN = "https://hr.example.org"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
async def faulty(migrated, provider):
    """The service with one route that breaks, answering a browser of another origin."""
    url = await migrated("performance")
    settings = Settings(
        database_url=url, issuer=ISSUER, environment="development", log_level="ERROR",
        allowed_origins=[ORIGIN], trusted_peers=["127.0.0.1"],
    )  # fmt: skip
    app = create(settings, provider)

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError("a secret of ours")

    async with started(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/nowhere", 404, "not_found"),
    ("DELETE", "/v1/goals", 405, "method_not_allowed"),
    ("GET", "/v1/goals", 401, "token_missing"),
    ("GET", "/broken", 500, "internal_error"),
])  # fmt: skip
async def test_every_refusal_is_a_problem_document(faulty, method, path, status, code):
    answer = await faulty.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == path
    assert answer.json()["trace_id"] == answer.headers["x-request-id"]


async def test_a_fault_tells_the_caller_nothing_and_still_reaches_a_browser(faulty):
    answer = await faulty.get("/broken", headers={"Origin": ORIGIN})
    assert "secret" not in answer.text
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "ETag" in answer.headers["access-control-expose-headers"]


async def test_a_fault_is_logged_with_its_trace(faulty, capsys):
    await faulty.get("/broken", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    logged = capsys.readouterr().err
    assert TRACE in logged
    assert "a secret of ours" in logged


async def test_the_trace_of_the_caller_goes_on(faulty):
    answer = await faulty.get("/livez", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert answer.headers["x-request-id"] == TRACE


@pytest.mark.parametrize("traceparent", ["", "00-x-y-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{TRACE}\r\nx: y"])
async def test_a_trace_that_is_none_is_replaced(faulty, traceparent):
    answer = await faulty.get("/livez", headers={"traceparent": traceparent})
    assert len(answer.headers["x-request-id"]) == 32
    assert answer.headers["x-request-id"] != TRACE


async def test_a_head_that_is_too_large_is_refused(faulty):
    many = {f"x-{number}": "a" for number in range(101)}
    for headers in (many, {"x": "a" * 33_000}):
        answer = await faulty.get("/livez", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (431, "head_too_large")


async def test_behind_the_gateway_paths_carry_its_prefix(faulty):
    answer = await faulty.get("/v1/goals", headers={"X-Forwarded-Prefix": "/performance"})
    assert answer.json()["instance"] == "/performance/v1/goals"


@pytest.mark.parametrize("prefix", ["//evil.example", "/a?b", "http://evil.example", "/" + "\xe9"])
async def test_a_prefix_that_is_no_path_is_ignored(faulty, prefix):
    answer = await faulty.get("/v1/goals", headers={"X-Forwarded-Prefix": prefix.encode("latin-1")})
    assert answer.json()["instance"] == "/v1/goals"


async def test_live_and_ready(faulty):
    assert (await faulty.get("/livez")).json() == {"status": "ok"}
    assert (await faulty.get("/readyz")).json() == {"status": "ok", "checks": ["database"]}


@asynccontextmanager
async def serving(provider, url):
    settings = Settings(app_database_url=url, issuer=ISSUER, environment="development", log_level="ERROR")
    async with (
        started(create(settings, provider)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client,
    ):
        yield client


async def test_without_its_database_it_lives_but_is_not_ready(provider):
    async with serving(provider, "postgresql://nobody@127.0.0.1:1/nothing") as client:
        assert (await client.get("/livez")).status_code == 200
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
        assert list(ready.json()["failed"]) == ["database"]


async def test_an_administrator_is_no_app_role(migrated, provider):
    async with serving(provider, await migrated("performance")) as client:
        assert (await client.get("/readyz")).json()["failed"] == {"database": "NotTheAppRole"}


async def test_the_docs_page_asks_no_other_host(faulty):
    page = await faulty.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "http" not in page.text
    for path in ("/docs/start.js", "/docs/static/swagger-ui-bundle.js", "/docs/static/swagger-ui.css"):
        assert (await faulty.get(path)).status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_a_problem_names_itself():
    class WeightsTooHeavy(Problem):
        """Too heavy."""

    assert (WeightsTooHeavy.code, WeightsTooHeavy().detail) == ("weights_too_heavy", "Too heavy.")


async def test_a_path_without_end_is_refused(faulty):
    for target in ("/v1/goals?cursor=" + "a" * 9_000, "/v1/" + "a" * 9_000):
        answer = await faulty.get(target)
        assert (answer.status_code, answer.json()["code"]) == (414, "target_too_long")


async def test_a_trailing_slash_is_another_path_and_redirects_nowhere(faulty):
    assert (await faulty.get("/v1/goals/")).status_code == 404


async def test_behind_the_gateway_the_document_names_its_prefix_as_server(faulty):
    inside = await faulty.get("/openapi.json")
    outside = await faulty.get("/openapi.json", headers={"X-Forwarded-Prefix": "/performance"})
    assert (inside.json()["servers"], outside.json()["servers"]) == ([{"url": "/"}], [{"url": "/performance"}])


async def test_with_telemetry_on_it_answers_as_before(migrated, provider):
    url = await migrated("performance")
    settings = Settings(database_url=url, issuer=ISSUER, environment="development", log_level="ERROR", telemetry=True)
    async with (
        started(create(settings, provider)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client,
    ):
        assert (await client.get("/readyz")).status_code == 200
