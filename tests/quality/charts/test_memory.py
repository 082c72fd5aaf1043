"""What EWMA and CUSUM remember spares them the points before, and never changes what they say."""

import random
from datetime import timedelta

import pytest

from tests.quality.charts.recomputed import Recomputed
from tests.quality.conftest import EVERYTHING, LONG_AGO

PILOT = {"center": 74, "sigma": 0.01, "source": "Pilot"}
POINTS = 360


def at(hour):
    return (LONG_AGO + timedelta(hours=hour)).isoformat()


@pytest.fixture(params=["ewma", "cusum"])
async def watched(request, client, make):
    """Watched by this kind of chart since 2020, with 360 points that came in order; and the check of its signals."""
    kind, chance = request.param, random.Random(request.param)
    characteristic = await make.characteristic(subgroup_size=1)
    chart = await make.post("/v1/charts", {"characteristic_id": str(characteristic.id), "name": kind, "kind": kind})
    await make.limits(str(chart.id), at(0), **PILOT)
    for first in range(0, POINTS, 40):
        taken = [at(hour) for hour in range(first, first + 40)]
        values = [[chance.gauss(74.003, 0.01)] for _ in taken]
        keys = [str(hour) for hour in range(first, first + 40)]
        await make.measured(characteristic, taken_at=taken, values=values, external_id=keys)
    characteristic.body["chart"] = str(chart.id)
    check = Recomputed(client(make.person(), *EVERYTHING), str(characteristic.id), str(chart.id))
    characteristic.body["check"] = check
    return characteristic


async def remembered(sql, watched):
    of_chart = "SELECT count(*) FROM quality.chart_memories WHERE chart_id = $1::uuid"
    return await sql.fetchval(of_chart, watched.body["chart"])


async def test_points_in_order_have_the_signals_of_a_recomputation(sql, watched):
    assert await remembered(sql, watched) == 3
    assert await watched.body["check"].faults() == []
    assert await watched.body["check"].signals(), "no signal would prove nothing"


async def test_a_new_point_reads_only_those_since_what_is_remembered(make, sql, watched):
    """What was not read can not matter: values behind the service's back change nothing that comes later."""
    before = await make.signals()
    await sql.execute(
        "UPDATE quality.subgroups SET values = '{60}' WHERE characteristic_id = $1 AND taken_at < $2",
        watched.id, LONG_AGO + timedelta(hours=250),
    )  # fmt: skip
    await make.measured(watched, taken_at=[at(POINTS)], values=[[74.0]])
    after = await make.signals()
    assert [one["id"] for one in after if one["taken_at"] < at(POINTS)] == [one["id"] for one in before]
    assert "cusum_lower" not in {one["statistic"] for one in after[len(before) :]}


@pytest.mark.parametrize("query", [{"last": 30}, {"taken_since": at(310)}, {"taken_since": at(150), "last": 100}])
async def test_a_part_shows_what_the_whole_shows_there(client, make, sql, watched, query):
    reader, path = client(make.person(), "measurements:read"), f"/v1/charts/{watched.body['chart']}/data"
    whole = (await reader.get(path, params={"last": POINTS})).json()
    part = (await reader.get(path, params=query)).json()
    first = POINTS - part["total"]
    assert 0 < part["total"] <= 100
    for plot, of_whole in zip(part["plots"], whole["plots"], strict=True):
        for name in ("values", "ucl", "center"):
            assert plot[name] == pytest.approx(of_whole[name][first:], rel=1e-12), name
    assert [one["id"] for one in part["signals"]] == [one["id"] for one in whole["signals"] if one["index"] > first]


async def test_the_last_points_are_shown_without_those_that_are_remembered(client, make, sql, watched):
    """None of the points before hour 290 can be read: there are none any more."""
    reader, path = client(make.person(), "measurements:read"), f"/v1/charts/{watched.body['chart']}/data"
    before = (await reader.get(path, params={"last": 30})).json()
    await sql.execute(
        "UPDATE quality.subgroups SET values = '{60}' WHERE characteristic_id = $1 AND taken_at < $2",
        watched.id, LONG_AGO + timedelta(hours=290),
    )  # fmt: skip
    assert (await reader.get(path, params={"last": 30})).json() == before


async def test_a_late_point_a_correction_and_a_void_are_remembered_otherwise(client, make, sql, watched):
    await make.measured(watched, taken_at=[at(120.5)], values=[[74.03]])
    assert await watched.body["check"].faults() == []
    correction = {"external_id": ["200"], "taken_at": [at(200)], "values": [[73.9]], "correction_reason": ["Misread"]}
    report = await make.batch(watched, **correction)
    assert report["summary"]["corrected"] == 1
    assert await watched.body["check"].faults() == []
    void = {"action": "void", "reason": "Wrong part"}
    id = report["results"][0]["id"]
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{id}/transitions", json=void)
    assert await watched.body["check"].faults() == []
    assert await remembered(sql, watched) == 3


async def test_points_of_one_time_are_remembered_together(make, watched):
    for values in ([[74.02]], [[74.01], [73.98]], [[74.03]]):
        await make.measured(watched, taken_at=[at(POINTS - 1)] * len(values), values=values)
    await make.measured(watched, taken_at=[at(POINTS)], values=[[74.02]])
    assert await watched.body["check"].faults() == []


async def test_other_limits_begin_without_memory(make, watched):
    await make.limits(watched.body["chart"], at(150), **PILOT | {"sigma": 0.02})
    await make.measured(watched, taken_at=[at(POINTS)], values=[[74.1]])
    assert await watched.body["check"].faults() == []
