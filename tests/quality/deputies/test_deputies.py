"""A deputy does what an owner may, from day to day, and is as little independent as the owner."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.conftest import EVERYTHING, SIGNED

TODAY = datetime.now(UTC).date()
OWNER = ("nonconformances:read", "nonconformances:write", "deputies:read", "deputies:write")


@pytest.fixture
def lend(client):
    async def lent(principal, deputy, **fields):
        body = {"deputy_id": str(deputy.id), "valid_to": TODAY.isoformat(), "reason": "Holidays"} | fields
        return await client(principal, *OWNER).post("/v1/deputies", json=body)

    return lent


async def actions(client, who, record, *scopes):
    answer = await client(who, *(scopes or OWNER)).get(record.path)
    return answer.json()["allowed_actions"]


async def test_a_deputy_acts_as_the_owner_until_it_is_revoked(client, make, lend):
    owner, deputy = make.person(), make.person()
    record = await make.opened(owner)
    assert await actions(client, deputy, record) == []
    made = await lend(owner, deputy)
    assert (made.status_code, made.json()["status"]) == (201, "in_force")
    assert await actions(client, deputy, record) == await actions(client, owner, record) != []
    await make.moved(record, "contain", "Nothing to contain", by=deputy)
    path = f"/v1/deputies/{made.json()['id']}/transitions"
    revoked = await client(owner, *OWNER).post(
        path, json={"action": "revoke"}, headers={"If-Match": made.headers["etag"]}
    )
    assert (revoked.status_code, revoked.json()["status"]) == (200, "revoked")
    assert await actions(client, deputy, record) == []


async def test_who_acted_for_whom_is_on_record(make, lend, sql):
    owner, deputy = make.person(), make.person()
    record = await make.opened(owner)
    await lend(owner, deputy)
    await make.moved(record, "contain", "Nothing to contain", by=deputy)
    event = await sql.fetchrow(
        "SELECT actor_id, data->>'on_behalf_of_id' AS owner FROM quality.events WHERE type = 'nonconformance.contain'"
        " AND record_id = $1",
        record.id,
    )
    assert (event["actor_id"], event["owner"]) == (deputy.id, str(owner.id))


async def test_a_deputy_of_later_or_of_a_deputy_acts_for_nobody_today(client, make, lend):
    owner, later, deputy, second = (make.person() for _ in range(4))
    record = await make.opened(owner)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    await lend(owner, later, valid_from=tomorrow, valid_to=tomorrow)
    await lend(owner, deputy)
    await lend(deputy, second)
    assert await actions(client, later, record) == await actions(client, second, record) == []


DECISIONS = [("under_review", "dispose", "sod_4"), ("verifying", "close", "sod_closing")]


@pytest.mark.parametrize("decision", DECISIONS, ids=[code for _, _, code in DECISIONS])
@pytest.mark.parametrize("lent_to", ["who decides", "the owner"])
async def test_lending_makes_nobody_independent(client, make, lend, decision, lent_to):
    """Neither does whoever may act for the owner decide, nor the owner as somebody's deputy."""
    status, action, code = decision
    record = await make.at(status)
    if action == "dispose":
        await make.part(record, "dispositions", kind="use_as_is")
        record = await make.patched(record, cause_codes=["c"], capa_decision="not_required", capa_rationale="Once")
    record = await make.patched(record, costs_are_zero=True)
    owner, manager = make.owner(record), make.person()
    principal, deputy = (owner, manager) if lent_to == "who decides" else (manager, owner)
    await lend(principal, deputy)
    body = {"action": action, "signature": SIGNED[action]}
    refused = await client(deputy, *EVERYTHING).post(
        f"{record.path}/transitions", json=body, headers={"If-Match": record.etag}
    )
    assert refused.status_code == 403
    assert [guard["code"] for guard in refused.json()["transition"]["guards"]] == [code]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"valid_from": "2020-01-01"}, "deputy_days_invalid"),
        ({"valid_from": "2099-01-02", "valid_to": "2099-01-01"}, "deputy_days_invalid"),
    ],
)
async def test_days_that_can_not_be_are_refused(make, lend, wrong, code):
    refused = await lend(make.person(), make.person(), **wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_nobody_is_their_own_deputy_and_strangers_see_none(client, make, lend):
    owner, deputy = make.person(), make.person()
    own = await lend(owner, owner)
    assert (own.status_code, own.json()["code"]) == (422, "own_deputy")
    made = await lend(owner, deputy)
    for who, status in ((owner, 200), (deputy, 200), (make.person(), 404)):
        assert (await client(who, *OWNER).get(f"/v1/deputies/{made.json()['id']}")).status_code == status
    assert len((await client(deputy, *OWNER).get("/v1/deputies")).json()["items"]) == 1
