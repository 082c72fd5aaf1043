"""Signatures: by somebody who has just signed in, with a meaning, over a content; an edit shows."""

import pytest

from tests.quality.conftest import EVERYTHING


async def signatures(client, make, record):
    answer = await client(make.person(), *EVERYTHING).get(f"{record.path}/signatures")
    return answer.json()["items"]


async def test_who_disposes_and_who_closes_sign_what_they_saw(client, make):
    manager, engineer = make.person(), make.person()
    record = await make.moved(await make.ready(await make.at("under_review"), "dispose"), "dispose", by=manager)
    record = await make.moved(record, "execute")
    record = await make.moved(await make.ready(record, "submit"), "submit")
    record = await make.moved(await make.ready(record, "close"), "close", by=engineer)
    first, last = await signatures(client, make, record)
    assert (first["person_id"], first["meaning"], first["valid"]) == (str(manager.id), "approved", True)
    assert (last["person_id"], last["meaning"], last["valid"]) == (str(engineer.id), "verified", True)
    assert (last["record_version"], len(last["content_hash"])) == (record.body["version"], 64)


@pytest.mark.parametrize(
    "change", [{"description": "Other"}, {"cause_codes": ["tool-wear"]}, {"quantity_affected": 4, "unit": "pcs"}]
)
async def test_what_is_edited_later_is_no_longer_signed(client, make, change):
    record = await make.at("dispositioned", quantity_affected=3, unit="pcs")
    await make.patched(record, **change)
    [signature] = await signatures(client, make, record)
    assert signature["valid"] is False


async def test_what_a_signer_does_not_vouch_for_may_change(client, make):
    record = await make.at("dispositioned")
    await make.patched(record, due_at="2099-01-01T00:00:00Z", owner_id=str(make.person().id), confidential=True)
    assert [one["valid"] for one in await signatures(client, make, record)] == [True]


@pytest.mark.parametrize("signature", [None, "verified"])
async def test_nobody_signs_without_saying_as_what(client, make, signature):
    record = await make.ready(await make.at("under_review"), "dispose")
    body = {"action": "dispose", "signature": signature}
    refused = await client(make.person(), *EVERYTHING).post(
        f"{record.path}/transitions", json=body, headers={"If-Match": record.etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "signature_required")
    assert refused.json()["errors"][0]["pointer"] == "/signature"


async def test_who_signed_in_long_ago_signs_in_again(client, make, issuer):
    record = await make.ready(await make.at("under_review"), "dispose")
    who = make.person()
    stale = issuer.mint(str(who.id), EVERYTHING, org_id=who.org_id, signed_in_ago=301)
    caller = client(who, *EVERYTHING)
    caller.headers["Authorization"] = f"Bearer {stale}"
    body = {"action": "dispose", "signature": "approved"}
    refused = await caller.post(f"{record.path}/transitions", json=body, headers={"If-Match": record.etag})
    assert (refused.status_code, refused.json()["code"]) == (401, "reauthentication_required")
    assert 'error="insufficient_user_authentication"' in refused.headers["www-authenticate"]
    assert (await caller.get(record.path)).json()["status"] == "under_review"
    assert await signatures(client, make, record) == []


async def test_signatures_of_what_is_hidden_are_not_found(client, make):
    draft = await make.nonconformance()
    colleague = client(make.person(), "nonconformances:read")
    assert (await colleague.get(f"/v1/nonconformances/{draft.id}/signatures")).status_code == 404
