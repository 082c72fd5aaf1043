"""A signal is seen in time, explained and closed; nobody makes or deletes one."""

from datetime import datetime, timedelta

import pytest

from tests.quality.conftest import EVERYTHING, LONG_AGO


@pytest.fixture
async def raised(make):
    """Of a critical characteristic, beyond its limits."""
    return await signal_of(make, await make.characteristic(subgroup_size=1, characteristic_class="critical"))


async def signal_of(make, characteristic):
    chart = await make.default_chart(characteristic)
    await make.limits(chart, LONG_AGO.isoformat(), center=74, sigma=0.01, source="Pilot")
    await make.measured(characteristic, taken_at=["2026-01-05T08:00:00Z"], values=[[75.0]])
    return (await make.signals(chart_id=chart))[0]


def mover(client, who, signal):
    quality, path = client(who, *EVERYTHING), f"/v1/signals/{signal['id']}"

    async def move(action, **said):
        tag = (await quality.get(path)).headers["etag"]
        return await quality.post(f"{path}/transitions", json={"action": action} | said, headers={"If-Match": tag})

    return move


async def test_a_signal_is_acknowledged_explained_and_closed(client, make, raised):
    inspector = make.person()
    move = mover(client, inspector, raised)
    created, due = (datetime.fromisoformat(raised[name]) for name in ("created_at", "ack_due_at"))
    assert due - created == timedelta(minutes=480)
    seen = (await move("acknowledge")).json()
    assert (seen["status"], seen["acknowledged_by"]) == ("acknowledged", str(inspector.id))
    record = await make.opened(process_id=str((await make.process()).id))
    why = {"reason": "Tool broke", "assignable_cause": "tool", "corrective_action": "New tool"}
    explained = (await move("explain", nonconformance_id=str(record.id), **why)).json()
    assert explained["nonconformance"] == {"id": str(record.id), "number": record.body["number"]}
    assert (explained["explanation"], explained["assignable_cause"]) == ("Tool broke", "tool")
    closed = (await move("close")).json()
    assert (closed["status"], closed["closed_by"], closed["allowed_actions"]) == ("closed", str(inspector.id), [])


async def test_beyond_a_limit_of_a_critical_characteristic_needs_a_nonconformance_or_a_reason(client, make, raised):
    move = mover(client, make.person(), raised)
    await move("acknowledge")
    await move("explain", reason="None found")
    refused = await move("close")
    assert (refused.status_code, refused.json()["code"]) == (422, "nonconformance_required")
    assert (await move("close", reason="Measured again, good")).json()["closing_reason"] == "Measured again, good"
    minor = await signal_of(make, await make.characteristic(subgroup_size=1, characteristic_class="minor"))
    move = mover(client, make.person(), minor)
    await move("acknowledge")
    await move("explain", reason="None found")
    assert (await move("close")).status_code == 200


async def test_steps_are_taken_in_their_order_with_what_belongs_to_them(client, make, raised):
    move = mover(client, make.person(), raised)
    assert (await move("close")).json()["code"] == "transition_not_allowed"
    assert (await move("acknowledge", assignable_cause="tool")).json()["code"] == "not_for_action"
    await move("acknowledge")
    assert (await move("explain")).json()["code"] == "reason_required"


async def test_signals_are_found_by_what_is_to_be_done(client, make, raised):
    quality = client(make.person(), "charts:read")
    for query, found in (
        ({"status": "open"}, 1), ({"status": "closed"}, 0), ({"ack_due_before": raised["created_at"]}, 0),
        ({"characteristic_id": raised["characteristic"]["id"]}, 1), ({"chart_id": raised["id"]}, 0),
    ):  # fmt: skip
        assert len((await quality.get("/v1/signals", params=query)).json()["items"]) == found, query
    path = f"/v1/signals/{raised['id']}/transitions"
    assert not any(step["allowed"] for step in (await quality.get(path)).json()["items"])


async def test_signals_of_another_organisation_are_absent(client, make, elsewhere):
    theirs = await signal_of(elsewhere, await elsewhere.characteristic(subgroup_size=1))
    quality = client(make.person(), *EVERYTHING)
    assert (await quality.get(f"/v1/signals/{theirs['id']}")).status_code == 404
    assert (await quality.get(f"/v1/charts/{theirs['chart']['id']}")).status_code == 404
    assert (await quality.get(f"/v1/limit-sets/{theirs['limit_set_id']}")).status_code == 404
    assert (await quality.get("/v1/signals")).json()["items"] == []
