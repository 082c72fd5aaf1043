"""A lot that was recorded wrongly: its next revision counts, and inspection stands as if it had always been so."""

from typing import Any

import pytest

from tests.quality.sampling_states.replayed import faults


@pytest.fixture
def inspector(client, make):
    return client(make.person(), "sampling:read", "sampling:write")


async def status_of(inspector, state) -> str:
    return str((await inspector.get(f"/v1/sampling/states/{state.id}")).json()["status"])


async def corrected(inspector, state, lot, **fields: Any) -> dict[str, Any]:
    path = f"/v1/sampling/states/{state.id}/lots/{lot.id}/corrections"
    answer = await inspector.post(path, json={"reason": "Two units of another lot"} | fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_corrected_count_takes_the_tightening_back(make, inspector, sql):
    state = await make.sampling_state()
    first, _, third = await make.lots(state, 3, 0, 3)
    await make.lots(state, 0)
    assert await status_of(inspector, state) == "tightened"
    revised = await corrected(inspector, state, third, nonconforming=2)
    assert [revised[name] for name in ("revision", "position", "accepted", "supersedes_id", "correction_reason")] == [
        2, 3, True, str(third.id), "Two units of another lot",
    ]  # fmt: skip
    assert await status_of(inspector, state) == "normal"
    steps = (await inspector.get(f"/v1/sampling/states/{state.id}/history")).json()["items"]
    assert {step["after"] for step in steps} == {"normal"}
    assert steps[1]["lot"] == {"id": revised["id"], "reference": third.body["reference"], "accepted": True}
    assert await faults(sql, state.id) == []
    await corrected(inspector, state, first, original=False)
    assert await faults(sql, state.id) == []


async def test_what_was_recorded_stays_to_be_seen(make, inspector):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 3)
    revised = await corrected(inspector, state, lot, nonconforming=0)
    path = f"/v1/sampling/states/{state.id}/lots"
    found = (await inspector.get(path, params={"sort": "position.asc"})).json()["items"]
    assert {(one["nonconforming"], one["status"]) for one in found} == {(3, "superseded"), (0, "counted")}
    counted = (await inspector.get(path, params={"status": "counted"})).json()["items"]
    assert [one["id"] for one in counted] == [revised["id"]]


async def test_a_voided_lot_counts_for_nothing_and_may_count_again(make, inspector, sql):
    state = await make.sampling_state()
    [first, _] = await make.lots(state, 3, 3)
    voided = await corrected(inspector, state, first, voided=True)
    assert (voided["status"], await status_of(inspector, state)) == ("voided", "normal")
    steps = (await inspector.get(f"/v1/sampling/states/{state.id}/history")).json()["items"]
    assert [step["reason"] for step in steps] == ["unchanged", "voided"]
    again = await inspector.post(
        f"/v1/sampling/states/{state.id}/lots/{voided['id']}/corrections", json={"voided": False, "reason": "It was"}
    )
    assert (again.json()["revision"], await status_of(inspector, state)) == (3, "tightened")
    assert await faults(sql, state.id) == []


async def test_a_corrected_size_looks_the_plan_of_its_severity_up_again(make, inspector):
    state = await make.sampling_state()
    [_, _, lot] = await make.lots(state, 3, 3, 2)
    assert (lot.body["severity"], lot.body["accepted"]) == ("tightened", False)
    revised = await corrected(inspector, state, lot, lot_size=10_000)
    assert [revised[name] for name in ("severity", "code_letter", "ac", "accepted")] == ["tightened", "L", 3, True]


async def test_inspection_that_should_not_have_been_discontinued_goes_on(make, inspector, sql):
    state = await make.sampling_state()
    lots = await make.lots(state, 3, 3, 2, 2, 2, 2, 2)
    assert await status_of(inspector, state) == "discontinued"
    await make.decided(state, "resume")
    await make.lots(state, 0)
    await corrected(inspector, state, lots[-1], nonconforming=0)
    assert await status_of(inspector, state) == "tightened"
    steps = (await inspector.get(f"/v1/sampling/states/{state.id}/history")).json()["items"]
    assert [step["reason"] for step in steps[:2]] == ["unchanged", "decision_without_effect"]
    assert await faults(sql, state.id) == []


async def test_a_lot_that_should_not_have_been_inspected_does_not_count(make, inspector, sql):
    state = await make.sampling_state()
    lots = await make.lots(state, 3, 3, 2, 2, 2, 2, 0, 0)
    assert await status_of(inspector, state) == "tightened"
    await corrected(inspector, state, lots[-2], nonconforming=2)
    assert await status_of(inspector, state) == "discontinued"
    [last, *_] = (await inspector.get(f"/v1/sampling/states/{state.id}/history")).json()["items"]
    assert last["reason"] == "inspection_was_discontinued"
    assert await faults(sql, state.id) == []


async def test_only_the_latest_revision_is_corrected(make, inspector):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 3)
    await corrected(inspector, state, lot, nonconforming=0)
    path = f"/v1/sampling/states/{state.id}/lots/{lot.id}/corrections"
    refused = await inspector.post(path, json={"nonconforming": 1, "reason": "No"})
    assert (refused.status_code, refused.json()["code"]) == (409, "lot_superseded")


async def test_a_correction_needs_a_reason_and_a_count_that_can_be(make, inspector):
    state = await make.sampling_state()
    [lot] = await make.lots(state, 3)
    path = f"/v1/sampling/states/{state.id}/lots/{lot.id}/corrections"
    for body, code in (
        ({"nonconforming": 1}, "validation_failed"),
        ({"nonconforming": None, "reason": "x"}, "validation_failed"),
        ({"nonconforming": 81, "reason": "x"}, "more_than_sampled"),
    ):
        refused = await inspector.post(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_step_a_state_and_a_place_that_are_off_are_found(make, sql):
    """Faults are planted behind the service's back: the check must see each of them."""
    state = await make.sampling_state()
    await make.lots(state, 3, 0, 3)
    assert await faults(sql, state.id) == []
    of_state, step = "WHERE id = $1", "WHERE state_id = $1 AND position = 2"
    await sql.execute(f"UPDATE quality.sampling_steps SET after = 'reduced' {step}", state.id)
    assert await faults(sql, state.id) == ["step 2"]
    await sql.execute(f"UPDATE quality.sampling_states SET status = 'normal' {of_state}", state.id)
    assert await faults(sql, state.id) == ["step 2", "status"]
    await sql.execute(f"UPDATE quality.sampling_states SET entries = 4 {of_state}", state.id)
    assert await faults(sql, state.id) == ["places", "step 2", "status"]
