"""Who sees what, by enumeration: every kind of viewer with every kind of goal, and all ways to look agree."""

import csv
from dataclasses import dataclass
from io import StringIO

import pytest

from shared.testing import Made, Member
from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")
VISIBILITIES = ("public", "org_unit", "chain", "private")

ALWAYS = {"owner", "contributor", "lead", "deputy", "hr"}
"""Who sees a goal of somebody whatever its visibility, and before it has begun."""
UP_THE_LINE = ALWAYS | {"top", "partner", "dotted_lead", "deputy_of_top"}
WITHOUT_POWER = {
    "stranger", "former_lead", "gone_lead", "mentor", "former_partner", "past_deputy", "coming_deputy",
    "revoked_deputy", "reviewing_deputy", "deputy_of_gone", "deputy_of_deputy",
}  # fmt: skip
SEEN_BY = {
    "public": UP_THE_LINE | WITHOUT_POWER | {"colleague"},
    "org_unit": UP_THE_LINE | {"colleague"},
    "chain": UP_THE_LINE,
    "private": ALWAYS,
}
LOOKS_AT_TEAM = {"lead", "deputy", "top", "deputy_of_top", "hr"}
DRAFT_SEEN_BY = {visibility: ALWAYS if visibility == "private" else UP_THE_LINE for visibility in VISIBILITIES}
VIEWERS = sorted(SEEN_BY["public"])
HEALTHS = ("on_track", "at_risk", "off_track", "not_updated", "done")


@dataclass
class World:
    viewers: dict[str, Made]
    active: dict[str, Made]
    drafts: dict[str, Made]


@pytest.fixture
async def world(client, make, day, on_day):
    """One person with everybody around them that the table of visibility knows."""
    unit, elsewhere = await make.org_unit("ops"), await make.org_unit("it")
    alone = (UP_THE_LINE | WITHOUT_POWER) - {"top", "lead", "owner", "contributor"}
    people = {name: await make.person() for name in sorted(alone)}
    people["top"] = await make.person(people["gone_lead"])

    async def placed(manager, org_unit):
        place = {"effective_from": "2020-01-01", "org_unit_id": str(org_unit.id)}
        return await make.person(assignment=place | ({"manager_id": str(manager.id)} if manager else {}))

    people["lead"] = await placed(people["top"], elsewhere)
    people["owner"] = await placed(people["former_lead"], unit)
    people["colleague"], people["contributor"] = await placed(None, unit), await placed(None, elsewhere)
    now = {"manager_id": str(people["lead"].id), "org_unit_id": str(unit.id)}
    await make.assignment(people["owner"], effective_from=day(0), **now)
    await surrounded(make, people, day, on_day)
    active = {name: await make.active_goal(people["owner"], visibility=name, level="team") for name in VISIBILITIES}
    drafts = {name: await make.goal(people["owner"], visibility=name, level="team") for name in VISIBILITIES}
    for goal in (*active.values(), *drafts.values()):
        body = {"person_id": str(people["contributor"].id)}
        await client(None, *EVERYTHING).post(f"{goal.path}/contributors", json=body)
    return World(people, active, drafts)


async def surrounded(make, people, day, on_day):
    """Everybody who stands beside the owner's line, and who acts or once acted for somebody in it."""
    for name, kind in (("partner", "hrbp"), ("dotted_lead", "dotted_line"), ("mentor", "mentor")):
        await make.relationship(people["owner"], people[name], kind)
    await make.relationship(people["owner"], people["former_partner"], "hrbp", valid_to=day(-1))

    async def delegated(delegator, name, **fields):
        return await make.delegation(people[delegator], people[name], **fields)

    on_day(-3)
    await delegated("lead", "past_deputy", valid_to=day(-1))
    on_day(0)
    for delegator, name in (("lead", "deputy"), ("top", "deputy_of_top"), ("deputy", "deputy_of_deputy")):
        await delegated(delegator, name, valid_to=day(0))
    await delegated("lead", "coming_deputy", valid_from=day(1))
    await delegated("lead", "reviewing_deputy", scopes=["review.write", "one_on_one"])
    await delegated("gone_lead", "deputy_of_gone")
    await make.move(await delegated("lead", "revoked_deputy"), "revoke")
    leave = {"action": "terminate", "on": day(-1), "reason": "Moved away"}
    await make.post(f"{people['gone_lead'].path}/transitions", leave, on=people["gone_lead"])


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_every_way_to_look_shows_the_same_goals(client, make, world, viewer):
    scopes = (*MINE, "goals:read:all") if viewer == "hr" else MINE
    looking = client(world.viewers[viewer], *scopes)
    expected = {str(world.active[name].id) for name in VISIBILITIES if viewer in SEEN_BY[name]}
    expected |= {str(world.drafts[name].id) for name in VISIBILITIES if viewer in DRAFT_SEEN_BY[name]}
    listed = (await looking.get("/v1/goals", params={"include_total": True})).json()
    assert {goal["id"] for goal in listed["items"]} == expected
    assert listed["total"] == len(expected)
    exported = (await looking.get("/v1/goals/export")).text
    assert {row["id"] for row in csv.DictReader(StringIO(exported))} == expected
    for goal in (*world.active.values(), *world.drafts.values()):
        status = 200 if str(goal.id) in expected else 404
        for part in ("", "/tree", "/progress", "/explanation", "/lineage", "/transitions"):
            answer = await looking.get(f"{goal.path}{part}")
            assert answer.status_code == status, (viewer, goal.body["visibility"], goal.body["status"], part)


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_what_belongs_to_a_goal_is_seen_by_whoever_sees_the_goal(client, make, world, viewer):
    scopes = (*MINE, "goals:read:all") if viewer == "hr" else MINE
    looking, top = client(world.viewers[viewer], *scopes), await make.active_goal(world.viewers["top"], level="company")
    seen = {name for name in VISIBILITIES if viewer in SEEN_BY[name]}
    entries, requests = {}, {}
    for name, goal in world.active.items():
        entries[name] = await make.check_in(goal, 10)
        change = {"goal_id": str(goal.id), "kind": "edit", "reason": "Why not", "goal": {"title": "Other"}}
        requests[name] = await make.post("/v1/goal-changes", change)
        await make.contributes(goal, top)
    assert {one["id"] for one in (await looking.get("/v1/check-ins")).json()["items"]} == {
        str(entries[name].id) for name in seen
    }
    assert {one["id"] for one in (await looking.get("/v1/goal-changes")).json()["items"]} == {
        str(requests[name].id) for name in seen
    }
    for name in VISIBILITIES:
        status = 200 if name in seen else 404
        for record in (entries[name], requests[name]):
            assert (await looking.get(record.path)).status_code == status, (viewer, name)
    below = (await looking.get(f"{top.path}/tree")).json()["items"]
    assert {node["id"] for node in below[1:]} == {str(world.active[name].id) for name in seen}
    assert below[0]["children"] == len(seen)


async def listed(looking, **asked):
    """How many active goals the list shows, by health."""
    counts = {}
    for health in HEALTHS:
        params = {"status": "active", "health": health, "include_total": True} | asked
        counts[health] = (await looking.get("/v1/goals", params=params)).json()["total"]
    return counts


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_every_count_of_a_dashboard_is_that_of_the_list(client, make, world, viewer):
    people, hr = world.viewers, viewer == "hr"
    for name, value in (("public", 50), ("chain", 100), ("private", 5)):
        await make.check_in(world.active[name], value)
    looking = client(people[viewer], *MINE, *(("goals:read:all",) if hr else ()))
    team = await looking.get("/v1/dashboards/team", params={"manager_id": str(people["lead"].id)})
    assert team.status_code == (200 if viewer in LOOKS_AT_TEAM else 404)
    if team.status_code == 200:
        expected = await listed(looking, manager_id=str(people["lead"].id))
        assert sum(expected.values()) > 0
        assert team.json()["goal_health"] == team.json()["people"][0]["goal_health"] == expected
    assignments = (await client(None, *EVERYTHING).get(f"/v1/people/{people['owner'].id}")).json()
    unit = assignments["assignment"]["org_unit"]["id"]
    of_unit = (await looking.get(f"/v1/dashboards/org-units/{unit}")).json()
    assert of_unit["goal_health"] == await listed(looking, owner_id=str(people["owner"].id))
    mine = (await looking.get("/v1/dashboards/me")).json()
    assert mine["goal_health"] == await listed(looking, owner_id=str(people[viewer].id))
    if hr:
        company = (await looking.get("/v1/dashboards/company")).json()
        assert company["goal_health"] == await listed(looking)
        assert company["goal_health"]["done"] == 1


async def test_another_organisation_sees_nothing(client, world):
    other = Member(world.viewers["hr"].id)
    looking = client(other, *EVERYTHING)
    assert (await looking.get("/v1/goals")).json()["items"] == []
    assert (await looking.get(world.active["public"].path)).status_code == 404


async def test_a_new_lead_sees_with_the_next_request_what_the_old_one_no_longer_does(client, make, day):
    old, new = await make.person(), await make.person()
    person = await make.person(lead=old)
    goal = await make.active_goal(person, visibility="private")
    seen = [(await client(who, *MINE).get(goal.path)).status_code for who in (old, new)]
    await make.assignment(person, effective_from=day(0), manager_id=str(new.id))
    seen += [(await client(who, *MINE).get(goal.path)).status_code for who in (old, new)]
    assert seen == [200, 404, 404, 200]


@pytest.fixture
async def linked(client, make):
    """A goal that everybody sees and its owner sets; all that it is linked with is another's and private."""
    me, other = await make.person(), await make.person()
    goal = await make.active_goal(me, visibility="public")
    parent = await make.active_goal(other, level="company", visibility="private")
    served = await make.active_goal(other, visibility="private")
    await make.contributes(goal, parent, parent_key_result_id=parent.body["key_results"][0]["id"])
    everything = client(None, *EVERYTHING)
    assert (await everything.put(f"{goal.path}/alignments/{served.id}", json={})).status_code == 200
    carried = await everything.post(f"{served.path}/carry-over", json={"due_on": "2099-12-31"})
    heir = carried.json()["id"]
    await everything.patch(f"/v1/goals/{heir}", json={"visibility": "public"})
    await everything.post(f"/v1/goals/{heir}/transitions", json={"action": "publish"}, headers={"If-Match": "*"})
    return {"me": me, "other": other, "goal": goal, "parent": parent, "served": served, "heir": heir}


def hidden_in(linked):
    parent, served = linked["parent"], linked["served"]
    return [str(parent.id), parent.body["key_results"][0]["id"], str(served.id)]


async def test_links_name_no_goal_that_a_viewer_may_not_see(client, linked):
    for viewer in (linked["me"], linked["other"]):
        looking = client(viewer, *MINE)
        paths = [linked["goal"].path, f"/v1/goals/{linked['heir']}", "/v1/goals"]
        paths += [f"{path}/{part}" for path in paths[:2] for part in ("tree", "progress", "explanation", "lineage")]
        told = "".join([(await looking.get(path)).text for path in paths])
        named = [id for id in hidden_in(linked) if id in told]
        assert named == ([] if viewer is linked["me"] else hidden_in(linked))


async def test_a_contribution_to_a_hidden_goal_is_there_without_a_name(client, linked):
    shown = (await client(linked["me"], *MINE).get(linked["goal"].path)).json()
    assert shown["contribution"] == {"parent_goal_id": None, "parent_key_result_id": None, "weight": 1}
    assert shown["aligned_to"] == []
    assert (await client(linked["me"], *MINE).get(f"/v1/goals/{linked['heir']}")).json()["carried_from_goal_id"] is None


async def test_what_is_linked_to_a_hidden_goal_is_not_found_by_it(client, linked):
    for asked in ({"parent_goal_id": str(linked["parent"].id)}, {"aligned_to_id": str(linked["served"].id)}):
        for viewer, count in ((linked["me"], 0), (linked["other"], 1)):
            answer = await client(viewer, *MINE).get("/v1/goals", params=asked | {"include_total": True})
            assert (len(answer.json()["items"]), answer.json()["total"]) == (count, count)


async def test_a_hidden_goal_answers_like_none_wherever_it_is_named(client, make, linked):
    """Whatever the command, the bytes are those for an id that does not exist, save the id and the trace."""
    me, unknown = linked["me"], "00000000-0000-7000-8000-000000000000"
    mine, own, goal = client(me, *MINE), await make.active_goal(me), linked["goal"].path
    for hidden in (str(linked["served"].id), str(linked["parent"].id)):
        told = []
        for id in (hidden, unknown):
            answers = [
                await mine.delete(f"{goal}/alignments/{id}"),
                await mine.put(f"{own.path}/alignments/{id}", json={}),
                await mine.put(f"{own.path}/contribution", json={"parent_goal_id": id}),
                await mine.put(f"/v1/goals/{id}/contribution", json={"parent_goal_id": str(own.id)}),
                await mine.post(f"/v1/goals/{id}/transitions", json={"action": "end"}, headers={"If-Match": '"9"'}),
                await mine.patch(f"/v1/goals/{id}", json={"title": "A"}, headers={"If-Match": '"9"'}),
                await mine.put(f"/v1/goals/{id}/score", json={"final_score": 1}),
                await mine.put(f"/v1/goals/{id}/lock"),
                await mine.post(f"/v1/goals/{id}/carry-over", json={"due_on": "2099-12-31"}),
                await mine.post(f"/v1/goals/{id}/contributors", json={"person_id": str(me.id)}),
                await mine.delete(f"/v1/goals/{id}/contributors/{me.id}"),
                await mine.post(f"/v1/goals/{id}/key-results", json={"title": "A", "target_value": 1}),
                await mine.post("/v1/check-ins", json={"goal_id": id, "value": 1}),
                await mine.post("/v1/goals:batch", json={"rows": [{"id": id, "version": 9, "patch": {}}]}),
                await mine.get("/v1/check-ins", params={"goal_id": id}),
                await mine.get("/v1/goals", params={"parent_goal_id": id}),
                await mine.get(f"/v1/goals/{id}/tree"),
                await mine.get(f"/v1/goals/{id}/key-results/{unknown}/transitions"),
                await mine.post(f"/v1/goals/{id}/key-results/{unknown}/transitions", json={"action": "complete"}),
                await mine.delete(f"/v1/goals/{id}/key-results/{unknown}/milestones/{unknown}"),
            ]
            told.append([(answer.status_code, plain(answer, id)) for answer in answers])
        assert told[0] == told[1]


def plain(answer, id):
    body = answer.json() if answer.content else {}
    said = {name: value for name, value in body.items() if name not in {"trace_id", "instance"}}
    return said | {"named": id in str(said)}
