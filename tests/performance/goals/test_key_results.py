"""Key results of every kind: added, changed, dropped and resumed."""

import asyncio
import json

import pytest

MINE = ("goals:read", "goals:write")

KINDS = [
    ({"start_value": 100, "target_value": 0}, {"value": 20}, 80),
    ({"kind": "percent", "target_value": 100}, {"value": 150}, 150),
    ({"kind": "currency", "currency": "EUR", "start_value": 2500, "target_value": 3000}, {"value": 2600}, 20),
    ({"kind": "boolean"}, {"value": 1}, 100),
    ({"kind": "ordinal"}, {"zone": "target"}, 70),
    ({"kind": "range", "range_low": 18, "range_high": 22, "tolerance": 4}, {"value": 24}, 50),
    ({"stretch_value": 100}, {"value": 35}, 50),
]


@pytest.mark.parametrize(("fields", "said", "percent"), KINDS)
async def test_each_kind_is_measured_in_its_own_way(client, make, fields, said, percent):
    me = await make.person()
    goal = await make.active_goal(me, key_results=[{"title": "Whatever it is"} | fields])
    await make.check_in(goal, **said)
    (shown,) = (await client(me, *MINE).get(goal.path)).json()["key_results"]
    assert shown["progress_percent"] == pytest.approx(percent)
    assert shown["status"] == ("done" if percent >= 100 else "active")


async def test_milestones_are_checked_in_one_by_one(client, make):
    me = await make.person()
    parts = [{"title": "Plan", "weight": 1}, {"title": "Build", "weight": 3}]
    goal = await make.active_goal(
        me, key_results=[{"title": "The line runs", "kind": "milestone", "milestones": parts}]
    )
    plan, build = goal.body["key_results"][0]["milestones"]

    async def now():
        (shown,) = (await client(me, *MINE).get(goal.path)).json()["key_results"]
        return shown["progress_percent"], [part["completed_on"] is not None for part in shown["milestones"]]

    await make.check_in(goal, 1, milestone_id=build["id"])
    assert await now() == (75, [False, True])
    await make.check_in(goal, 1, milestone_id=plan["id"])
    assert await now() == (100, [True, True])
    await make.check_in(goal, 0, milestone_id=build["id"])
    assert await now() == (25, [True, False])


async def test_progress_is_the_weighted_mean_of_what_was_measured(client, make):
    me = await make.person()
    key_results = [
        {"title": "Tickets", "start_value": 2500, "target_value": 3000, "weight": 3},
        {"title": "Hours", "start_value": 100, "target_value": 0, "weight": 1},
        {"title": "Never measured", "target_value": 1, "weight": 5},
    ]
    goal = await make.active_goal(me, key_results=key_results)
    await make.check_in(goal, 2600)
    await make.check_in(goal, 20, of=1, confidence=7)
    now = (await client(me, *MINE).get(goal.path)).json()
    assert [key_result["progress_percent"] for key_result in now["key_results"]] == [20, 80, None]
    assert now["progress_percent"] == 35


async def test_more_than_the_target_counts_where_the_policy_lets_it(client, make):
    goal = await make.active_goal(await make.person())
    await make.check_in(goal, 150)
    assert await make.progress(goal) == 100
    await make.goal_policy(progress_cap=1.2)
    await make.check_in(goal, 150)
    assert await make.progress(goal) == 120


async def test_what_was_dropped_leaves_the_number_and_comes_back(client, make):
    me = await make.person()
    goal = await make.active_goal(me, key_results=[{"title": title, "target_value": 100} for title in "AB"])
    await make.check_in(goal, 80)
    await make.check_in(goal, 20, of=1)
    path = f"{goal.path}/key-results/{goal.body['key_results'][1]['id']}/transitions"
    mine = client(me, *MINE)
    silent = await mine.post(path, json={"action": "drop"})
    dropped = await mine.post(path, json={"action": "drop", "reason": "No longer ours"})
    entry = await mine.post("/v1/check-ins", json={"key_result_id": goal.body["key_results"][1]["id"], "value": 1})
    resumed = await mine.post(path, json={"action": "resume"})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert (dropped.json()["progress_percent"], dropped.json()["key_results"][1]["status"]) == (80, "dropped")
    assert (entry.status_code, entry.json()["code"]) == (409, "key_result_dropped")
    assert (resumed.json()["progress_percent"], resumed.json()["key_results"][1]["status"]) == (50, "active")


async def test_another_target_moves_the_number_at_once(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    await make.check_in(goal, 20)
    path = f"{goal.path}/key-results/{goal.body['key_results'][0]['id']}"
    answer = await client(me, *MINE).patch(path, json={"target_value": 40})
    assert answer.json()["progress_percent"] == 50


async def test_a_key_result_needs_a_way_to_go(client, make):
    me = await make.person()
    goal = await make.goal(me)
    wrong = {"title": "Still", "start_value": 5, "target_value": 5}
    answer = await client(me, "goals:write").post(f"/v1/goals/{goal.id}/key-results", json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_measure")
    assert answer.json()["errors"][0]["pointer"] == "/target_value"


async def test_twenty_key_results_are_enough_also_for_those_in_a_hurry(client, make):
    me = await make.person()
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}] * 19)
    mine, another = client(me, *MINE), {"title": "B", "target_value": 1}
    answers = await asyncio.gather(*(mine.post(f"{goal.path}/key-results", json=another) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_entries_and_changes_of_one_goal_never_wait_for_each_other_in_a_circle(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    mine, key_result = client(me, *MINE), goal.body["key_results"][0]["id"]
    entries = [mine.post("/v1/check-ins", json={"key_result_id": key_result, "value": value}) for value in range(10)]
    path = f"/v1/goals/{goal.id}/key-results/{key_result}"
    changes = [mine.patch(path, json={"title": f"Days saved {number}"}) for number in range(10)]
    answers = await asyncio.gather(*(call for pair in zip(entries, changes, strict=True) for call in pair))
    assert {answer.status_code for answer in answers} == {200, 201}
    listed = await mine.get("/v1/check-ins", params={"key_result_id": key_result, "include_total": True})
    assert listed.json()["total"] == 10


async def test_a_changed_key_result_is_noted_with_its_changes(client, make, sql):
    me = await make.person()
    goal = await make.active_goal(me)
    path = f"/v1/goals/{goal.id}/key-results/{goal.body['key_results'][0]['id']}"
    for _ in range(2):
        await client(me, "goals:write").patch(path, json={"target_value": 50})
    noted = await sql.fetch(
        "SELECT data FROM performance.events WHERE type = 'goal.key_result_changed' AND record_id = $1", goal.id
    )
    assert [json.loads(event["data"])["changes"] for event in noted] == [{"target_value": {"from": "100", "to": "50"}}]


async def test_only_what_was_dropped_is_taken_up_again(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    path = f"{goal.path}/key-results/{goal.body['key_results'][0]['id']}/transitions"
    mine, drop = client(me, *MINE), {"action": "drop", "reason": "No longer ours"}
    answers = [await mine.post(path, json=said) for said in ({"action": "resume"}, drop, drop, {"action": "resume"})]
    assert [answer.status_code for answer in answers] == [409, 200, 409, 200]
    assert answers[0].json()["transition"]["guards"][0]["code"] == "wrong_state"


async def test_money_names_its_currency_and_nothing_else_does(client, make):
    me = await make.person()
    mine, goal = client(me, *MINE), await make.goal(me)
    for wrong in ({"kind": "currency"}, {"kind": "number", "currency": "EUR"}):
        answer = await mine.post(f"{goal.path}/key-results", json={"title": "Sold", "target_value": 9} | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_measure")
        assert answer.json()["errors"][0]["pointer"] == "/currency"


async def test_nobody_reads_another_s_productivity_by_a_goal_of_their_own(client, make):
    me, other, standard = await make.person(), await make.person(), await make.standard()
    part = {"title": "Theirs", "target_value": 100, "standard_id": str(standard.id), "owner_id": str(other.id)}
    goal = await make.goal(me)
    answer = await client(me, *MINE).post(f"{goal.path}/key-results", json=part)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_measured_for_you")
    assert answer.json()["errors"][0]["pointer"] == "/owner_id"
    own = await client(me, *MINE).post(f"{goal.path}/key-results", json=part | {"owner_id": str(me.id)})
    path = f"{goal.path}/key-results/{own.json()['key_results'][0]['id']}"
    moved = await client(me, *MINE).patch(path, json={"owner_id": str(other.id)})
    created = await client(me, *MINE).post(
        "/v1/goals", json={"owner_id": str(me.id), "title": "A", "due_on": "2099-12-31", "key_results": [part]}
    )
    assert [own.status_code, moved.status_code, created.status_code] == [200, 422, 422]
    assert created.json()["errors"][0]["pointer"] == "/key_results/0/owner_id"


async def test_a_commitment_to_stay_where_one_is_can_be_checked_in(make):
    part = {"title": "Complaints", "start_value": 0, "commit_value": 0, "target_value": 100, "stretch_value": 200}
    goal = await make.active_goal(await make.person(), key_results=[part])
    assert (await make.check_in(goal, 10)).body["value"] == 10


def moving(client, goal, who, place=0):
    path = f"{goal.path}/key-results/{goal.body['key_results'][place]['id']}/transitions"

    async def move(action, **said):
        return await client(who, *MINE).post(path, json={"action": action} | said)

    return path, move


async def test_its_owner_calls_a_key_result_done_and_its_number_stays(client, make):
    me, owner = await make.person(), await make.person()
    parts = [{"title": "Mine", "target_value": 100, "owner_id": str(owner.id)}, {"title": "Other", "target_value": 100}]
    goal = await make.active_goal(me, key_results=parts)
    await make.check_in(goal, 90)
    _, move = moving(client, goal, owner)
    done = (await move("complete")).json()
    assert [done["key_results"][0][name] for name in ("status", "accepted_percent", "progress_percent")] == [
        "done",
        90,
        90,
    ]
    assert done["progress_percent"] == 90
    await make.check_in(goal, 95)
    assert (await client(me, *MINE).get(goal.path)).json()["key_results"][0]["status"] == "done"
    await make.check_in(goal, 80)
    fallen = (await client(me, *MINE).get(goal.path)).json()["key_results"][0]
    assert (fallen["status"], fallen["progress_percent"]) == ("active", 80)


async def test_a_key_result_is_reopened_with_a_reason_and_dropped_it_leaves_the_number(client, make):
    me = await make.person()
    goal = await make.active_goal(me, key_results=[{"title": title, "target_value": 100} for title in "AB"])
    await make.check_in(goal, 90)
    await make.check_in(goal, 30, of=1)
    _, move = moving(client, goal, me)
    answers = [await move("complete"), await move("reopen"), await move("reopen", reason="One line is missing")]
    answers += [await move("drop", reason="No longer ours"), await move("complete"), await move("resume")]
    assert [answer.status_code for answer in answers] == [200, 422, 200, 200, 409, 200]
    reopened, dropped, resumed = (answers[place].json() for place in (2, 3, 5))
    assert [goal["progress_percent"] for goal in (reopened, dropped, resumed)] == [60, 30, 60]
    assert [goal["key_results"][0]["status"] for goal in (reopened, dropped, resumed)] == [
        "active",
        "dropped",
        "active",
    ]
    assert (reopened["key_results"][0]["accepted_percent"], resumed["key_results"][0]["dropped_reason"]) == (None, None)


async def test_what_a_key_result_misses_for_its_next_step_is_explained(client, make):
    me, stranger = await make.person(), await make.person()
    goal = await make.active_goal(me, visibility="public")
    path, move = moving(client, goal, me)

    async def missing(who):
        items = (await client(who, *MINE).get(path)).json()["items"]
        return {item["action"]: [guard["code"] for guard in item["guards"]] for item in items}

    assert (await missing(me))["complete"] == ["not_measured"]
    assert (await missing(stranger))["drop"] == ["not_keeper"]
    await make.check_in(goal, 100)
    assert await missing(me) == {
        "complete": ["wrong_state"], "reopen": ["target_reached"], "drop": [], "resume": ["wrong_state"],
    }  # fmt: skip
    refused = await move("reopen", reason="Not yet")
    assert (refused.status_code, refused.json()["transition"]["guards"][0]["code"]) == (409, "target_reached")
    _, strange = moving(client, goal, stranger)
    assert (await strange("drop", reason="Not mine")).status_code == 403
    await client(None, "goals:read", "goals:read:all", "goals:write", "goals:write:all").put(f"{goal.path}/lock")
    assert (await missing(me))["drop"] == ["locked"]
    elsewhere = path.replace(str(goal.id), str((await make.active_goal(me)).id))
    assert (await client(me, *MINE).get(elsewhere)).status_code == 404
    assert (await client(me, *MINE).post(elsewhere, json={"action": "complete"})).status_code == 404


async def test_an_ended_goal_s_key_results_stand_still(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    await make.check_in(goal, 60)
    await make.graded(goal)
    _, move = moving(client, goal, me)
    answers = [await move(action, reason="Too late") for action in ("complete", "drop")]
    codes = [answer.json()["transition"]["guards"][0]["code"] for answer in answers]
    assert codes == ["goal_not_pursued", "goal_ended"]
