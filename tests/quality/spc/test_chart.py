"""The chart of a characteristic, from measurements that came in over the API."""

import json
from pathlib import Path

import pytest

from services.quality import spc

RINGS = json.loads((Path(spc.__path__[0]) / "published" / "xbar_r_s_pistonrings.json").read_text())
EXPECTED = RINGS["expected"]["xbar_r"]


@pytest.fixture
async def rings(make):
    characteristic = await make.characteristic()
    characteristic.body["subgroups"] = await make.subgroups(characteristic, RINGS["input"]["phase1_subgroups"])
    return characteristic


async def test_the_published_piston_rings_give_the_published_limits(client, make, rings):
    answer = await client(make.person(), "measurements:read").get(f"/v1/characteristics/{rings.id}/chart")
    chart = answer.json()
    assert answer.status_code == 200
    assert chart["sigma_within"] == pytest.approx(EXPECTED["sigma_within"], rel=1e-6)
    assert chart["location"]["center"] == pytest.approx(EXPECTED["center"], rel=1e-6)
    assert chart["dispersion"]["center"] == pytest.approx(EXPECTED["range_chart"]["center"], rel=1e-6)
    means, ranges = chart["location"]["points"], chart["dispersion"]["points"]
    assert [point["value"] for point in means] == pytest.approx(EXPECTED["subgroup_means"], rel=1e-6)
    assert [point["value"] for point in ranges] == pytest.approx(EXPECTED["range_chart"]["ranges"], abs=1e-9)
    assert [point["lcl"] for point in means] == pytest.approx([EXPECTED["lcl"]] * 25, rel=1e-6)
    assert [point["ucl"] for point in means] == pytest.approx([EXPECTED["ucl"]] * 25, rel=1e-6)
    assert [point["ucl"] for point in ranges] == pytest.approx([EXPECTED["range_chart"]["ucl"]] * 25, rel=1e-6)
    assert not any(point["beyond"] for point in means + ranges)
    assert chart["warnings"] == []


async def test_the_chart_names_its_characteristic_and_its_points_in_the_order_of_time(client, make, rings):
    chart = (await client(make.person(), "measurements:read").get(f"/v1/characteristics/{rings.id}/chart")).json()
    named = {name: rings.body[name] for name in ("id", "code", "name", "unit")}
    named |= {name: rings.body["specification"][name] for name in ("lsl", "usl", "target")}
    assert chart["characteristic"] == named
    points = chart["location"]["points"]
    assert [point["subgroup_id"] for point in points] == rings.body["subgroups"]
    assert [point["index"] for point in points] == list(range(1, 26))
    assert points[0]["taken_at"] == "2020-01-01T00:00:00.000Z"


async def test_only_the_last_ones_are_shown_and_set_the_limits(client, make, rings):
    reader = client(make.person(), "measurements:read")
    chart = (await reader.get(f"/v1/characteristics/{rings.id}/chart", params={"last": 10})).json()
    assert [point["subgroup_id"] for point in chart["location"]["points"]] == rings.body["subgroups"][-10:]
    last = RINGS["input"]["phase1_subgroups"][-10:]
    assert chart["location"]["center"] == pytest.approx(sum(map(sum, last)) / 50, rel=1e-9)
    assert chart["warnings"] == ["few_subgroups"]


async def test_unequal_subgroups_have_limits_of_their_own_and_gaps_where_too_little_is_there(client, make):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[1.0, 2.0], [2.0, 3.0, 1.5], [2.0, None], [None, None]])
    reader = client(make.person(), "measurements:read")
    chart = (await reader.get(f"/v1/characteristics/{characteristic.id}/chart")).json()
    means, ranges = chart["location"]["points"], chart["dispersion"]["points"]
    assert [point["n"] for point in means] == [2, 3, 1, 0]
    assert [point["value"] is None for point in means] == [False, False, False, True]
    assert [point["value"] is None for point in ranges] == [False, False, True, True]
    assert means[0]["ucl"] > means[1]["ucl"]
    assert chart["location"]["center"] is not None
    assert chart["dispersion"]["center"] is None


async def test_too_little_to_estimate_limits_from_is_said(client, make):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[74.0, 74.1], [74.0, None]])
    refused = await client(make.person(), "measurements:read").get(f"/v1/characteristics/{characteristic.id}/chart")
    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_data")
    assert refused.json()["usable_subgroups"] == 1


@pytest.mark.parametrize("last", ["1", "1001", "many"])
async def test_from_2_to_1000_subgroups_can_be_asked_for(client, make, rings, last):
    refused = await client(make.person(), "measurements:read").get(
        f"/v1/characteristics/{rings.id}/chart", params={"last": last}
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "?last")


async def test_the_chart_of_another_organisation_is_absent(client, make, elsewhere):
    theirs = await elsewhere.characteristic()
    await elsewhere.subgroups(theirs, [[74.0, 74.1], [74.0, 74.2]])
    absent = await client(make.person(), "measurements:read").get(f"/v1/characteristics/{theirs.id}/chart")
    assert absent.status_code == 404
