"""Milestones are changed and taken out, as long as nobody has checked them in."""

import pytest

MINE = ("goals:read", "goals:write")


@pytest.fixture
async def goal(make):
    me = await make.person()
    parts = [{"title": title} for title in ("Plan", "Build", "Run")]
    made = await make.active_goal(me, key_results=[{"title": "A line", "kind": "milestone", "milestones": parts}])
    return {"me": me, "goal": made}


@pytest.fixture
def path(goal):
    part = goal["goal"].body["key_results"][0]
    return [f"{goal['goal'].path}/key-results/{part['id']}/milestones/{one['id']}" for one in part["milestones"]]


async def test_a_milestone_that_weighs_more_moves_the_number(client, make, goal, path):
    mine = client(goal["me"], *MINE)
    await make.check_in(goal["goal"], 1, milestone_id=path[0].rsplit("/", 1)[1])
    answer = await mine.patch(path[0], json={"weight": 2, "title": "A plan", "due_on": "2099-01-31"})
    (part,) = answer.json()["key_results"]
    assert (part["progress_percent"], part["milestones"][0]["title"]) == (50, "A plan")
    assert part["milestones"][0]["due_on"] == "2099-01-31"


async def test_a_milestone_is_taken_out_of_the_number(client, make, goal, path):
    mine = client(goal["me"], *MINE)
    await make.check_in(goal["goal"], 1, milestone_id=path[0].rsplit("/", 1)[1])
    assert (await mine.delete(path[2])).status_code == 204
    assert await make.progress(goal["goal"]) == 50
    assert (await mine.delete(path[2])).status_code == 404


async def test_what_was_checked_in_and_the_last_one_stay(client, make, goal, path):
    mine = client(goal["me"], *MINE)
    await make.check_in(goal["goal"], 1, milestone_id=path[0].rsplit("/", 1)[1])
    checked_in = await mine.delete(path[0])
    assert (checked_in.status_code, checked_in.json()["code"]) == (409, "milestone_checked_in")
    other = await make.active_goal(
        goal["me"], key_results=[{"title": "A line", "kind": "milestone", "milestones": [{"title": "Plan"}]}]
    )
    part = other.body["key_results"][0]
    last = await mine.delete(f"{other.path}/key-results/{part['id']}/milestones/{part['milestones'][0]['id']}")
    assert (last.status_code, last.json()["code"]) == (409, "last_milestone")
    assert (await mine.patch(path[0].replace(str(goal["goal"].id), str(other.id)), json={})).status_code == 404


async def test_once_locked_milestones_and_the_cycle_change_by_request(client, make, day):
    lead = await make.person()
    me, cycle = await make.person(lead=lead), await make.goal_cycle()
    parts = [{"title": title} for title in ("Plan", "Build")]
    goal = await make.active_goal(me, key_results=[{"title": "A line", "kind": "milestone", "milestones": parts}])
    part = goal.body["key_results"][0]
    plan, build = (one["id"] for one in part["milestones"])
    mine, theirs = client(me, *MINE), client(lead, *MINE)
    await theirs.put(f"{goal.path}/lock")
    refused = await mine.patch(f"{goal.path}/key-results/{part['id']}/milestones/{plan}", json={"title": "A plan"})
    assert refused.json()["transition"]["guards"][0]["code"] == "locked"
    assert (await mine.patch(goal.path, json={"goal_cycle_id": str(cycle.id)})).status_code == 409
    wanted = [
        {"kind": "edit", "key_result_id": part["id"], "milestone_id": plan, "milestone": {"title": "A plan"}},
        {"kind": "drop", "key_result_id": part["id"], "milestone_id": build},
        {"kind": "add", "key_result_id": part["id"], "added_milestone": {"title": "Run", "weight": 2}},
        {"kind": "edit", "goal": {"goal_cycle_id": str(cycle.id)}},
    ]
    for change in wanted:
        asked = await mine.post("/v1/goal-changes", json={"goal_id": str(goal.id), "reason": "New facts"} | change)
        assert asked.status_code == 201, asked.text
        place = f"{asked.headers['location']}/transitions"
        decided = await theirs.post(place, json={"action": "approve"}, headers={"If-Match": "*"})
        assert decided.status_code == 200, decided.text
    shown = (await mine.get(goal.path)).json()
    assert [(one["title"], one["weight"]) for one in shown["key_results"][0]["milestones"]] == [
        ("A plan", 1),
        ("Run", 2),
    ]
    assert shown["goal_cycle"]["id"] == str(cycle.id)


async def test_a_request_about_a_milestone_names_it_and_its_key_result(client, goal):
    asked = {"goal_id": str(goal["goal"].id), "kind": "edit", "reason": "New facts", "milestone": {"title": "A plan"}}
    answer = await client(goal["me"], *MINE).post("/v1/goal-changes", json=asked)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/key_result_id", "/milestone_id"]
