"""What a measurement counts for is said beside it, with a reason, and never by changing it."""

import pytest

from tests.quality.conftest import EVERYTHING


@pytest.fixture
async def measured(make):
    [id] = await make.subgroups(await make.characteristic(), [[74.0, 74.1]])
    return f"/v1/measurements/{id}"


async def test_a_measurement_is_excluded_included_and_voided_each_with_its_reason(client, make, measured):
    quality = client(make.person(), *EVERYTHING)
    excluded = {"action": "exclude", "reason": "Coolant failed", "assignable_cause": "coolant"}
    kept = (await quality.post(f"{measured}/transitions", json=excluded)).json()
    assert [kept[name] for name in ("status", "status_reason", "assignable_cause")] == [
        "excluded", "Coolant failed", "coolant",
    ]  # fmt: skip
    back = await quality.post(f"{measured}/transitions", json={"action": "include", "reason": "It had not"})
    assert (back.json()["status"], back.json()["assignable_cause"]) == ("normal", None)
    void = await quality.post(f"{measured}/transitions", json={"action": "void", "reason": "Wrong part"})
    assert (void.json()["status"], void.json()["values"]) == ("voided", [74.0, 74.1])
    again = await quality.post(f"{measured}/transitions", json={"action": "include", "reason": "Right part"})
    assert (again.status_code, again.json()["code"]) == (409, "transition_not_allowed")
    characteristic = void.json()["characteristic"]["id"]
    path = f"/v1/characteristics/{characteristic}/measurements"
    assert (await quality.get(path)).json()["items"] == []
    assert len((await quality.get(path, params={"status": "voided"})).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"action": "exclude", "reason": "x"}, ("cause_required", "/assignable_cause")),
        ({"action": "void", "reason": "x", "assignable_cause": "y"}, ("cause_required", "/assignable_cause")),
        ({"action": "void"}, ("reason_required", "/reason")),
        ({"action": "void", "reason": "  "}, ("reason_required", "/reason")),
        ({"action": "delete", "reason": "x"}, ("unknown_action", "/action")),
    ],
)
async def test_a_mark_without_what_it_needs_is_refused(client, make, measured, body, refusal):
    refused = await client(make.person(), *EVERYTHING).post(f"{measured}/transitions", json=body)
    problem = refused.json()
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (422, *refusal)


async def test_what_is_void_is_not_corrected(client, make):
    characteristic = await make.characteristic()
    rows = {"external_id": ["1"], "taken_at": ["2026-01-05T08:00:00Z"]}
    [id] = await make.measured(characteristic, values=[[74]], **rows)
    quality = client(make.person(), *EVERYTHING)
    await quality.post(f"/v1/measurements/{id}/transitions", json={"action": "void", "reason": "Wrong part"})
    report = await make.batch(characteristic, values=[[75]], correction_reason=["Misread"], **rows)
    assert report["results"][0]["problem"]["code"] == "voided_already"


async def test_what_can_become_of_a_measurement_is_said_beforehand(client, make, measured):
    steps = (await client(make.person(), *EVERYTHING).get(f"{measured}/transitions")).json()["items"]
    assert {step["action"]: step["allowed"] for step in steps} == {"exclude": True, "include": False, "void": True}
    steps = (await client(make.person(), "measurements:read").get(f"{measured}/transitions")).json()["items"]
    assert not any(step["allowed"] for step in steps)
