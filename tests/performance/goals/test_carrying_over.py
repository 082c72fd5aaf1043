"""A goal goes on in another time, with what remains of it and all that it hangs together with."""

import random

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


async def test_carried_over_a_goal_goes_on_from_where_it_was_and_remembers(client, make):
    me = await make.person()
    parts = [{"title": "Going on", "target_value": 10}, {"title": "Done", "target_value": 1}]
    old = await make.active_goal(me, key_results=parts)
    await make.check_in(old, 4)
    await make.check_in(old, 1, of=1)
    mine = client(me, *MINE)
    first = await mine.post(f"{old.path}/carry-over", json={"due_on": "2100-12-31"})
    assert first.status_code == 201
    assert [(part["title"], part["start_value"]) for part in first.json()["key_results"]] == [("Going on", 4)]
    assert (first.json()["status"], first.json()["carried_from_goal_id"]) == ("draft", str(old.id))
    published = await mine.post(
        f"{first.headers['location']}/transitions", json={"action": "publish"}, headers={"If-Match": '"1"'}
    )
    assert published.status_code == 200, published.text
    second = await mine.post(f"/v1/goals/{published.json()['id']}/carry-over", json={"due_on": "2101-12-31"})
    kin = [str(old.id), first.json()["id"], second.json()["id"]]
    for one in kin:
        lineage = (await mine.get(f"/v1/goals/{one}/lineage")).json()["items"]
        assert [goal["id"] for goal in lineage] == kin


async def test_a_commitment_that_is_kept_is_no_longer_aimed_at(client, make):
    me = await make.person()
    steps = {"start_value": 0, "commit_value": 30, "target_value": 70, "stretch_value": 100}
    old = await make.active_goal(
        me, key_results=[{"title": title} | steps for title in ("Kept", "Not yet", "Not begun")]
    )
    await make.check_in(old, 50)
    await make.check_in(old, 20, of=1)
    new = await client(me, *MINE).post(f"{old.path}/carry-over", json={"due_on": "2100-12-31"})
    figures = [[part[name] for name in steps] for part in new.json()["key_results"]]
    assert figures == [[50, None, 70, 100], [20, 30, 70, 100], [0, 30, 70, 100]]


async def test_open_milestones_go_on_unless_all_begins_anew(client, make):
    me = await make.person()
    milestones = [{"title": title} for title in ("Plan", "Build")]
    part = {"title": "The line runs", "kind": "milestone", "milestones": milestones}
    old = await make.active_goal(me, key_results=[part])
    await make.check_in(old, 1, milestone_id=old.body["key_results"][0]["milestones"][0]["id"])
    for anew, titles in ((False, ["Build"]), (True, ["Plan", "Build"])):
        asked = {"due_on": "2100-12-31", "from_current_values": not anew}
        new = (await client(me, *MINE).post(f"{old.path}/carry-over", json=asked)).json()
        assert [one["title"] for one in new["key_results"][0]["milestones"]] == titles


async def test_who_helped_and_still_works_here_helps_on(client, make):
    me, helper, gone = await make.person(), await make.person(), await make.person()
    old, everything = await make.active_goal(me), client(None, *EVERYTHING)
    for person in (helper, gone):
        await everything.post(f"{old.path}/contributors", json={"person_id": str(person.id), "role": "analyst"})
    leaving = {"action": "terminate", "reason": "Left", "on": "2026-01-31"}
    left = await everything.post(f"{gone.path}/transitions", json=leaving, headers={"If-Match": "*"})
    assert left.status_code == 200, left.text
    new = await client(me, *MINE).post(f"{old.path}/carry-over", json={"due_on": "2100-12-31"})
    helpers = [(one["person"]["id"], one["role"]) for one in new.json()["contributors"]]
    assert helpers == [(str(helper.id), "analyst")]


async def planted(make, me, chance):
    """A tree of goals of one year: who contributes to whom, some to a key result, and who serves whom, by place."""
    cycle = await make.goal_cycle(2098)
    levels = ["company", "org_unit", "team", *["individual"] * 4]
    goals = [await make.active_goal(me, level=level, goal_cycle_id=str(cycle.id)) for level in levels]
    parents, served = {}, {}
    for place in range(1, len(goals)):
        parents[place] = chance.randrange(min(place, 3))
        to_part = chance.random() < 0.4
        part = {"parent_key_result_id": goals[parents[place]].body["key_results"][0]["id"]} if to_part else {}
        await make.contributes(goals[place], goals[parents[place]], weight=place, **part)
        served[place] = chance.randrange(place)
        aligned = await make.client(None, *EVERYTHING).put(
            f"{goals[place].path}/alignments/{goals[served[place]].id}", json={}
        )
        assert aligned.status_code == 200
    return goals, parents, served


@pytest.mark.parametrize("seed", range(4))
async def test_in_whatever_order_goals_are_carried_over_they_hang_together_as_before(client, make, seed):
    chance, me = random.Random(seed), await make.person()
    goals, parents, served = await planted(make, me, chance)
    before = {str(goal.id): (await client(me, *MINE).get(goal.path)).json() for goal in goals}
    cycle, everything = await make.goal_cycle(2099), client(None, *EVERYTHING)
    order, heirs = chance.sample(range(len(goals)), len(goals)), {}
    for place in order:
        asked = {"goal_cycle_id": str(cycle.id)}
        answer = await everything.post(f"{goals[place].path}/carry-over", json=asked)
        assert answer.status_code == 201, answer.text
        heirs[place] = answer.json()["id"]
    after = {place: (await client(me, *MINE).get(f"/v1/goals/{heirs[place]}")).json() for place in heirs}
    for place, parent in parents.items():
        old, new = before[str(goals[place].id)]["contribution"], after[place]["contribution"]
        assert (new["parent_goal_id"], new["weight"]) == (heirs[parent], place)
        part = after[parent]["key_results"][0]["id"] if old["parent_key_result_id"] else None
        assert new["parent_key_result_id"] == part
        assert heirs[served[place]] in [one["goal_id"] for one in after[place]["aligned_to"]]
    unchanged = {str(goal.id): (await client(me, *MINE).get(goal.path)).json()["contribution"] for goal in goals}
    assert unchanged == {id: goal["contribution"] for id, goal in before.items()}


async def test_what_has_found_another_parent_meanwhile_stays_there(client, make):
    me = await make.person()
    top, other, child = await make.active_goal(me), await make.active_goal(me), await make.active_goal(me)
    await make.contributes(child, top)
    everything = client(None, *EVERYTHING)
    heir = (await everything.post(f"{child.path}/carry-over", json={"due_on": "2099-12-31"})).json()
    await everything.put(f"/v1/goals/{heir['id']}/contribution", json={"parent_goal_id": str(other.id)})
    await everything.post(f"{top.path}/carry-over", json={"due_on": "2099-12-31"})
    linked = (await everything.get(f"/v1/goals/{heir['id']}")).json()["contribution"]
    assert linked["parent_goal_id"] == str(other.id)


async def test_a_parent_that_goes_on_itself_keeps_what_is_carried_over(client, make):
    me = await make.person()
    top, child = await make.active_goal(me), await make.active_goal(me)
    await make.contributes(child, top, weight=3)
    new = await client(me, *MINE).post(f"{child.path}/carry-over", json={"due_on": "2099-12-31"})
    assert (new.json()["contribution"]["parent_goal_id"], new.json()["contribution"]["weight"]) == (str(top.id), 3)


async def test_carrying_over_closes_no_circle(client, make):
    me, everything = await make.person(), client(None, *EVERYTHING)
    top, middle, child = [await make.active_goal(me) for _ in range(3)]
    await make.contributes(middle, top)
    await make.contributes(child, middle)
    heirs = [
        (await everything.post(f"{goal.path}/carry-over", json={"due_on": "2099-12-31"})).json()["id"]
        for goal in (top, child)
    ]
    moved = await everything.put(f"/v1/goals/{heirs[0]}/contribution", json={"parent_goal_id": heirs[1]})
    assert moved.status_code == 200, moved.text
    last = await everything.post(f"{middle.path}/carry-over", json={"due_on": "2099-12-31"})
    assert last.status_code == 201, last.text
    assert last.json()["contribution"]["parent_goal_id"] == heirs[0]
    tree = (await everything.get(f"/v1/goals/{heirs[1]}/tree", params={"depth": 10})).json()["items"]
    assert [node["id"] for node in tree] == [heirs[1], heirs[0], last.json()["id"]]
