"""Who lends power to whom, and that it ends."""

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("delegations:read", "delegations:write")


@pytest.fixture
async def people(make):
    top = await make.person()
    lead = await make.person(top)
    return {"top": top, "lead": lead, "deputy": await make.person(), "stranger": await make.person()}


def body(people, **fields):
    wanted = {"delegate_id": str(people["deputy"].id), "scopes": ["goal.approve"], "valid_to": "2099-12-31"}
    return wanted | fields


async def test_a_lead_lends_their_own_power_from_today_on(client, people, day):
    answer = await client(people["lead"], *MINE).post(
        "/v1/delegations", json=body(people, scopes=["review.write", "goal.approve", "goal.approve"])
    )
    shown = answer.json()
    assert (answer.status_code, shown["status"], shown["valid_from"]) == (201, "in_force", day(0))
    assert shown["scopes"] == ["goal.approve", "review.write"]
    assert [shown[who]["id"] for who in ("delegator", "delegate")] == [
        str(people[who].id) for who in ("lead", "deputy")
    ]
    assert shown["allowed_actions"] == ["revoke"]


async def test_nobody_lends_the_power_of_others_but_hr(client, people):
    theirs = body(people, delegator_id=str(people["top"].id))
    refused = await client(people["lead"], *MINE).post("/v1/delegations", json=theirs)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_lend")
    done = await client(people["stranger"], *MINE, "delegations:write:all").post("/v1/delegations", json=theirs)
    assert done.status_code == 201, done.text


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"delegate": "lead"}, ("self_delegation", "/delegate_id")),
        ({"valid_from": -1}, ("delegation_days_invalid", "/valid_from")),
        ({"valid_from": 3, "valid_to": 2}, ("delegation_days_invalid", "/valid_to")),
        ({"valid_to": -1}, ("delegation_days_invalid", "/valid_to")),
        ({"scopes": []}, ("validation_failed", "/scopes")),
        ({"scopes": ["goal.delete"]}, ("validation_failed", "/scopes/0")),
    ],
)
async def test_what_can_not_be_lent_is_refused(client, people, day, wrong, refusal):
    days = {name: day(value) for name, value in wrong.items() if isinstance(value, int)}
    delegate = {"delegate_id": str(people[wrong["delegate"]].id)} if "delegate" in wrong else {}
    sent = body(people) | {name: value for name, value in wrong.items() if name == "scopes"} | days | delegate
    answer = await client(people["lead"], *MINE).post("/v1/delegations", json=sent)
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["errors"][0]["pointer"]) == refusal


async def test_who_does_not_work_here_neither_lends_nor_borrows(client, make, people):
    gone = people["stranger"]
    leave = {"action": "terminate", "on": "2020-06-30", "reason": "Moved away"}
    await make.post(f"{gone.path}/transitions", leave, on=gone)
    everybody = client(None, *EVERYTHING)
    for who, name in (({"delegator_id": gone}, "delegator_id"), ({"delegate_id": gone}, "delegate_id")):
        sent = body(people, delegator_id=str(people["lead"].id)) | {key: str(one.id) for key, one in who.items()}
        refused = await everybody.post("/v1/delegations", json=sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_at_work")
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{name}"]


async def test_a_delegation_is_seen_by_both_by_those_above_the_delegator_and_by_hr(client, make, people):
    delegation = await make.delegation(people["lead"], people["deputy"])

    async def sees(who, *more):
        looking = client(who, "delegations:read", *more)
        listed = (await looking.get("/v1/delegations")).json()["items"]
        assert (await looking.get(delegation.path)).status_code == (200 if listed else 404)
        return bool(listed)

    assert [await sees(people[who]) for who in ("lead", "deputy", "top", "stranger")] == [True, True, True, False]
    assert await sees(people["stranger"], "delegations:read:all")


async def test_it_is_revoked_by_the_delegator_or_hr_and_only_once(client, make, people):
    delegation = await make.delegation(people["lead"], people["deputy"])
    revoke = {"json": {"action": "revoke", "reason": "Back again"}, "headers": {"If-Match": delegation.etag}}
    refused = await client(people["deputy"], *MINE).post(f"{delegation.path}/transitions", **revoke)
    assert (refused.status_code, refused.json()["code"]) == (403, "transition_forbidden")
    lead = client(people["lead"], *MINE)
    unsaid = await lead.post(f"{delegation.path}/transitions", json=revoke["json"])
    assert unsaid.status_code == 428
    revoked = await lead.post(f"{delegation.path}/transitions", **revoke)
    assert (revoked.status_code, revoked.json()["status"]) == (200, "revoked")
    assert (revoked.json()["allowed_actions"], revoked.json()["revoked_at"] is None) == ([], False)
    again = await lead.post(f"{delegation.path}/transitions", json=revoke["json"], headers={"If-Match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "transition_not_allowed")


async def test_they_are_found_by_person_state_and_day(client, make, people, day):
    now = await make.delegation(people["lead"], people["deputy"], valid_to=day(2))
    later = await make.delegation(people["top"], people["deputy"], valid_from=day(3))
    looking = client(people["deputy"], "delegations:read")

    async def found(**query):
        items = (await looking.get("/v1/delegations", params=query)).json()["items"]
        return [item["id"] for item in items]

    assert await found() == [str(later.id), str(now.id)]
    assert await found(delegator_id=str(people["top"].id)) == await found(status="planned") == [str(later.id)]
    assert await found(as_of=day(2)) == await found(status="in_force") == [str(now.id)]
    assert await found(as_of=day(-1)) == await found(status="revoked") == []
