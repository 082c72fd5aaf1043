"""One document of the gateway and both services."""

import pytest

from gateway.documents import NamesClash, merged


def document(path, operation, tag="Goals", schema=None):
    return {
        "info": {"title": "one", "description": "Conventions."},
        "paths": {path: {"get": {"operationId": operation, "tags": [tag]}}},
        "tags": [{"name": tag, "description": f"{tag}, told."}],
        "components": {"schemas": {"Problem": {"type": "object"}} | (schema or {})},
    }


OWN = document("/v1/dashboards/me", "getMyDashboard", "Dashboards")


def test_a_service_stands_below_its_name_and_what_all_share_stands_once():
    goals, charts = document("/v1/goals", "listGoals"), document("/v1/charts", "listCharts", "Charts")
    whole = merged(OWN, {"performance": goals, "quality": charts})
    assert list(whole["paths"]) == ["/v1/dashboards/me", "/performance/v1/goals", "/quality/v1/charts"]
    assert [tag["name"] for tag in whole["tags"]] == ["Charts", "Dashboards", "Goals"]
    assert whole["components"]["schemas"] == {"Problem": {"type": "object"}}


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (document("/v1/others", "getMyDashboard"), "operation getMyDashboard"),
        (document("/v1/others", "listOthers", schema={"Problem": {"type": "string"}}), "schemas Problem"),
        (document("/v1/others", "listOthers", "Dashboards") | {"tags": [{"name": "Dashboards"}]}, "tag Dashboards"),
    ],
)
def test_a_name_of_two_meanings_fails_the_build(other, clash):
    with pytest.raises(NamesClash, match=clash):
        merged(OWN, {"quality": other})


async def test_the_gateway_serves_the_whole_document_to_anybody(gateway):
    client = await gateway(None, None)
    whole = (await client.get("/openapi.json")).json()
    prefixes = {path.split("/")[1] for path in whole["paths"]}
    assert prefixes == {"performance", "quality", "v1"}
    assert whole["servers"] == [{"url": "/"}]
    generators = (await client.get("/openapi.sdk.json")).json()
    assert "webhooks" not in generators
    assert generators["paths"] == whole["paths"]
