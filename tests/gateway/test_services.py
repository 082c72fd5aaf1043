"""The gateway before the real services, as a frontend meets them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.performance.app import create as create_performance
from services.performance.settings import Settings as PerformanceSettings
from services.quality.app import create as create_quality
from services.quality.settings import Settings as QualitySettings
from shared.testing import ISSUER, Migrated, started
from tests.gateway.servers import serving

SCOPES = ("dashboards:read", "summary:read", "people:read", "people:write")
GATEWAY: dict[str, Any] = {
    "issuer": ISSUER, "environment": "development", "log_level": "ERROR", "trusted_peers": ["127.0.0.1"],
}  # fmt: skip


@pytest.fixture(scope="module")
async def services(migrated: Migrated, provider: httpx.AsyncClient) -> AsyncIterator[tuple[str, str]]:
    """The addresses of both, each with its own schema of the database."""
    performance = PerformanceSettings(database_url=await migrated("performance"), **GATEWAY)
    quality = QualitySettings(database_url=await migrated("quality"), **GATEWAY)
    async with (
        started(create_performance(performance, provider)) as first,
        started(create_quality(quality, provider)) as second,
        serving(first) as one,
        serving(second) as other,
    ):
        yield one, other


@pytest.fixture
async def client(gateway, services, token):
    signed_in = await gateway(*services, deadline_seconds=10)
    signed_in.headers["authorization"] = f"Bearer {token(*SCOPES)}"
    return signed_in


async def test_the_dashboard_shows_both_services_as_they_answer_themselves(client):
    parts = (await client.get("/v1/dashboards/executive")).json()["parts"]
    for name, part in parts.items():
        assert (part["status"], part["detail"]) == ("ok", None)
        alone = (await client.get(f"/{name}/v1/summary")).json()
        assert part["data"] | {"as_of": None} == alone | {"as_of": None}


async def test_with_one_service_stopped_the_other_is_shown_whole(gateway, services, token):
    client = await gateway(services[0], None, deadline_seconds=10)
    headers = {"Authorization": f"Bearer {token(*SCOPES)}"}
    parts = (await client.get("/v1/dashboards/executive", headers=headers)).json()["parts"]
    alone = (await client.get("/performance/v1/summary", headers=headers)).json()
    assert parts["performance"]["data"] | {"as_of": None} == alone | {"as_of": None}
    assert (parts["quality"]["status"], parts["quality"]["data"]) == ("down", None)


async def test_without_the_scope_of_a_service_its_part_is_refused(client, token):
    headers = {"Authorization": f"Bearer {token('dashboards:read')}"}
    parts = (await client.get("/v1/dashboards/executive", headers=headers)).json()["parts"]
    assert [part["status"] for part in parts.values()] == ["refused", "refused"]
    assert "summary:read" in parts["quality"]["detail"]


async def test_what_is_made_through_the_gateway_is_found_where_it_says(client):
    person = {"display_name": "Ann", "work_email": "ann@example.org"}
    made = await client.post("/performance/v1/people", json=person)
    assert made.status_code == 201
    assert made.headers["location"] == f"/performance/v1/people/{made.json()['id']}"
    found = await client.get(made.headers["location"])
    assert (found.content, found.headers["etag"]) == (made.content, made.headers["etag"])
    again = await client.get(made.headers["location"], headers={"If-None-Match": made.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_of_two_changes_to_one_version_the_second_is_412(client):
    made = await client.post("/performance/v1/people", json={"display_name": "Bo", "work_email": "bo@example.org"})
    path, headers = made.headers["location"], {"If-Match": made.headers["etag"]}
    answers = [await client.patch(path, json={"display_name": name}, headers=headers) for name in ("This", "That")]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[1].json()["instance"] == path
    assert answers[1].json()["trace_id"] == answers[1].headers["x-request-id"]


async def test_a_service_refuses_a_strangers_token_itself(client):
    answer = await client.get("/quality/v1/processes", headers={"Authorization": "Bearer a.b.c"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert answer.json()["instance"] == "/quality/v1/processes"


async def test_every_page_links_to_the_next_through_the_gateway(client):
    for name in ("Cy", "Di"):
        await client.post("/performance/v1/people", json={"display_name": name, "work_email": f"{name}@example.org"})
    first = await client.get("/performance/v1/people?limit=1")
    following = await client.get(first.links["next"]["url"])
    assert following.status_code == 200
    assert following.json()["items"][0]["id"] != first.json()["items"][0]["id"]


async def test_the_docs_of_a_service_are_read_through_the_gateway(client):
    assert (await client.get("/performance/docs/start.js")).status_code == 200
    assert (await client.get("/performance/openapi.json")).json()["info"]["title"] == "Mettle performance"
