"""Each new point is judged in its own transaction, by the limits in force when it was taken."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from tests.quality.charts.recomputed import Recomputed
from tests.quality.conftest import EVERYTHING, LONG_AGO

BEGIN = LONG_AGO.isoformat()
PILOT = {"center": 74, "sigma": 0.01, "source": "Pilot"}
OUT = [74.03, 74.03, 74.03]


def at(hour):
    return (LONG_AGO + timedelta(hours=hour)).isoformat()


@pytest.fixture
async def watched(client, make):
    """A characteristic with limits since 2020, and the check of its signals."""
    characteristic = await make.characteristic(subgroup_size=3)
    chart = await make.default_chart(characteristic)
    characteristic.body["limits"] = await make.limits(chart, BEGIN, **PILOT)
    characteristic.body["chart"] = chart
    check = Recomputed(client(make.person(), *EVERYTHING), str(characteristic.id), chart)
    characteristic.body["faults"] = check.faults
    return characteristic


async def test_a_point_beyond_its_limits_signals_at_once(make, watched):
    ids = await make.measured(watched, taken_at=[at(1), at(2)], values=[[74, 74.001, 74.002], OUT])
    [signal] = await make.signals()
    assert (signal["subgroup_id"], signal["statistic"], signal["rule"]) == (ids[1], "mean", "nelson_1")
    assert (signal["window_ids"], signal["status"]) == ([ids[1]], "open")
    assert signal["limit_set_id"] == str(watched.body["limits"].id)
    assert signal["characteristic"]["id"] == str(watched.id)
    assert await watched.body["faults"]() == []


async def test_nothing_is_judged_before_limits_are_in_force(make, watched):
    await make.measured(watched, taken_at=["2019-12-31T00:00:00Z"], values=[OUT])
    assert await make.signals() == []


async def test_a_rule_looks_back_over_batches_but_not_over_new_limits(make, watched):
    for hour in range(8):
        await make.measured(watched, taken_at=[at(hour)], values=[[74.001, 74.002, 74.003]])
    assert await make.signals() == []
    [ninth] = await make.measured(watched, taken_at=[at(8)], values=[[74.001, 74.002, 74.003]])
    [signal] = await make.signals()
    assert (signal["rule"], len(signal["window_ids"]), signal["subgroup_id"]) == ("nelson_2", 9, ninth)
    await make.limits(watched.body["chart"], at(8), **PILOT)
    assert await make.signals() == []
    assert await watched.body["faults"]() == []


async def test_late_points_judge_again_only_what_they_are_judged_with(make, watched):
    near = [74.001, 74.002, 74.003]
    hours = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, *range(100, 109)]
    await make.measured(watched, taken_at=[at(hour) for hour in hours], values=[near])
    before = await make.signals()
    [late] = await make.measured(watched, taken_at=[at(7)], values=[[73.999, 73.998, 73.997]])
    after = await make.signals()
    assert [signal["rule"] for signal in before] == ["nelson_2"] * 11
    assert [signal["id"] for signal in after] == [signal["id"] for signal in before[7:]], "what holds is the same"
    assert await watched.body["faults"]() == []
    assert len(await make.signals(status="superseded")) == 7
    assert late not in {signal["subgroup_id"] for signal in after}


async def test_a_signal_that_still_holds_keeps_what_was_done_about_it_while_its_window_moves(client, make, watched):
    near = [74.001, 74.002, 74.003]
    hours = [0, 1, 2, 3, 4, 5, 6, 8, 9]
    await make.measured(watched, taken_at=[at(hour) for hour in hours], values=[near])
    [signal] = await make.signals()
    quality, path = client(make.person(), *EVERYTHING), f"/v1/signals/{signal['id']}"
    tag = (await quality.get(path)).headers["etag"]
    await quality.post(f"{path}/transitions", json={"action": "acknowledge"}, headers={"If-Match": tag})
    [late] = await make.measured(watched, taken_at=[at(7)], values=[near])
    last = (await make.signals())[-1]
    assert (last["id"], last["status"], late in last["window_ids"]) == (signal["id"], "acknowledged", True)
    assert await watched.body["faults"]() == []


async def test_a_correction_and_a_void_take_their_verdicts_back(client, make, watched):
    rows: dict[str, list[Any]] = {"external_id": ["1", "2"], "taken_at": [at(1), at(2)]}
    _, second = await make.measured(watched, values=[OUT], **rows)
    assert [signal["rule"] for signal in await make.signals()] == ["nelson_1", "nelson_1", "nelson_5"]
    corrected: dict[str, list[Any]] = {
        "external_id": ["1"],
        "taken_at": [at(1)],
        "values": [[74, 74, 74]],
        "correction_reason": ["Misread"],
    }
    await make.batch(watched, **corrected)
    assert [signal["subgroup_id"] for signal in await make.signals()] == [second]
    void = {"action": "void", "reason": "Wrong part"}
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{second}/transitions", json=void)
    assert await make.signals() == []
    assert len(await make.signals(status="superseded")) == 3
    assert await watched.body["faults"]() == []


async def test_a_correction_of_the_time_judges_where_it_was_and_where_it_is(make, watched):
    await make.measured(watched, external_id=["1"], taken_at=[at(1)], values=[OUT])
    await make.measured(watched, taken_at=[at(hour) for hour in range(500, 540)], values=[[74, 74.01, 73.99]])
    moved: dict[str, list[Any]] = {
        "external_id": ["1"],
        "taken_at": [at(520)],
        "values": [OUT],
        "correction_reason": ["Wrong clock"],
    }
    await make.batch(watched, **moved)
    [signal] = await make.signals()
    assert signal["taken_at"].startswith("2020-01-22T16")
    assert await watched.body["faults"]() == []


async def test_an_excluded_point_is_still_judged(client, make, watched):
    [id] = await make.measured(watched, taken_at=[at(1)], values=[OUT])
    excluded = {"action": "exclude", "reason": "Coolant", "assignable_cause": "coolant"}
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{id}/transitions", json=excluded)
    assert len(await make.signals()) == 1
    assert await watched.body["faults"]() == []


async def test_a_chart_of_one_machine_sees_only_its_points(client, make):
    characteristic = await make.characteristic(subgroup_size=3)
    machine = {"machine": "A"}
    body = {"characteristic_id": str(characteristic.id), "name": "A", "kind": "xbar_r", "context": machine}
    chart = await make.post("/v1/charts", body)
    await make.limits(str(chart.id), BEGIN, **PILOT)
    contexts = [{"machine": "B"}, machine | {"shift": "early"}, None]
    ids = await make.measured(characteristic, taken_at=[at(1), at(2), at(3)], values=[OUT], context=contexts)
    assert [signal["subgroup_id"] for signal in await make.signals()] == [ids[1]]
    check = Recomputed(client(make.person(), *EVERYTHING), str(characteristic.id), str(chart.id), machine)
    assert await check.faults() == []


KINDS: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "i_mr": ({"subgroup_size": 1}, {"center": 10, "sigma": 1}),
    "xbar_s": ({"subgroup_size": 9}, {"center": 10, "sigma": 1}),
    "p": ({"data_kind": "defectives"}, {"center": 0.1}),
    "u": ({"data_kind": "defects"}, {"center": 2.0}),
    "t": ({"data_kind": "time_between"}, {"center": 1.5, "sigma": 0.3}),
    "g": ({"data_kind": "count_between"}, {"center": 12}),
    "ewma": ({"subgroup_size": 3}, {"center": 10, "sigma": 1}),
    "cusum": ({"subgroup_size": 3}, {"center": 10, "sigma": 1}),
}


def columns(kind, chance, rows):
    if kind == "p":
        return {"count": [chance.randint(0, 40) for _ in range(rows)], "size": [50 + row % 3 for row in range(rows)]}
    if kind == "u":
        return {"count": [chance.randint(0, 20) for _ in range(rows)], "exposure": [1 + row % 2 for row in range(rows)]}
    if kind == "g":
        return {"values": [[chance.randint(0, 90)] for _ in range(rows)]}
    if kind == "t":
        return {"values": [[chance.uniform(0.1, 60)] for _ in range(rows)]}
    size = {"i_mr": 1, "xbar_s": 9}.get(kind, 3)
    gaps = [None if chance.random() < 0.03 else chance.gauss(10.5, 1.2) for _ in range(rows * size)]
    return {"values": [gaps[row * size : (row + 1) * size] for row in range(rows)]}


@pytest.mark.parametrize("kind", KINDS)
async def test_points_in_any_order_have_the_signals_of_a_recomputation(client, make, kind):
    data, limits = KINDS[kind]
    characteristic, chance = await make.characteristic(**data), random.Random(kind)
    chart = await make.default_chart(characteristic)
    if kind in {"ewma", "cusum"}:
        body = {"characteristic_id": str(characteristic.id), "name": kind, "kind": kind}
        chart = str((await make.post("/v1/charts", body)).id)
    await make.limits(chart, at(0), source="Pilot", **limits)
    hours = list(range(60))
    chance.shuffle(hours)
    rows = columns(kind, chance, len(hours))
    for first in range(0, len(hours), 12):
        part = {name: cells[first : first + 12] for name, cells in rows.items()}
        await make.measured(characteristic, taken_at=[at(hour) for hour in hours[first : first + 12]], **part)
    await make.limits(chart, at(30), source="Pilot", **limits)
    check = Recomputed(client(make.person(), *EVERYTHING), str(characteristic.id), chart)
    assert await check.faults() == []
    assert await check.signals(), "no signal would prove nothing"


async def test_eight_writers_on_one_chart_lose_no_point_and_judge_none_twice(client, make, watched, sql):
    chance = random.Random(8)
    hours = list(range(320))
    chance.shuffle(hours)

    async def write(writer):
        for first in range(writer * 40, writer * 40 + 40, 5):
            taken = [at(hour) for hour in hours[first : first + 5]]
            values = [[chance.gauss(74.004, 0.012) for _ in range(3)] for _ in taken]
            await make.measured(watched, taken_at=taken, values=values)

    await asyncio.gather(*(write(writer) for writer in range(8)))
    assert await sql.fetchval("SELECT count(*) FROM quality.subgroups WHERE org_id = $1", make.org) == 320
    assert await watched.body["faults"]() == []
    assert len(await make.signals()) > 20


async def test_a_lost_a_doubled_and_an_invented_signal_are_found(make, watched, sql):
    """Faults are planted behind the service's back: the check must see each of them."""
    await make.measured(watched, taken_at=[at(hour) for hour in range(12)], values=[[74.001, 74.002, 74.003]])
    faults = watched.body["faults"]
    assert await faults() == []
    one = "id = (SELECT id FROM quality.signals WHERE org_id = $1 ORDER BY taken_at LIMIT 1)"
    await sql.execute(f"UPDATE quality.signals SET status = 'superseded' WHERE {one}", make.org)
    assert [fault.split()[0] for fault in await faults()] == ["missing"]
    await sql.execute(f"UPDATE quality.signals SET status = 'open', rule = 'nelson_4' WHERE {one}", make.org)
    assert [fault.split()[0] for fault in await faults()] == ["missing", "too"]
    await sql.execute(f"UPDATE quality.signals SET rule = 'nelson_2', window_ids = '{{}}' WHERE {one}", make.org)
    assert [fault.split()[0] for fault in await faults()] == ["missing", "too"]
