"""A chart as data: points, the limits in force when each was taken, specifications, exclusions and signals."""

import json
import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING, LONG_AGO

RINGS = json.loads(Path("services/quality/spc/published/xbar_r_s_pistonrings.json").read_text())
PHASE_ONE = RINGS["input"]["phase1_subgroups"]
EXPECTED = RINGS["expected"]["xbar_r"]
PILOT = {"center": 74, "sigma": 0.01, "source": "Pilot"}


def at(hour):
    return (LONG_AGO + timedelta(hours=hour)).isoformat()


async def shown(client, characteristic, **query):
    answer = await client.get(f"/v1/characteristics/{characteristic.id}/chart", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def rings(make):
    characteristic = await make.characteristic()
    characteristic.body["subgroups"] = await make.subgroups(characteristic, PHASE_ONE)
    return characteristic


@pytest.fixture
def reader(client, make):
    return client(make.person(), "measurements:read")


async def test_while_no_limits_are_in_force_the_published_rings_give_the_published_ones(make, rings, reader):
    chart = await shown(reader, rings)
    mean, spread = chart["plots"]
    assert mean["values"] == pytest.approx(EXPECTED["subgroup_means"], rel=1e-6)
    assert spread["values"] == pytest.approx(EXPECTED["range_chart"]["ranges"], abs=1e-9)
    for plot, lines in ((mean, EXPECTED), (spread, EXPECTED["range_chart"])):
        assert plot["center"] == pytest.approx([lines["center"]] * 25, rel=1e-6)
        assert plot["ucl"] == pytest.approx([lines["ucl"]] * 25, rel=1e-6)
    [stage] = chart["stages"]
    assert stage.pop("sigma") == pytest.approx(EXPECTED["sigma_within"], rel=1e-6)
    assert stage.pop("center") == pytest.approx(EXPECTED["center"], rel=1e-9)
    assert stage == {
        "limit_set_id": None, "number": None, "first_index": 1, "last_index": 25, "estimated_from": 25,
        "run_test": None, "sigma_z": None,
    }  # fmt: skip
    assert [point["subgroup_id"] for point in chart["points"]] == rings.body["subgroups"]
    assert (chart["total"], chart["warnings"], chart["signals"]) == (25, [], [])
    lengths = [(one["shift"], round(one["mean"], 1), one["method"]) for one in chart["run_lengths"]]
    assert lengths == [(0, 109.0, "markov_chain"), (1, 9.7, "markov_chain")], "rules 1, 2, 5 and 6"
    assert {name: chart["characteristic"][name] for name in ("code", "unit", "data_kind")} == {
        "code": rings.body["code"], "unit": "mm", "data_kind": "variable",
    }  # fmt: skip
    [specification] = chart["specifications"]
    assert (specification["lsl"], specification["usl"], specification["target"]) == (73.95, 74.05, 74)


async def test_the_last_ones_or_a_period_are_shown(rings, reader):
    ids = rings.body["subgroups"]
    for query, wanted in (
        ({"last": 10}, ids[-10:]),
        ({"taken_since": at(3), "taken_before": at(8)}, ids[3:8]),
        ({"taken_since": at(3), "last": 4}, ids[-4:]),
        ({"taken_before": at(8), "last": 4}, ids[4:8]),
    ):
        chart = await shown(reader, rings, **query)
        assert [point["subgroup_id"] for point in chart["points"]] == wanted, query
        assert [len(plot["values"]) for plot in chart["plots"]] == [len(wanted)] * 2


async def test_each_point_has_the_limits_in_force_when_it_was_taken(make, rings, reader):
    chart_id = await make.default_chart(rings)
    first = await make.limits(chart_id, at(5), **PILOT)
    second = await make.limits(chart_id, at(15), **PILOT | {"sigma": 0.02})
    chart = await shown(reader, rings)
    stages = [(one["limit_set_id"], one["number"], one["first_index"], one["last_index"]) for one in chart["stages"]]
    assert stages == [(None, None, 1, 5), (str(first.id), 1, 6, 15), (str(second.id), 2, 16, 25)]
    mean = chart["plots"][0]
    assert mean["ucl"][:5] == [None] * 5
    assert None not in mean["values"], "a point without limits is shown without lines"
    reach = 3 / 5**0.5
    assert mean["ucl"][5:] == pytest.approx([74 + reach * 0.01] * 10 + [74 + reach * 0.02] * 10, rel=1e-9)


async def test_signals_exclusions_and_specifications_stand_on_the_points(client, make, reader):
    characteristic = await make.characteristic(subgroup_size=3)
    quality = client(make.person(), *EVERYTHING)
    wider = {"valid_from": at(5), "usl": 75, "reason": "Drawing 17"}
    await quality.post(f"/v1/characteristics/{characteristic.id}/specifications", json=wider)
    await make.limits(await make.default_chart(characteristic), at(0), **PILOT)
    near = [[74.001, 74.002, 74.003]] * 9
    taken = [at(hour) for hour in range(10)]
    ids = await make.measured(characteristic, taken_at=taken, values=[*near, [74.03] * 3], note=["Usual"])
    excluded = {"action": "exclude", "reason": "Coolant", "assignable_cause": "coolant"}
    await quality.post(f"/v1/measurements/{ids[2]}/transitions", json=excluded)
    chart = await shown(reader, characteristic)
    stored = {one["id"]: one for one in await make.signals()}
    said = [(one["index"], one["first_index"], one["rule"], one["status"]) for one in chart["signals"]]
    assert said == [(9, 1, "nelson_2", "open"), (10, 10, "nelson_1", "open"), (10, 2, "nelson_2", "open")]
    assert {one["id"] for one in chart["signals"]} == set(stored)
    assert chart["plots"][0]["beyond"] == [False] * 9 + [True]
    assert [point["index"] for point in chart["points"] if point["excluded"]] == [3]
    assert (chart["points"][2]["assignable_cause"], chart["points"][2]["note"]) == ("coolant", "Usual")
    assert [one["usl"] for one in chart["specifications"]] == [74.05, 75]
    assert [one["usl"] for one in (await shown(reader, characteristic, last=2))["specifications"]] == [75]


async def test_many_points_are_thinned_out_and_none_that_says_something_goes(make, client, reader):
    characteristic, chance = await make.characteristic(subgroup_size=1), random.Random(1)
    await make.limits(await make.default_chart(characteristic), at(0), **PILOT)
    values = [[chance.gauss(74, 0.01)] for _ in range(3_000)]
    ids = await make.measured(characteristic, taken_at=[at(hour) for hour in range(3_000)], values=values)
    excluded = {"action": "exclude", "reason": "Coolant", "assignable_cause": "coolant"}
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{ids[1234]}/transitions", json=excluded)
    chart = await shown(reader, characteristic, last=3_000, most_points=500)
    indices = [point["index"] for point in chart["points"]]
    assert chart["total"] == 3_000
    assert indices == sorted(set(indices))
    assert 300 < len(indices) <= 500
    assert {1, 1235, 3_000} | {one["index"] for one in chart["signals"]} <= set(indices)
    assert len(chart["signals"]) > 10
    extremes = {values.index(min(values)) + 1, values.index(max(values)) + 1}
    assert extremes <= set(indices)
    assert [len(plot[name]) for plot in chart["plots"] for name in ("values", "ucl", "beyond")] == [len(indices)] * 6
    whole = await shown(reader, characteristic, last=3_000, most_points=3_000)
    assert len(whole["points"]) == 3_000


@pytest.mark.parametrize("kind", ["i_mr", "ewma", "cusum"])
async def test_a_part_of_a_chart_shows_what_the_whole_shows_there(client, make, kind):
    """A moving range has a point before it; sums and averages begin where their limits do."""
    characteristic, chance = await make.characteristic(subgroup_size=1), random.Random(kind)
    body = {"characteristic_id": str(characteristic.id), "name": kind, "kind": kind}
    chart = await make.post("/v1/charts", body)
    await make.limits(str(chart.id), at(0), **PILOT)
    values = [[chance.gauss(74.005, 0.01)] for _ in range(60)]
    await make.measured(characteristic, taken_at=[at(hour) for hour in range(60)], values=values)
    quality = client(make.person(), "measurements:read")

    async def data(**query):
        return (await quality.get(f"/v1/charts/{chart.id}/data", params=query)).json()

    whole = await data(last=60)
    for part in (await data(last=10), await data(taken_since=at(50))):
        assert part["total"] == 10
        for plot, of_whole in zip(part["plots"], whole["plots"], strict=True):
            for name in ("values", "ucl", "center"):
                assert plot[name] == of_whole[name][50:], (kind, name)


@pytest.mark.parametrize("kind", ["variable", "defectives", "defects", "time_between", "count_between"])
async def test_nothing_measured_is_an_empty_chart(make, reader, kind):
    chart = await shown(reader, await make.characteristic(data_kind=kind, subgroup_size=1))
    assert (chart["points"], chart["plots"], chart["stages"], chart["total"]) == ([], [], [], 0)


async def test_too_little_for_limits_of_its_own_is_said(make, reader):
    characteristic = await make.characteristic()
    await make.subgroups(characteristic, [[1.0, 2.0]])
    refused = await reader.get(f"/v1/characteristics/{characteristic.id}/chart")
    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_data")


@pytest.mark.parametrize(
    "query", [{"last": 1}, {"last": 10_001}, {"most_points": 99}, {"taken_since": "soon"}, {"colour": "red"}]
)
async def test_a_chart_that_can_not_be_drawn_is_refused(make, reader, query):
    refused = await reader.get(f"/v1/characteristics/{(await make.characteristic()).id}/chart", params=query)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


async def test_the_chart_of_another_organisation_is_absent(make, elsewhere, reader):
    theirs = await elsewhere.characteristic()
    chart = await elsewhere.default_chart(theirs)
    for path in (f"/v1/characteristics/{theirs.id}/chart", f"/v1/charts/{chart}/data", f"/v1/charts/{uuid4()}/data"):
        assert (await reader.get(path)).status_code == 404
