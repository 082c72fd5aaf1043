"""A new baseline: offered after 16 points on one side for a known cause, proposed by one, approved by another."""

import pytest

from tests.quality.charts.test_shown import PILOT, at
from tests.quality.conftest import EVERYTHING

HIGHER = [[74.008, 74.011, 74.009]]


@pytest.fixture
async def watched(client, make):
    """A characteristic with limits from a pilot, its chart, and a caller."""
    characteristic = await make.characteristic(subgroup_size=3)
    chart = await make.default_chart(characteristic)
    await make.limits(chart, at(0), **PILOT)
    return characteristic, f"/v1/charts/{chart}", client(make.person(), *EVERYTHING)


async def explain(caller, signal):
    """Acknowledge a signal and say what it was."""
    path, version = f"/v1/signals/{signal['id']}/transitions", signal["version"]
    said = {"reason": "Certificates compared", "assignable_cause": "new supplier"}
    for action, more in (("acknowledge", {}), ("explain", said)):
        body, headers = {"action": action} | more, {"If-Match": f'"{version}"'}
        answer = await caller.post(path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]


async def codes(caller, chart):
    offer = (await caller.get(f"{chart}/rebaseline")).json()
    return offer["offered"], offer["points"], [reason["code"] for reason in offer["reasons"]]


async def test_it_is_offered_after_sixteen_points_on_one_side_for_a_known_cause(make, watched):
    characteristic, chart, caller = watched
    assert await codes(caller, chart) == (False, 0, ["run_too_short", "change_unknown"])
    await make.measured(characteristic, taken_at=[at(hour) for hour in range(15)], values=HIGHER * 15)
    assert await codes(caller, chart) == (False, 15, ["run_too_short", "change_unknown"])
    await make.measured(characteristic, taken_at=[at(15)], values=HIGHER)
    assert await codes(caller, chart) == (False, 16, ["stays_on_one_side", "change_unknown"])
    await explain(caller, (await make.signals())[0])
    offer = (await caller.get(f"{chart}/rebaseline")).json()
    assert (offer["offered"], offer["side"], offer["points"]) == (True, "above", 16)
    assert offer["taken_since"].startswith("2020-01-01T00:00:00")
    assert offer["change"]["assignable_cause"] == "new supplier"
    await make.measured(characteristic, taken_at=[at(16)], values=[[73.99] * 3])
    assert await codes(caller, chart) == (False, 1, ["run_too_short", "change_unknown"])


async def test_its_limits_come_from_the_run_and_somebody_else_approves_them(client, make, watched):
    characteristic, chart, caller = watched
    await make.measured(characteristic, taken_at=[at(0)], values=[[73.999] * 3])
    refused = await caller.post(f"{chart}/limit-sets", json={"rebaseline": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "rebaseline_not_due")
    values = [[74.008, 74.011, 74.009 + hour / 10_000] for hour in range(20)]
    await make.measured(characteristic, taken_at=[at(1 + hour) for hour in range(20)], values=values)
    await explain(caller, (await make.signals())[0])
    mixed = await caller.post(f"{chart}/limit-sets", json={"rebaseline": True, "last": 20})
    assert (mixed.status_code, mixed.json()["errors"][0]["pointer"]) == (422, "/last")
    made = await caller.post(f"{chart}/limit-sets", json={"rebaseline": True})
    trial = made.json()
    assert (made.status_code, trial["status"], trial["subgroups"]) == (201, "trial", 20)
    assert trial["center"] == pytest.approx(sum(map(sum, values)) / 60)
    assert trial["source"] == "20 points in a row lie above the centre. The change is known: new supplier."
    path, headers = f"/v1/limit-sets/{trial['id']}/transitions", {"If-Match": made.headers["etag"]}
    own = await caller.post(path, json={"action": "approve"}, headers=headers)
    assert (own.status_code, own.json()["transition"]["guards"][0]["code"]) == (403, "sod_7")
    approved = await client(make.person(), *EVERYTHING).post(path, json={"action": "approve"}, headers=headers)
    assert (approved.json()["status"], approved.json()["source"]) == ("approved", trial["source"])


async def test_charts_whose_points_stay_on_one_side_by_themselves_have_no_runs(make, watched):
    characteristic, _, caller = watched
    body = {"characteristic_id": str(characteristic.id), "name": "EWMA", "kind": "ewma"}
    chart = await make.post("/v1/charts", body)
    await make.limits(str(chart.id), at(0), **PILOT)
    await make.measured(characteristic, taken_at=[at(hour) for hour in range(20)], values=HIGHER * 20)
    assert (await codes(caller, f"/v1/charts/{chart.id}"))[:2] == (False, 0)


async def test_the_offer_of_another_organisation_is_absent(make, elsewhere, watched):
    theirs = await elsewhere.default_chart(await elsewhere.characteristic())
    assert (await watched[2].get(f"/v1/charts/{theirs}/rebaseline")).status_code == 404
