"""Charts and their limits: estimated, approved by somebody else, active from a time on."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING

RINGS = json.loads(Path("services/quality/spc/published/xbar_r_s_pistonrings.json").read_text())
PHASE_ONE = RINGS["input"]["phase1_subgroups"]
EXPECTED = RINGS["expected"]["xbar_r"]
USUAL = [
    ({"data_kind": "variable", "subgroup_size": 1}, "i_mr", "single_values"),
    ({"data_kind": "variable", "subgroup_size": 8}, "xbar_r", "small_subgroups"),
    ({"data_kind": "variable", "subgroup_size": 9}, "xbar_s", "large_subgroups"),
    ({"data_kind": "defectives"}, "p", "shares"),
    ({"data_kind": "defects"}, "u", "exposure_may_differ"),
    ({"data_kind": "time_between"}, "t", "rare_events"),
    ({"data_kind": "count_between"}, "g", "rare_events"),
]


@pytest.mark.parametrize(("data", "kind", "reason"), USUAL)
async def test_every_characteristic_is_watched_by_the_chart_advised_which_says_why(client, make, data, kind, reason):
    characteristic = await make.characteristic(**data)
    quality = client(make.person(), "charts:read")
    [chart] = (await quality.get("/v1/charts", params={"characteristic_id": str(characteristic.id)})).json()["items"]
    assert (chart["kind"], chart["is_default"], chart["active_limit_set_id"]) == (kind, True, None)
    assert [one["code"] for one in chart["reasons"]] == [reason]
    assert (await quality.get(f"/v1/charts/{chart['id']}")).json() == chart


@pytest.fixture
async def rings(make):
    characteristic = await make.characteristic()
    characteristic.body["subgroups"] = await make.subgroups(characteristic, PHASE_ONE)
    characteristic.body["chart"] = await make.default_chart(characteristic)
    return characteristic


async def test_limits_are_estimated_from_subgroups_and_those_excluded_are_named(client, make, rings):
    path = f"/v1/charts/{rings.body['chart']}/limit-sets"
    trial = await make.post(path, {})
    assert (trial.body["status"], trial.body["number"], trial.body["subgroups"]) == ("trial", 1, 25)
    assert trial.body["center"] == pytest.approx(EXPECTED["center"], rel=1e-9)
    assert trial.body["sigma"] == pytest.approx(EXPECTED["sigma_within"], rel=1e-6)
    first = rings.body["subgroups"][0]
    excluded = {"action": "exclude", "reason": "Coolant", "assignable_cause": "coolant"}
    await client(make.person(), *EVERYTHING).post(f"/v1/measurements/{first}/transitions", json=excluded)
    again = await make.post(path, {"last": 25})
    assert (again.body["number"], again.body["subgroups"], again.body["excluded_ids"]) == (2, 24, [first])
    assert again.body["center"] == pytest.approx(sum(map(sum, PHASE_ONE[1:])) / 120, rel=1e-9)
    part = await make.post(path, {"taken_since": "2020-01-01T05:00:00Z", "taken_before": "2020-01-01T10:00:00Z"})
    assert (part.body["subgroups"], part.body["taken_from"], part.body["taken_to"]) == (
        5, "2020-01-01T05:00:00.000Z", "2020-01-01T09:00:00.000Z",
    )  # fmt: skip


WRONG = [
    ({"center": 74}, ("limits_asked", "/source")),
    ({"sigma": 1}, ("limits_asked", "/sigma")),
    ({"center": 74, "sigma": 1, "source": "Pilot", "last": 25}, ("limits_asked", "/last")),
    ({"last": 1}, ("validation_failed", "/last")),
    ({"ucl": 75}, ("validation_failed", "/ucl")),
]


@pytest.mark.parametrize(("asked", "refusal"), WRONG)
async def test_limits_are_never_typed(client, make, rings, asked, refusal):
    path = f"/v1/charts/{rings.body['chart']}/limit-sets"
    refused = await client(make.person(), *EVERYTHING).post(path, json=asked)
    problem = refused.json()
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (422, *refusal)


async def test_too_little_to_estimate_from_is_said(client, make):
    chart = await make.default_chart(await make.characteristic())
    quality, path = client(make.person(), *EVERYTHING), f"/v1/charts/{chart}/limit-sets"
    assert (await quality.post(path, json={})).json()["code"] == "insufficient_data"
    unspread = await quality.post(path, json={"center": 74, "source": "Pilot"})
    assert (unspread.status_code, unspread.json()["code"]) == (422, "invalid_option")


async def test_who_proposed_limits_does_not_approve_them(client, make, rings):
    engineer, manager = make.person(), make.person()
    trial = await make.post(f"/v1/charts/{rings.body['chart']}/limit-sets", {}, by=engineer)
    path, approve = f"/v1/limit-sets/{trial.id}/transitions", {"action": "approve"}
    headers = {"If-Match": trial.etag}
    own = await client(engineer, *EVERYTHING).post(path, json=approve, headers=headers)
    assert (own.status_code, own.json()["transition"]["guards"][0]["code"]) == (403, "sod_7")
    unfit = await client(manager, "charts:read", "charts:write").post(path, json=approve, headers=headers)
    assert (unfit.status_code, unfit.json()["transition"]["guards"][0]["code"]) == (403, "no_scope")
    early = await client(manager, *EVERYTHING).post(path, json={"action": "activate"}, headers=headers)
    assert (early.status_code, early.json()["code"]) == (409, "transition_not_allowed")
    approved = await client(manager, *EVERYTHING).post(path, json=approve, headers=headers)
    assert (approved.json()["status"], approved.json()["approved_by"]) == ("approved", str(manager.id))


async def test_limits_from_few_subgroups_are_approved_with_a_reason(client, make, rings):
    trial = await make.post(f"/v1/charts/{rings.body['chart']}/limit-sets", {"last": 19})
    manager, path = client(make.person(), *EVERYTHING), f"/v1/limit-sets/{trial.id}/transitions"
    refused = await manager.post(path, json={"action": "approve"}, headers={"If-Match": trial.etag})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_required")
    assert "19 subgroups" in refused.json()["errors"][0]["detail"]
    reason = {"action": "approve", "reason": "Short run"}
    assert (await manager.post(path, json=reason, headers={"If-Match": trial.etag})).status_code == 200


async def test_new_limits_take_the_place_of_those_before_from_their_time_on(client, make, rings):
    chart = rings.body["chart"]
    first = await make.limits(chart, "2020-01-01T00:00:00Z")
    second = await make.limits(chart, "2020-01-02T00:00:00Z", center=74, sigma=0.01, source="Pilot")
    quality = client(make.person(), *EVERYTHING)
    sets = (await quality.get(f"/v1/charts/{chart}/limit-sets")).json()["items"]
    assert [(one["id"], one["status"]) for one in sets] == [
        (str(second.id), "active"), (str(first.id), "superseded"),
    ]  # fmt: skip
    assert (await quality.get(f"/v1/charts/{chart}")).json()["active_limit_set_id"] == str(second.id)
    third = await make.post(f"/v1/charts/{chart}/limit-sets", {})
    path = f"/v1/limit-sets/{third.id}/transitions"
    approved = await make.post(path, {"action": "approve", "reason": "x"}, on=third)
    for valid_from, code in (("2020-01-02T00:00:00Z", "begins_too_early"), ("2199-01-01T00:00:00Z", "begins_too_late")):
        refused = await quality.post(
            path, json={"action": "activate", "valid_from": valid_from}, headers={"If-Match": approved.etag}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_chart_of_its_own_shows_one_machine_by_other_rules(client, make, rings):
    body = {
        "characteristic_id": str(rings.id), "name": "Machine A", "kind": "ewma", "context": {"machine": "A"},
        "rules": ["nelson_1"], "parameters": {"ewma_weight": 0.1, "ewma_width": 2.7},
    }  # fmt: skip
    made = await make.post("/v1/charts", body)
    assert (made.body["is_default"], made.body["parameters"]) == (False, {"ewma_width": 2.7, "ewma_weight": 0.1})
    quality = client(make.person(), *EVERYTHING)
    renamed = await quality.patch(f"/v1/charts/{made.id}", json={"name": "A"})
    assert (renamed.json()["name"], renamed.json()["version"]) == ("A", 2)
    for wrong, code in (
        ({"kind": "p"}, "chart_not_suited"),
        ({"name": "All"}, "already_exists"),
        ({"characteristic_id": str(uuid4())}, "reference_not_found"),
        ({"rules": ["nelson_9"]}, "validation_failed"),
    ):
        assert (await quality.post("/v1/charts", json=body | wrong)).json()["code"] == code
