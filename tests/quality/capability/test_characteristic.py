"""The capability of a characteristic from what is stored of it."""

from datetime import timedelta
from typing import Any

import pytest

from services.quality.pictures.service import SVG, VEGA_LITE
from tests.quality.capability.test_capability import PATH, RINGS, SUBGROUPS, judged, near
from tests.quality.conftest import LONG_AGO


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


@pytest.fixture
async def rings(make):
    """The published rings as they were taken, one subgroup an hour."""
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, SUBGROUPS)
    return characteristic


async def capability(engineer, characteristic, **query: Any) -> dict[str, Any]:
    answer = await engineer.get(f"/v1/characteristics/{characteristic.id}/capability", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refused(engineer, characteristic, **query: Any) -> tuple[int, str]:
    answer = await engineer.get(f"/v1/characteristics/{characteristic.id}/capability", params=query)
    return answer.status_code, answer.json()["code"]


async def test_stored_rings_are_judged_as_the_published_ones(engineer, rings):
    found = await capability(engineer, rings)
    sent = await judged(engineer, subgroups=SUBGROUPS, lsl=73.95, usl=74.05, target=74)
    assert found["within"]["cpk"]["value"] == near(RINGS["expected"]["Cpk"]["value"])
    assert {name: found[name] for name in sent} == sent
    assert (found["subgroups"], found["excluded"], found["specification_revised"]) == (25, 0, False)
    assert found["specification"]["lsl"] == 73.95
    assert (found["taken_from"], found["taken_to"]) == ("2020-01-01T00:00:00.000Z", "2020-01-02T00:00:00.000Z")


async def test_the_latest_subgroups_or_a_period_can_be_judged_alone(engineer, rings):
    assert (await capability(engineer, rings, last=5))["subgroups"] == 5
    since = (LONG_AGO + timedelta(hours=10)).isoformat()
    before = (LONG_AGO + timedelta(hours=14)).isoformat()
    assert (await capability(engineer, rings, taken_since=since, taken_before=before))["n"] == 20


async def test_excluded_and_void_subgroups_are_not_judged(engineer, make):
    rings = await make.characteristic()
    path, ids = "/v1/measurements/{}/transitions", await make.subgroups(rings, SUBGROUPS)
    for id, action in zip(ids, ("exclude", "void"), strict=False):
        body = {"action": action, "reason": "Tool broke", "assignable_cause": "tool" if action == "exclude" else None}
        answer = await make.client(make.person(), *make.scopes).post(path.format(id), json=body)
        assert answer.status_code == 200, answer.text
    found = await capability(engineer, rings)
    assert (found["subgroups"], found["excluded"], found["n"]) == (23, 1, 115)


async def test_values_are_held_against_the_specification_of_their_time(engineer, make, rings):
    path = f"/v1/characteristics/{rings.id}/specifications"
    wider = {"lsl": 73.9, "usl": 74.1, "target": 74, "valid_from": "2020-01-01T12:00:00Z", "reason": "New drawing"}
    await make.post(path, wider)
    found = await capability(engineer, rings)
    assert (found["specification"]["lsl"], found["specification_revised"]) == (73.9, True)
    earlier = await capability(engineer, rings, taken_before="2020-01-01T12:00:00Z")
    assert (earlier["specification"]["lsl"], earlier["specification_revised"]) == (73.95, False)


async def test_what_can_not_be_judged_is_refused_with_its_reason(engineer, make, rings):
    counted = await make.characteristic(data_kind="defectives", unit=None, lsl=None, usl=None, target=None)
    assert await refused(engineer, counted) == (409, "not_on_a_scale")
    free = await make.characteristic(lsl=None, usl=None, target=None, characteristic_class="minor")
    assert await refused(engineer, free) == (409, "nothing_specified")
    assert await refused(engineer, await make.characteristic()) == (422, "insufficient_data")
    assert await refused(engineer, rings, distribution="empirical") == (422, "empirical_needs_thousand")


async def test_another_organisations_characteristic_is_not_there(engineer, elsewhere):
    assert await refused(engineer, await elsewhere.characteristic()) == (404, "not_found")


async def pictured(engineer, characteristic, accept: str) -> Any:
    path = f"/v1/characteristics/{characteristic.id}/capability"
    answer = await engineer.get(path, headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


async def test_the_histogram_says_what_it_shows(engineer, rings):
    text = (await pictured(engineer, rings, SVG)).text
    for said in ("LSL 73.95", "USL 74.05", "target 74", "mean 74.001", "within subgroups", "of 125 values", "Cpk 1.66"):
        assert said in text, said


async def test_the_histogram_has_each_value_once_and_what_is_outside_apart(engineer, make):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [*SUBGROUPS, [74.2, 74.0, 73.8]])
    bars = (await pictured(engineer, characteristic, VEGA_LITE)).json()["layer"][0]["data"]["values"]
    assert sum(bar["count"] for bar in bars) == 128
    assert sum(bar["count"] - bar["inside"] for bar in bars) == 2


async def test_values_that_do_not_vary_are_one_bar(engineer):
    answer = await engineer.post(PATH, json={"values": [5, 5, 5], "usl": 6}, headers={"accept": VEGA_LITE})
    assert [bar["count"] for bar in answer.json()["layer"][0]["data"]["values"]] == [3]
