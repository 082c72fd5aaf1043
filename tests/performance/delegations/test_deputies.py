"""What a deputy may do for a lead, and what nobody may do by delegation."""

import json

import pytest

MINE = ("goals:read", "goals:write")
PUBLISH = {"If-Match": "*"}


@pytest.fixture
async def people(make):
    """A line of three, somebody to act for the lead, and the lead's other report."""
    top = await make.person()
    lead = await make.person(top)
    owner, peer = await make.person(lead), await make.person(lead)
    return {"top": top, "lead": lead, "owner": owner, "peer": peer, "deputy": await make.person()}


@pytest.fixture
def proposed(make):
    async def goal(owner):
        draft = await make.goal(owner, key_results=[{"title": "Days saved", "target_value": 100}], visibility="private")
        return await make.move(draft, "submit")

    return goal


@pytest.fixture
def decide(client):
    async def decided(who, goal, action="approve"):
        path = goal.path if goal.path.endswith("transitions") else f"{goal.path}/transitions"
        return await client(who, *MINE).post(path, json={"action": action, "reason": "Fine"}, headers=PUBLISH)

    return decided


@pytest.fixture
def noted(sql, org):
    """Who did something last, and for whom."""
    query = "SELECT actor_id, data FROM performance.events WHERE org_id = $1 AND type = $2 ORDER BY id DESC LIMIT 1"

    async def last(happened):
        row = await sql.fetchrow(query, org, happened)
        return row["actor_id"], json.loads(row["data"]).get("on_behalf_of_id")

    return last


async def test_a_deputy_decides_as_the_lead_could_and_the_event_names_both(make, people, proposed, decide, noted):
    goal = await proposed(people["owner"])
    assert (await decide(people["deputy"], goal)).status_code == 404
    await make.delegation(people["lead"], people["deputy"])
    approved = await decide(people["deputy"], goal)
    assert (approved.status_code, approved.json()["status"]) == (200, "active")
    assert await noted("goal.approve") == (people["deputy"].id, str(people["lead"].id))
    assert (await decide(people["deputy"], goal, "cancel")).status_code == 200
    assert await noted("goal.cancel") == (people["deputy"].id, str(people["lead"].id))


async def test_of_two_leads_the_event_names_the_nearest(make, people, proposed, decide, noted):
    for delegator in ("top", "lead"):
        await make.delegation(people[delegator], people["deputy"])
    assert (await decide(people["deputy"], await proposed(people["owner"]))).status_code == 200
    assert await noted("goal.approve") == (people["deputy"].id, str(people["lead"].id))
    assert (await decide(people["deputy"], await proposed(people["lead"]))).status_code == 200
    assert await noted("goal.approve") == (people["deputy"].id, str(people["top"].id))


async def test_who_leads_decides_in_their_own_right_whatever_was_delegated(make, people, proposed, decide, noted):
    await make.delegation(people["lead"], people["top"])
    assert (await decide(people["top"], await proposed(people["owner"]))).status_code == 200
    assert await noted("goal.approve") == (people["top"].id, None)


async def test_nobody_decides_on_their_own_goals_by_delegation(make, people, proposed, decide, noted):
    await make.delegation(people["lead"], people["peer"])
    refused = await decide(people["peer"], await proposed(people["peer"]))
    assert (refused.status_code, refused.json()["code"]) == (403, "transition_forbidden")
    assert (await decide(people["peer"], await proposed(people["owner"]))).status_code == 200
    draft = await make.goal(people["peer"], key_results=[{"title": "Days saved", "target_value": 100}])
    assert (await decide(people["peer"], draft, "publish")).status_code == 200
    assert await noted("goal.publish") == (people["peer"].id, None)


async def test_what_was_delegated_is_not_passed_on(make, people, proposed, decide):
    second = await make.person()
    await make.delegation(people["lead"], people["deputy"])
    await make.delegation(people["deputy"], second)
    assert (await decide(second, await proposed(people["owner"]))).status_code == 404
    own = await make.person(people["deputy"])
    assert (await decide(second, await proposed(own))).status_code == 200


async def test_a_revoked_delegation_gives_no_power_from_the_same_moment_on(make, people, proposed, decide):
    delegation = await make.delegation(people["lead"], people["deputy"])
    first, second = await proposed(people["owner"]), await proposed(people["owner"])
    assert (await decide(people["deputy"], first)).status_code == 200
    await make.move(delegation, "revoke")
    assert (await decide(people["deputy"], second)).status_code == 404


@pytest.mark.parametrize("who", ["lead", "deputy"])
async def test_who_left_neither_lends_power_nor_has_any(make, people, proposed, decide, who):
    await make.delegation(people["lead"], people["deputy"])
    goal, leaver = await proposed(people["owner"]), people[who]
    leave = {"action": "terminate", "on": "2020-06-30", "reason": "Moved away"}
    await make.post(f"{leaver.path}/transitions", leave, on=leaver)
    assert (await decide(people["deputy"], goal)).status_code == 404


async def test_a_deputy_decides_on_no_change_that_the_lead_asked_for(client, make, people, decide, noted):
    await make.delegation(people["lead"], people["deputy"])
    goal = await make.active_goal(people["owner"])

    async def asked_by(who):
        change = {"goal_id": str(goal.id), "kind": "edit", "reason": "Why not", "goal": {"title": f"By {who}"}}
        return await make.post("/v1/goal-changes", change, by=people[who])

    theirs, leads = await asked_by("owner"), await asked_by("lead")
    awaited = (await client(people["deputy"], *MINE).get("/v1/dashboards/me")).json()["awaited_decisions"]
    assert [one["goal_change_id"] for one in awaited] == [str(theirs.id)]
    assert (await decide(people["deputy"], leads)).status_code == 403
    assert (await decide(people["deputy"], theirs)).status_code == 200
    assert await noted("goal.change_approved") == (people["deputy"].id, str(people["lead"].id))


async def test_many_goals_are_decided_at_once_each_for_its_lead(client, make, people, proposed, noted):
    await make.delegation(people["lead"], people["deputy"])
    goals = [await proposed(people[name]) for name in ("owner", "peer")]
    rows = [{"id": str(goal.id), "transition": {"action": "approve"}} for goal in goals]
    report = await client(people["deputy"], *MINE).post("/v1/goals:batch", json={"rows": rows})
    assert report.json()["summary"]["updated"] == 2, report.text
    assert await noted("goal.approve") == (people["deputy"].id, str(people["lead"].id))


@pytest.mark.parametrize(
    ("because_of", "sees"),
    [("review.write", True), ("goal.approve", False), ("hrbp", True), ("dotted_line", True), ("mentor", False),
     ("project_lead", False)],
)  # fmt: skip
async def test_reviewers_and_who_stands_beside_the_line_see_what_is_expected_and_measured(
    client, make, people, because_of, sees
):
    await make.expectation(person=people["owner"])
    await make.measured(make.measurement(await make.standard(), people["owner"]))
    if "." in because_of:
        await make.delegation(people["lead"], people["deputy"], scopes=[because_of])
    else:
        await make.relationship(people["owner"], people["deputy"], because_of)
    looking = client(people["deputy"], "expectations:read", "productivity:read")
    for path in ("/v1/expectations", "/v1/measurements"):
        assert len((await looking.get(path)).json()["items"]) == sees, path
    own = await looking.get(f"{people['owner'].path}/expectations")
    assert own.status_code == (200 if sees else 404)
