"""What becomes of goals when people leave or change places: found, handed over or cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


@pytest.fixture
async def leaver(make, do_jobs, day):
    """Somebody who has left, with a goal of each kind of state and a report of theirs."""
    top = await make.person()
    person = await make.person(lead=top)
    goals = [
        await make.goal(person), await make.active_goal(person),
        await make.move(await make.active_goal(person), "end"),
    ]  # fmt: skip
    shared = await make.active_goal(person, level="team", progress_method="children")
    await make.contributes(goals[1], shared)
    await make.check_in(goals[1], 40)
    leaving = {"action": "terminate", "reason": "Another job", "on": day(-1)}
    await make.post(f"{person.path}/transitions", leaving, on=person)
    await do_jobs(at=datetime.now(UTC) + timedelta(days=1), scheduled="people.turn")
    return {"person": person, "top": top, "goals": goals, "shared": shared}


async def listed(client, **asked):
    answer = await client(None, *EVERYTHING).get("/v1/goals", params=asked)
    return {goal["id"] for goal in answer.json()["items"]}


async def test_the_goals_of_who_has_left_are_found_and_go_on_rolling_up(client, make, leaver):
    everything = client(None, *EVERYTHING)
    assert (await everything.get(leaver["person"].path)).json()["status"] == "terminated"
    kept = await make.active_goal(leaver["top"])
    assert await listed(client, owner_status="terminated") == {
        str(goal.id) for goal in (*leaver["goals"], leaver["shared"])
    }
    assert await listed(client, owner_status="active") == {str(kept.id)}
    await make.check_in(leaver["goals"][1], 60)
    assert await make.progress(leaver["shared"]) == 60


async def test_who_has_left_does_nothing_with_the_goals_any_more(client, leaver):
    """Their token may live a little longer than their employment; what is theirs they may read."""
    gone, goal = client(leaver["person"], *MINE), leaver["goals"][1]
    answers = [
        await gone.patch(goal.path, json={"title": "Mine for ever"}),
        await gone.post("/v1/check-ins", json={"key_result_id": goal.body["key_results"][0]["id"], "value": 99}),
        await gone.post("/v1/goals", json={"owner_id": str(leaver["person"].id), "title": "A", "due_on": "2099-12-31"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_all_goals_of_who_has_left_are_handed_over_at_once(client, make, leaver):
    heir = await make.person(lead=leaver["top"])
    goals = [*leaver["goals"], leaver["shared"]]
    rows = [{"id": str(goal.id), "patch": {"owner_id": str(heir.id)}} for goal in goals]
    answer = await client(None, *EVERYTHING).post("/v1/goals:batch?atomic=true", json={"rows": rows})
    assert answer.json()["summary"]["updated"] == len(goals), answer.text
    assert await listed(client, owner_status="terminated") == set()
    assert await listed(client, owner_id=str(heir.id)) == {str(goal.id) for goal in goals}
    theirs = client(heir, *MINE)
    body = {"key_result_id": goals[1].body["key_results"][0]["id"], "value": 70}
    assert (await theirs.post("/v1/check-ins", json=body)).status_code == 201
    assert await make.progress(leaver["shared"]) == 70


async def test_or_all_are_cancelled_at_once_and_leave_what_they_were_part_of(client, make, leaver):
    gone = [*leaver["goals"][:2], leaver["shared"]]
    step = {"action": "cancel", "reason": "Its owner has left"}
    rows = [{"id": str(goal.id), "transition": step} for goal in gone]
    answer = await client(None, *EVERYTHING).post("/v1/goals:batch", json={"rows": rows})
    assert answer.json()["summary"]["updated"] == len(gone)
    assert await make.progress(leaver["shared"]) is None


async def test_a_lead_hands_a_locked_goal_to_another_of_their_people_and_to_nobody_else(client, make):
    lead, stranger = await make.person(), await make.person()
    one, other = await make.person(lead=lead), await make.person(lead=lead)
    goal = await make.active_goal(one)
    theirs = client(lead, *MINE)
    await theirs.put(f"{goal.path}/lock")
    answers = [
        await client(one, *MINE).patch(goal.path, json={"owner_id": str(other.id)}),
        await theirs.patch(goal.path, json={"owner_id": str(stranger.id)}),
        await theirs.patch(goal.path, json={"owner_id": str(other.id), "title": "Easier"}),
        await theirs.patch(goal.path, json={"owner_id": str(other.id)}),
        await theirs.patch(goal.path, json={"owner_id": None}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 409, 200, 422]
    assert answers[3].json()["owner"]["id"] == str(other.id)


async def test_a_goal_goes_from_a_person_to_a_unit_and_back(client, make):
    person, unit = await make.person(), await make.org_unit()
    goal = await make.active_goal(person, level="team")
    everything = client(None, *EVERYTHING)
    owners = []
    for owner in ({"owner_unit_id": str(unit.id)}, {"owner_id": str(person.id)}):
        shown = (await everything.patch(goal.path, json=owner)).json()
        owners.append((shown["owner"] and shown["owner"]["id"], shown["owner_unit"] and shown["owner_unit"]["id"]))
    assert owners == [(None, str(unit.id)), (str(person.id), None)]
    unknown = await everything.patch(goal.path, json={"owner_id": "00000000-0000-7000-8000-000000000000"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/owner_id")


async def test_who_takes_over_may_not_pass_their_weight_limit(client, make):
    await make.goal_policy(weight_limit=100)
    one, other = await make.person(), await make.person()
    goals = [await make.goal(one, weight=40) for _ in range(2)]
    await make.goal(other, weight=50)
    rows = [{"id": str(goal.id), "patch": {"owner_id": str(other.id)}} for goal in goals]
    answer = await client(None, *EVERYTHING).post("/v1/goals:batch", json={"rows": rows})
    outcomes = [(one["outcome"], one["problem"] and one["problem"]["code"]) for one in answer.json()["results"]]
    assert outcomes == [("updated", None), ("failed", "weights_exceeded")]
