"""Setting goals, what may be done with them, and what is refused."""

import asyncio
import json

import pytest

from tests.performance.conftest import EVERYTHING

DRAFT = {"title": "Answer within a day", "due_on": "2099-12-31"}
STRAY = {"title": "A", "kind": "boolean", "tolerance": 2}
MINE = ("goals:read", "goals:write")


async def test_a_new_goal_says_where_it_is_and_what_may_be_done_with_it(client, make):
    me = await make.person()
    mine = client(me, *MINE)
    answer = await mine.post("/v1/goals", json=DRAFT | {"owner_id": str(me.id)})
    assert answer.status_code == 201
    assert answer.json()["allowed_actions"] == ["update", "tend", "hand_over", "cancel"]
    again = await mine.get(answer.headers["location"])
    assert again.json() == answer.json()
    assert again.headers["etag"] == answer.headers["etag"]
    assert answer.headers["etag"].startswith('"1-')


async def test_what_the_kind_leaves_open_is_chosen_as_people_expect(client, make):
    me = await make.person()
    own = (await make.goal(me)).body
    grow = (await make.goal(me, kind="development")).body
    team = (await make.goal(me, level="team")).body
    assert [goal["visibility"] for goal in (own, grow, team)] == ["chain", "private", "public"]
    assert (own["starts_on"] < own["due_on"], own["weight"], own["progress_method"]) == (True, 1, "key_results")


async def test_a_goal_of_a_cycle_runs_as_long_as_the_cycle(client, make):
    cycle = await make.goal_cycle(2098)
    answer = await client(None, *EVERYTHING).post(
        "/v1/goals", json={"title": "A", "owner_id": str((await make.person()).id), "goal_cycle_id": str(cycle.id)}
    )
    assert (answer.json()["starts_on"], answer.json()["due_on"]) == ("2098-01-01", "2098-12-31")
    assert answer.json()["goal_cycle"] == {"id": str(cycle.id), "name": cycle.body["name"]}


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({"owner_id": None}, "owner_missing", "/owner_id"),
        ({"due_on": None}, "due_missing", "/due_on"),
        ({"due_on": "2020-01-01"}, "due_before_start", "/due_on"),
        ({"key_results": [{"title": "A", "target_value": 0}]}, "nothing_to_measure", "/key_results/0/target_value"),
        ({"key_results": [{"title": "A", "kind": "range"}]}, "nothing_to_measure", "/key_results/0/range_low"),
        ({"key_results": [STRAY]}, "nothing_to_measure", "/key_results/0/tolerance"),
        ({"key_results": [{"title": "A", "kind": "milestone"}]}, "nothing_to_measure", "/key_results/0/milestones"),
    ],
)
async def test_a_goal_that_can_not_be_is_refused_with_the_field_that_would_mend_it(client, make, wrong, code, pointer):
    me = await make.person()
    answer = await client(me, *MINE).post("/v1/goals", json=DRAFT | {"owner_id": str(me.id)} | wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_owner_that_does_not_exist_is_named(client, make):
    unknown = {"owner_id": "00000000-0000-7000-8000-000000000000"}
    answer = await client(None, *EVERYTHING).post("/v1/goals", json=DRAFT | unknown)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")
    assert answer.json()["errors"][0]["pointer"] == "/owner_id"


async def test_a_lead_sets_the_goals_of_their_people_and_not_of_others(client, make):
    top = await make.person()
    lead = await make.person(lead=top)
    person = await make.person(lead=lead)
    wanted = DRAFT | {"owner_id": str(person.id)}
    answers = [await client(who, *MINE).post("/v1/goals", json=wanted) for who in (lead, top, person)]
    assert [answer.status_code for answer in answers] == [201, 403, 201]


async def test_the_policy_decides_who_sets_goals_of_which_level(client, make):
    top = await make.person()
    lead = await make.person(lead=top)
    person = await make.person(lead=lead)
    wanted = DRAFT | {"owner_id": str(person.id)}
    await make.goal_policy(individual_setters=["chain"], company_setters=["owner"])
    answers = [await client(who, *MINE).post("/v1/goals", json=wanted) for who in (person, top)]
    company = await client(top, *MINE).post("/v1/goals", json=DRAFT | {"owner_id": str(top.id), "level": "company"})
    assert [answer.status_code for answer in (*answers, company)] == [403, 201, 201]


async def test_who_sees_a_goal_but_does_not_set_it_is_forbidden_to_change_it(client, make):
    top = await make.person()
    goal = await make.goal(await make.person(lead=await make.person(lead=top)))
    answer = await client(top, *MINE).patch(f"/v1/goals/{goal.id}", json={"title": "Mine now"})
    assert answer.status_code == 403


async def test_weights_stop_where_the_policy_says(client, make):
    await make.goal_policy(weight_limit=100)
    me = await make.person()
    await make.goal(me, weight=70)
    answer = await client(me, "goals:write").post("/v1/goals", json=DRAFT | {"owner_id": str(me.id), "weight": 40})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "weights_exceeded"
    assert answer.json()["free"] == 30


async def test_four_goals_at_once_cannot_pass_the_limit_together(client, make):
    await make.goal_policy(weight_limit=100)
    me = await make.person()
    mine = client(me, "goals:write")
    wanted = DRAFT | {"owner_id": str(me.id), "weight": 60}
    answers = await asyncio.gather(*(mine.post("/v1/goals", json=wanted) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_of_two_who_change_the_same_version_one_is_told_to_read_again(client, make):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, "goals:write")
    answers = await asyncio.gather(
        *(
            mine.patch(f"/v1/goals/{goal.id}", json={"title": title}, headers={"If-Match": goal.etag})
            for title in ("This", "That")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_an_unchanged_goal_is_not_sent_twice(client, make):
    me = await make.person()
    goal = await make.goal(me)
    answer = await client(me, "goals:read").get(f"/v1/goals/{goal.id}", headers={"If-None-Match": goal.etag})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_what_happened_is_noted_once_with_its_changes(client, make, sql):
    me = await make.person()
    goal = await make.goal(me)
    mine = client(me, "goals:write")
    await mine.patch(f"/v1/goals/{goal.id}", json={"title": "Answer at once", "weight": 20})
    await mine.patch(f"/v1/goals/{goal.id}", json={"weight": -500})
    noted = await sql.fetch(
        "SELECT type, data, actor_id FROM performance.events WHERE record_id = $1 ORDER BY at", goal.id
    )
    assert [event["type"] for event in noted] == ["goal.created", "goal.updated"]
    assert json.loads(noted[1]["data"])["changes"]["weight"] == {"from": "1", "to": "20"}
    assert noted[1]["actor_id"] == me.id


async def test_many_goals_change_at_once_each_with_an_outcome_of_its_own(client, make):
    me = await make.person()
    goals = [await make.active_goal(me) for _ in range(3)]
    hidden = await make.goal(await make.person())
    rows = [
        {"id": str(goals[0].id), "version": 2, "patch": {"title": "Renamed"}},
        {"id": str(goals[1].id), "transition": {"action": "end"}},
        {"id": str(goals[2].id), "version": 1, "patch": {"title": "Too late"}},
        {"id": str(hidden.id), "patch": {"title": "Not mine"}},
        {"id": str(goals[2].id), "patch": {"due_on": "1999-01-01"}},
    ]
    answer = await client(me, *MINE).post("/v1/goals:batch", json={"rows": rows})
    outcomes = [(one["outcome"], one["problem"] and one["problem"]["code"]) for one in answer.json()["results"]]
    assert outcomes == [
        ("updated", None), ("updated", None), ("failed", "version_mismatch"), ("failed", "not_found"),
        ("failed", "due_before_start"),
    ]  # fmt: skip
    titles = {
        one["id"]: (one["title"], one["status"]) for one in (await client(me, *MINE).get("/v1/goals")).json()["items"]
    }
    assert titles[str(goals[0].id)] == ("Renamed", "active")
    assert titles[str(goals[1].id)] == ("Cut lead time", "at_grading")
    assert titles[str(goals[2].id)] == ("Cut lead time", "active")


async def test_all_or_nothing_means_nothing_when_one_fails(client, make):
    me = await make.person()
    goals = [await make.active_goal(me) for _ in range(2)]
    rows = [
        {"id": str(goal.id), "version": version, "patch": {"title": "New"}}
        for goal, version in zip(goals, (2, 9), strict=True)
    ]
    answer = await client(me, *MINE).post("/v1/goals:batch?atomic=true", json={"rows": rows})
    assert (answer.status_code, answer.json()["code"]) == (409, "bulk_refused")
    assert answer.json()["errors"][0]["pointer"] == "/rows/1"
    assert {one["title"] for one in (await client(me, *MINE).get("/v1/goals")).json()["items"]} == {"Cut lead time"}


async def test_a_batch_takes_no_goal_where_single_steps_would_not(client, make):
    """Cancelled and then published as if it were still a draft."""
    me = await make.person()
    goal = await make.goal(me, key_results=[{"title": "A", "target_value": 1}])
    steps = [{"action": "cancel", "reason": "Not ours"}, {"action": "publish"}]
    rows = [{"id": str(goal.id), "transition": step} for step in steps]
    answer = await client(me, *MINE).post("/v1/goals:batch", json={"rows": rows})
    outcomes = [(one["outcome"], one["problem"] and one["problem"]["code"]) for one in answer.json()["results"]]
    assert outcomes == [("updated", None), ("failed", "named_twice")]
    assert (await client(me, *MINE).get(goal.path)).json()["status"] == "cancelled"


async def test_a_row_of_a_batch_says_one_thing(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    both = {"patch": {"title": "New"}, "transition": {"action": "end"}}
    rows = [{"id": str(goal.id)} | said for said in (both, {})]
    answer = await client(me, *MINE).post("/v1/goals:batch", json={"rows": rows})
    assert [one["problem"]["code"] for one in answer.json()["results"]] == ["patch_or_transition"] * 2
    assert (await client(me, *MINE).get(goal.path)).json()["title"] == "Cut lead time"
