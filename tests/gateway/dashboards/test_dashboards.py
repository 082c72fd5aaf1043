"""Every dashboard asks for its parts at once, hands on the filters a part takes, and says how each went."""

import pytest

from gateway.dashboards.rules import MINE, QUALITY
from tests.gateway.servers import Answering, silent


@pytest.mark.parametrize(("name", "sources"), [("me", MINE), ("quality", QUALITY)])
async def test_every_part_comes_from_where_it_says(gateway, name, sources):
    services = {"performance": Answering(), "quality": Answering()}
    answer = await (await gateway(*services.values())).get(f"/v1/dashboards/{name}")
    assert {part: told["status"] for part, told in answer.json()["parts"].items()} == dict.fromkeys(sources, "ok")
    for service, upstream in services.items():
        asked = {scope["path"] for scope in upstream.scopes}
        assert asked == {source.path for source in sources.values() if source.service == service}


async def test_a_period_goes_to_the_parts_that_take_one(gateway):
    quality = Answering()
    client = await gateway(None, quality)
    process = "01976f3a-1c2e-7b40-9a55-3f0d2c8e6b11"
    query = {"since": "2026-01-01", "before": "2026-02-01", "process_id": process}
    assert (await client.get("/v1/dashboards/quality", params=query)).status_code == 200
    heard = {scope["path"]: scope["query_string"].decode() for scope in quality.scopes}
    assert heard["/v1/metrics"] == f"since=2026-01-01&before=2026-02-01&process_id={process}"
    assert heard["/v1/metrics/ageing"] == f"process_id={process}"
    assert heard["/v1/inbox"] == ""


async def test_a_filter_that_is_none_is_refused(gateway):
    client = await gateway(None, Answering())
    answer = await client.get("/v1/dashboards/quality", params={"until": "2026-02-01"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?until")


async def test_a_period_that_ends_before_it_begins_asks_no_service(gateway):
    quality = Answering()
    client = await gateway(None, quality)
    answer = await client.get("/v1/dashboards/quality", params={"since": "2026-02-01", "before": "2026-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (422, "period_reversed")
    assert answer.json()["errors"][0]["pointer"] == "?before"
    assert quality.scopes == []


async def test_my_goals_come_also_when_quality_never_answers(gateway):
    answer = await (await gateway(Answering(), silent)).get("/v1/dashboards/me")
    assert {name: part["status"] for name, part in answer.json()["parts"].items()} == {"goals": "ok", "inbox": "late"}


async def test_my_dashboard_without_either_service_is_503(gateway):
    answer = await (await gateway(None, None)).get("/v1/dashboards/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "nothing_answered")
