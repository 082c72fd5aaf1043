"""Inspection of lots as inspectors and quality managers meet it: verdicts, switching, decisions."""

import asyncio
from typing import Any

import pytest

from tests.quality.conftest import EVERYTHING
from tests.quality.sampling_states.replayed import faults


@pytest.fixture
def inspector(client, make):
    return client(make.person(), "sampling:read", "sampling:write")


@pytest.fixture
def manager(client, make):
    return client(make.person(), "sampling:read", "sampling:approve")


async def state_of(caller, state) -> dict[str, Any]:
    return dict((await caller.get(f"/v1/sampling/states/{state.id}")).json())


async def history_of(caller, state) -> list[dict[str, Any]]:
    found = await caller.get(f"/v1/sampling/states/{state.id}/history", params={"sort": "position.asc", "limit": 200})
    return list(found.json()["items"])


async def test_a_lot_is_judged_by_the_plan_in_force(make, inspector):
    state = await make.sampling_state()
    plan = (await inspector.get(f"/v1/sampling/states/{state.id}/plan", params={"lot_size": 1000})).json()
    assert [plan[name] for name in ("severity", "code_letter", "n", "ac", "re")] == ["normal", "J", 80, 2, 3]
    good, bad = await make.lots(state, 2, 3)
    assert [lot.body["accepted"] for lot in (good, bad)] == [True, False]
    assert {name: good.body[name] for name in plan} == plan
    assert [lot.body["position"] for lot in (good, bad)] == [1, 2]


async def test_two_lots_not_accepted_tighten_and_five_good_ones_bring_normal_back(make, inspector):
    state = await make.sampling_state()
    await make.lots(state, 0, 3, 0, 3)
    assert (await state_of(inspector, state))["status"] == "tightened"
    plan = (await inspector.get(f"/v1/sampling/states/{state.id}/plan", params={"lot_size": 1000})).json()
    assert (plan["severity"], plan["ac"]) == ("tightened", 1)
    await make.lots(state, 0, 0, 1, 0, 0)
    assert (await state_of(inspector, state))["status"] == "normal"
    steps = await history_of(inspector, state)
    moved = [
        (one["position"], one["before"], one["after"], one["reason"]) for one in steps if one["before"] != one["after"]
    ]
    assert moved == [
        (4, "normal", "tightened", "two_of_five_not_accepted"),
        (9, "tightened", "normal", "five_in_a_row_accepted"),
    ]
    assert steps[3]["explanation"] == "Two of the last five lots were not accepted."
    assert steps[3]["lot"]["accepted"] is False


async def discontinued(make):
    state = await make.sampling_state()
    await make.lots(state, 3, 3, 2, 2, 2, 2, 2)
    return state


async def test_five_lots_not_accepted_discontinue_inspection_until_it_is_resumed(make, inspector, manager):
    state = await discontinued(make)
    found = await state_of(inspector, state)
    assert (found["status"], found["allowed_actions"]) == ("discontinued", ["correct_lot"])
    lot = {"reference": "X", "lot_size": 1000, "nonconforming": 0}
    refused = await inspector.post(f"/v1/sampling/states/{state.id}/lots", json=lot)
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    no_plan = await inspector.get(f"/v1/sampling/states/{state.id}/plan", params={"lot_size": 1000})
    assert no_plan.status_code == 409
    path, match = f"/v1/sampling/states/{state.id}/transitions", {"If-Match": f'"{found["version"]}"'}
    resume = {"action": "resume", "reason": "New tool, audit of 2026-11-24"}
    assert (await inspector.post(path, json=resume, headers=match)).status_code == 403
    silent = await manager.post(path, json={"action": "resume"}, headers=match)
    assert silent.json()["code"] == "reason_required"
    resumed = await manager.post(path, json=resume, headers=match)
    assert (resumed.status_code, resumed.json()["status"]) == (200, "tightened")
    last = (await history_of(inspector, state))[-1]
    assert (last["decision"], last["decision_reason"]) == ("resume", resume["reason"])
    assert (last["before"], last["after"], last["lot"]) == ("discontinued", "tightened", None)


async def test_good_lots_are_reduced_only_once_that_is_approved(make, inspector):
    state = await make.sampling_state()
    await make.lots(state, *[0] * 10)
    assert (await history_of(inspector, state))[-1]["reason"] == "reduction_not_approved"
    approved = await make.decided(state, "approve_reduction")
    assert (approved.body["status"], approved.body["reduction_approved"]) == ("normal", True)
    await make.lots(state, 0)
    found = await state_of(inspector, state)
    assert (found["status"], found["reduction_approved"]) == ("reduced", False)
    [between] = await make.lots(state, 2)
    assert [between.body[name] for name in ("n", "ac", "re", "accepted", "between_limits")] == [32, 1, 3, True, True]
    assert (await state_of(inspector, state))["status"] == "normal"


async def test_production_that_is_not_steady_ends_reduced_inspection_and_so_may_a_manager(make, inspector):
    for ends in ("lot", "decision"):
        state = await make.sampling_state()
        await make.decided(state, "approve_reduction")
        await make.lots(state, *[0] * 10)
        assert (await state_of(inspector, state))["status"] == "reduced"
        if ends == "lot":
            await make.lots(state, 0, production_steady=False)
        else:
            await make.decided(state, "restore_normal")
        assert (await state_of(inspector, state))["status"] == "normal"


async def test_limit_numbers_keep_from_reducing_what_only_just_passes(make, inspector):
    """800 units in ten samples may have four nonconforming ones at an AQL of 1 %."""
    for counts, after in (([1, 1, 1, 1], "reduced"), ([1, 1, 1, 2], "normal")):
        state = await make.sampling_state(limit_numbers=True)
        await make.decided(state, "approve_reduction")
        await make.lots(state, *counts, *[0] * 6)
        assert (await state_of(inspector, state))["status"] == after


async def test_iso_counts_a_score_and_offers_no_reduced_inspection(make, inspector, manager):
    state = await make.sampling_state(scheme="iso_2859_1")
    await make.lots(state, 1, 2, 0)
    assert [step["switching_score"] for step in await history_of(inspector, state)] == [3, 0, 3]
    steps = (await manager.get(f"/v1/sampling/states/{state.id}/transitions")).json()["items"]
    approve = next(step for step in steps if step["action"] == "approve_reduction")
    assert [guard["code"] for guard in approve["guards"]] == ["reduced_not_offered"]


async def test_a_resubmitted_lot_is_judged_but_does_not_count(make, inspector):
    state = await make.sampling_state()
    await make.lots(state, 3)
    [again] = await make.lots(state, 3, original=False)
    assert again.body["accepted"] is False
    assert (await state_of(inspector, state))["status"] == "normal"


async def test_a_lot_inspected_under_what_is_no_longer_in_force_is_refused(make, inspector):
    state = await make.sampling_state()
    await make.lots(state, 3, 3)
    lot = {"reference": "X", "lot_size": 1000, "nonconforming": 2, "severity": "normal"}
    refused = await inspector.post(f"/v1/sampling/states/{state.id}/lots", json=lot)
    assert (refused.status_code, refused.json()["code"]) == (409, "severity_changed")
    assert refused.json()["severity"] == "tightened"


async def test_of_the_same_thing_only_one_state_is_open(make, inspector):
    supplier = str((await make.supplier()).id)
    first = await make.sampling_state(supplier_id=supplier)
    same = {"process_id": first.body["process"]["id"], "supplier_id": supplier, "aql": 2.5}
    refused = await inspector.post("/v1/sampling/states", json=same)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")
    assert (await inspector.post("/v1/sampling/states", json=same | {"supplier_id": None})).status_code == 201
    closed = await make.decided(first, "close")
    assert (closed.body["status"], closed.body["allowed_actions"]) == ("closed", [])
    assert (await inspector.post("/v1/sampling/states", json=same)).status_code == 201


async def test_states_are_found_by_what_is_sampled_and_how(make, inspector):
    one, two = await make.sampling_state(supplier_id=str((await make.supplier()).id)), await make.sampling_state()
    await make.lots(two, 3, 3)
    for query, expected in (({"supplier_id": one.body["supplier"]["id"]}, one), ({"status": "tightened"}, two)):
        found = (await inspector.get("/v1/sampling/states", params=query)).json()["items"]
        assert [state["id"] for state in found] == [str(expected.id)]


async def test_everything_is_noted(make, sql):
    state = await make.sampling_state()
    [first, _] = await make.lots(state, 3, 3)
    noted = await sql.fetch("SELECT type FROM quality.events WHERE record_id = $1 ORDER BY id", state.id)
    assert [event["type"] for event in noted] == ["sampling_state.created", "sampling_state.switched"]
    recorded = await sql.fetchval("SELECT type FROM quality.events WHERE record_id = $1", first.id)
    assert recorded == "inspected_lot.recorded"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"aql": 1}, "nothing_sampled", "/characteristic_id"),
        ({"aql": 1.2}, "aql_not_in_series", "/aql"),
        ({"aql": 25}, "aql_not_offered", "/aql"),
        ({"aql": 1, "scheme": "iso_2859_1", "limit_numbers": True}, "limit_numbers_not_used", "/limit_numbers"),
        ({"aql": 1, "item_ref": " "}, "validation_failed", "/item_ref"),
        ({"aql": 1, "status": "reduced"}, "validation_failed", "/status"),
    ],
)
async def test_a_state_that_can_not_be_is_refused_where_it_is_wrong(make, inspector, body, code, pointer):
    of = {} if code == "nothing_sampled" else {"process_id": str((await make.process()).id)}
    refused = await inspector.post("/v1/sampling/states", json=of | body)
    assert refused.status_code == 422, refused.text
    assert (refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (code, pointer)


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"nonconforming": 81}, "more_than_sampled", "/nonconforming"),
        ({"nonconforming": -1}, "validation_failed", "/nonconforming"),
        ({"nonconforming": 0.5}, "validation_failed", "/nonconforming"),
        ({"lot_size": 0}, "validation_failed", "/lot_size"),
        ({"accepted": True}, "validation_failed", "/accepted"),
    ],
)
async def test_a_lot_that_can_not_be_is_refused_where_it_is_wrong(make, inspector, fields, code, pointer):
    state = await make.sampling_state()
    body = {"reference": "L", "lot_size": 1000, "nonconforming": 0} | fields
    refused = await inspector.post(f"/v1/sampling/states/{state.id}/lots", json=body)
    assert refused.status_code == 422, refused.text
    assert (refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (code, pointer)
    assert (await state_of(inspector, state))["entries"] == 0


async def test_nonconformities_may_be_more_than_the_units(make):
    state = await make.sampling_state(counted="nonconformities")
    [lot] = await make.lots(state, 200)
    assert lot.body["accepted"] is False


async def test_the_same_lot_twice_is_refused(make, inspector):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 0)
    body = {"reference": lot.body["reference"], "lot_size": 1000, "nonconforming": 0}
    refused = await inspector.post(f"/v1/sampling/states/{state.id}/lots", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")
    again = await inspector.post(f"/v1/sampling/states/{state.id}/lots", json=body | {"original": False})
    assert again.status_code == 201


async def test_what_another_organisation_samples_is_absent(make, elsewhere, inspector):
    state = await elsewhere.sampling_state()
    [lot] = await elsewhere.lots(state, 0)
    for path in ("", "/plan?lot_size=10", "/history", "/lots", "/transitions", f"/lots/{lot.id}"):
        assert (await inspector.get(f"/v1/sampling/states/{state.id}{path}")).status_code == 404, path


async def test_a_suppliers_people_see_how_their_own_lots_are_inspected(client, make):
    theirs = make.person()
    own, other = [
        await make.sampling_state(supplier_id=str((await make.supplier(*whom)).id)) for whom in ([theirs], [])
    ]
    await make.lots(other, 0)
    caller = client(theirs, "sampling:read")
    assert [one["id"] for one in (await caller.get("/v1/sampling/states")).json()["items"]] == [str(own.id)]
    for path in ("", "/plan?lot_size=10", "/history", "/lots"):
        assert (await caller.get(f"/v1/sampling/states/{other.id}{path}")).status_code == 404, path
        assert (await caller.get(f"/v1/sampling/states/{own.id}{path}")).status_code == 200, path


async def test_reading_does_not_allow_recording(client, make):
    state = await make.sampling_state()
    reader = client(make.person(), "sampling:read")
    lot = {"reference": "X", "lot_size": 1000, "nonconforming": 0}
    refused = await reader.post(f"/v1/sampling/states/{state.id}/lots", json=lot)
    assert (refused.status_code, refused.json()["scope"]) == (403, "sampling:write")
    assert (await state_of(reader, state))["allowed_actions"] == []


async def test_eight_writers_lose_no_lot_and_leave_the_state_of_a_replay(client, make, sql):
    """Good and bad lots from eight sides, until somebody corrects half of them at the same time."""
    state = await make.sampling_state()

    async def write(writer: int) -> None:
        caller = client(make.person(), *EVERYTHING)
        for at in range(10):
            body = {"reference": f"{writer}-{at}", "lot_size": 1000, "nonconforming": 3 * (at % 4 == writer % 4)}
            answer = await caller.post(f"/v1/sampling/states/{state.id}/lots", json=body)
            assert answer.status_code in (201, 409), answer.text
            if answer.status_code == 409:
                assert answer.json()["code"] == "transition_not_allowed"
                return
            if at % 3 == writer % 3:
                path = f"/v1/sampling/states/{state.id}/lots/{answer.json()['id']}/corrections"
                corrected = await caller.post(path, json={"nonconforming": 0, "reason": "Counted twice"})
                assert corrected.status_code == 201, corrected.text

    await asyncio.gather(*(write(writer) for writer in range(8)))
    assert await faults(sql, state.id) == []
