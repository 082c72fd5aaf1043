"""Ways around the gates of a nonconformance that somebody might try, each of them shut."""

import pytest

from tests.quality.conftest import EVERYTHING

APPROVED = {"signature": "approved"}


async def lacking(client, make, record, action, who=None):
    steps = (await client(who or make.person(), *EVERYTHING).get(f"{record.path}/transitions")).json()["items"]
    return [guard["code"] for guard in next(one for one in steps if one["action"] == action)["guards"]]


@pytest.mark.parametrize(
    "change",
    [{"capa_rationale": "None needed"}, {"severity": "minor"}, {"cause_codes": []},
     {"description": "Fine"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
async def test_what_was_changed_after_its_approval_is_not_closed_before_it_is_approved_again(client, make, change):
    record = await make.ready(await make.at("verifying", quantity_affected=3, unit="pcs"), "close")
    assert await lacking(client, make, record, "close") == []
    record = await make.patched(record, **change)
    assert await lacking(client, make, record, "close") == ["approval_outdated"]
    again = await client(make.person(), *EVERYTHING).post(f"{record.path}/signatures", json=APPROVED)
    assert again.status_code == 200, again.text
    assert await lacking(client, make, record, "close") == []


async def test_what_is_closed_sums_to_its_quantity_as_it_is_then(client, make):
    record = await make.ready(await make.at("verifying", quantity_affected=3, unit="pcs"), "close")
    record = await make.patched(record, quantity_affected=5)
    again = await client(make.person(), *EVERYTHING).post(f"{record.path}/signatures", json=APPROVED)
    assert again.status_code == 200
    assert await lacking(client, make, record, "close") == ["not_allotted"]


async def test_a_capa_that_is_mandatory_is_not_decided_away_after_the_disposition(client, make):
    record = await make.ready(await make.at("under_review", severity="critical"), "dispose")
    record = await make.patched(record, capa_decision="required", capa_rationale="Critical")
    for action in ("dispose", "execute"):
        record = await make.moved(record, action)
    record = await make.moved(await make.ready(record, "submit"), "submit")
    record = await make.patched(await make.ready(record, "close"), capa_decision="not_required")
    await client(make.person(), *EVERYTHING).post(f"{record.path}/signatures", json=APPROVED)
    assert await lacking(client, make, record, "close") == ["no_capa"]


async def test_whoever_carried_it_out_once_does_not_close_it_after_another_did_again(client, make):
    record = await make.at("executing")
    first, second = make.owner(record), make.person()
    [part] = record.body["dispositions"]
    path = f"dispositions/{part['id']}/execution"
    record = await make.part(record, path, evidence="Note 7", inspection_ref="I-1")
    record = await make.patched(record, owner_id=str(second.id))
    record = await make.part(record, path, evidence="Note 8", inspection_ref="I-1")
    record = await make.ready(await make.moved(record, "submit"), "close")
    assert record.body["dispositions"][0]["executed_by"] == str(second.id)
    assert await lacking(client, make, record, "close", first) == ["sod_closing"]


@pytest.mark.parametrize("quantity", [0, -1, "1e400", 10**40, "NaN", True])
async def test_absurd_quantities_are_refused(client, make, quantity):
    record = await make.at("under_review", quantity_affected=3, unit="pcs")
    owner = client(make.owner(record), *EVERYTHING)
    refused = await owner.post(f"{record.path}/dispositions", json={"kind": "scrap", "quantity": quantity})
    assert refused.status_code in {409, 422}, refused.text


async def test_none_affected_is_not_an_unknown_quantity(client, make):
    record = await make.opened(quantity_affected=0, unit="pcs")
    assert record.body["quantity_affected"] == 0
    refused = await client(make.owner(record), *EVERYTHING).patch(record.path, json={"quantity_affected": None})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_longer_complete")


@pytest.mark.parametrize(
    ("kind", "verb", "pointer"),
    [("containments", "completion", "/done_at"), ("dispositions", "execution", "/executed_at")],
)
async def test_nothing_was_done_tomorrow(client, make, kind, verb, pointer):
    record = await make.at("executing")
    if kind == "containments":
        record = await make.part(record, "containments", text="Sorted")
    path = f"/v1/nonconformances/{record.id}/{kind}/{record.body[kind][0]['id']}/{verb}"
    said = {"evidence": "x", pointer.removeprefix("/"): "2999-01-01T00:00:00Z"}
    refused = await client(make.owner(record), *EVERYTHING).post(path, json=said)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_status_is_no_field_and_nothing_is_deleted_or_moved_unseen(client, make):
    record = await make.opened()
    caller = client(make.owner(record), *EVERYTHING)
    assert (await caller.patch(record.path, json={"status": "closed"})).status_code == 422
    assert (await caller.delete(record.path)).status_code == 405
    moved = await caller.post(f"{record.path}/transitions", json={"action": "contain", "reason": "None"})
    assert moved.status_code == 428
