"""Stored charts beyond the default ones: run charts, Hotelling's T² of positions, and probability limits."""

import random

import numpy as np
import pytest
from scipy import stats

from services.quality.pictures.service import SVG
from tests.quality.charts.test_shown import at
from tests.quality.conftest import EVERYTHING

HOURS = range(40)


@pytest.fixture
def chart_of(make):
    async def chart(characteristic, kind, **fields):
        body = {"characteristic_id": str(characteristic.id), "name": kind, "kind": kind} | fields
        return await make.post("/v1/charts", body)

    return chart


@pytest.fixture
def read(client, make):
    looking = client(make.person(), "measurements:read")

    async def data(chart, accept="application/json", **query):
        answer = await looking.get(f"/v1/charts/{chart.id}/data", params=query, headers={"accept": accept})
        assert answer.status_code == 200, answer.text
        return answer.json() if accept == "application/json" else answer.text

    return data


async def test_a_run_chart_is_held_against_its_median_and_says_whether_it_has_shifted(make, chart_of, read):
    characteristic = await make.characteristic(subgroup_size=1)
    chart = await chart_of(characteristic, "run")
    before, after = [[10 + hour % 2] for hour in range(20)], [[11.5]] * 8
    await make.measured(characteristic, taken_at=[at(hour) for hour in range(28)], values=before + after)
    trial = await read(chart, taken_before=at(20))
    assert trial["stages"][0]["run_test"] == {
        "useful": 20, "longest_run": 1, "longest_run_limit": 7, "crossings": 19, "crossings_limit": 6, "signal": False,
    }  # fmt: skip
    assert (trial["plots"][0]["ucl"], trial["run_lengths"]) == ([None] * 20, [])
    limits = await make.limits(str(chart.id), at(0), taken_before=at(20))
    assert (limits.body["center"], limits.body["sigma"]) == (10.5, None)
    frozen = await read(chart, last=28)
    [stage] = frozen["stages"]
    assert (stage["center"], stage["run_test"]["longest_run"], stage["run_test"]["signal"]) == (10.5, 9, True)
    assert "a shift: longest run 9" in await read(chart, SVG, last=28)
    assert await make.signals(chart_id=str(chart.id)) == [], "the test is of the chart and not of a point"


@pytest.mark.parametrize(
    "counted",
    [
        ("defectives", {"count": [1, 2, 3], "size": [4, 2, 10]}, [0.25, 1, 0.3]),
        ("defects", {"count": [1, 2, 3], "exposure": [4.0, 1.0, 10.0]}, [0.25, 2, 0.3]),
        ("time_between", {"values": [[0.25], [2.0], [0.3]]}, [0.25, 2, 0.3]),
        ("count_between", {"values": [[3], [1], [2]]}, [3, 1, 2]),
    ],
)
async def test_a_run_chart_is_for_every_kind_of_data(make, chart_of, read, counted):
    """Of counts it shows what there is a unit."""
    data_kind, columns, rates = counted
    characteristic = await make.characteristic(data_kind=data_kind, subgroup_size=1)
    chart = await chart_of(characteristic, "run")
    await make.measured(characteristic, taken_at=[at(hour) for hour in range(3)], **columns)
    [plot] = (await read(chart))["plots"]
    assert plot["values"] == pytest.approx(rates)
    assert plot["center"] == pytest.approx([sorted(rates)[1]] * 3)


def moulded(chance, hours):
    """A mould of three cavities that are hot together."""
    for _ in hours:
        together = chance.gauss(0, 1)
        yield [place + together + chance.gauss(0, 0.2) for place in (10, 20, 30)]


async def test_t2_sees_positions_that_part_though_each_is_within_its_own_range(make, chart_of, read):
    characteristic = await make.characteristic(subgroup_size=3)
    chart = await chart_of(characteristic, "hotelling_t2", alpha=0.001)
    values = list(moulded(random.Random(5), HOURS))
    await make.measured(characteristic, taken_at=[at(hour) for hour in HOURS], values=values)
    limits = await make.limits(str(chart.id), at(0))
    np.testing.assert_allclose(limits.body["means"], np.mean(values, axis=0))
    np.testing.assert_allclose(limits.body["covariance"], np.cov(np.transpose(values)))
    assert (limits.body["center"], limits.body["sigma"], limits.body["subgroups"]) == (None, None, 40)
    parted, holed, short = [11.2, 18.8, 30.0], [10.0, None, 30.0], [10.0, 20.0]
    taken = [at(hour) for hour in (40, 41, 42)]
    ids = await make.measured(characteristic, taken_at=taken, values=[parted, holed, short])
    [signal] = await make.signals(chart_id=str(chart.id))
    assert (signal["subgroup_id"], signal["statistic"], signal["rule"]) == (ids[0], "t2", "nelson_1")
    [plot] = (await read(chart, last=43))["plots"]
    away = np.array(parted) - np.mean(values, axis=0)
    assert plot["values"][40] == pytest.approx(away @ np.linalg.inv(np.cov(np.transpose(values))) @ away)
    assert plot["values"][41:] == [None, None]
    assert plot["ucl"][40] == pytest.approx(3 * 41 * 39 / (40 * 37) * stats.f.ppf(0.999, 3, 37))


async def test_limits_of_t2_come_from_enough_subgroups_and_are_never_given(client, make, chart_of):
    characteristic = await make.characteristic(subgroup_size=3)
    chart = await chart_of(characteristic, "hotelling_t2")
    quality, path = client(make.person(), *EVERYTHING), f"/v1/charts/{chart.id}/limit-sets"
    await make.subgroups(characteristic, list(moulded(random.Random(6), range(4))))
    assert (await quality.post(path, json={})).json()["code"] == "insufficient_data"
    given = await quality.post(path, json={"center": 10, "sigma": 1, "source": "Pilot"})
    assert (given.status_code, given.json()["code"]) == (422, "invalid_option")
    following = [[1.0 * hour, 2.0 * hour, 3.0 * hour] for hour in range(1, 9)]
    await make.measured(characteristic, taken_at=[at(10 + hour) for hour in range(8)], values=following)
    assert (await quality.post(path, json={"last": 8})).json()["code"] == "singular_covariance"


async def test_how_many_positions_a_chart_has_can_be_said(client, make, chart_of):
    characteristic = await make.characteristic(subgroup_size=3)
    assert (await chart_of(characteristic, "hotelling_t2")).body["parameters"] == {"positions": 3}
    of_six = await chart_of(characteristic, "hotelling_t2", name="Of six", parameters={"positions": 6})
    assert of_six.body["parameters"] == {"positions": 6}
    single = await make.characteristic(subgroup_size=1)
    body = {"characteristic_id": str(single.id), "name": "T²", "kind": "hotelling_t2"}
    refused = (await client(make.person(), *EVERYTHING).post("/v1/charts", json=body)).json()
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("chart_not_suited", "/parameters/positions")


async def test_probability_limits_are_quantiles_and_judge_as_such(make, chart_of, read):
    characteristic = await make.characteristic(data_kind="defectives", subgroup_size=50)
    chart = await chart_of(characteristic, "np", limits_kind="probability", alpha=0.01, rules=["nelson_1"])
    await make.limits(str(chart.id), at(0), center=0.1, source="Pilot")
    low, high = (int(stats.binom.ppf(tail, 50, 0.1)) for tail in (0.005, 0.995))
    counts = [low, high, high + 1]
    ids = await make.measured(characteristic, taken_at=[at(1), at(2), at(3)], count=counts, size=[50] * 3)
    [plot] = (data := await read(chart))["plots"]
    assert (plot["lcl"], plot["ucl"]) == ([low] * 3, [high] * 3)
    assert data["run_lengths"][0]["mean"] == pytest.approx(100)
    assert [one["subgroup_id"] for one in await make.signals(chart_id=str(chart.id))] == [ids[2]]


async def test_probability_limits_are_refused_where_points_have_no_distribution_of_counts(client, make):
    characteristic = await make.characteristic()
    body = {"characteristic_id": str(characteristic.id), "name": "x", "kind": "xbar_r", "limits_kind": "probability"}
    refused = await client(make.person(), *EVERYTHING).post("/v1/charts", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_option")
