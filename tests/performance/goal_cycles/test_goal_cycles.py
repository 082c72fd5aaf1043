"""Cycles: planned, opened, graded and closed, and what that means for their goals."""

import asyncio

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


async def test_a_cycle_is_found_by_a_day_in_it(client, make):
    one, other = await make.goal_cycle(2098), await make.goal_cycle(2099)
    found = await client(None, "goals:read").get("/v1/goal-cycles", params={"in_force_on": "2099-05-01"})
    assert [cycle["id"] for cycle in found.json()["items"]] == [str(other.id)]
    every = (await client(None, "goals:read").get("/v1/goal-cycles")).json()["items"]
    assert [cycle["id"] for cycle in every] == [str(other.id), str(one.id)]


async def test_a_cycle_ends_after_it_starts(client):
    body = {"name": "Odd", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    answer = await client(None, *EVERYTHING).post("/v1/goal-cycles", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "cycle_ends_before_start")


async def test_two_cycles_of_one_name_are_refused(client):
    body = {"name": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    everything = client(None, *EVERYTHING)
    answers = [await everything.post("/v1/goal-cycles", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["errors"][0]["pointer"] == "/name"


async def test_grading_ends_its_goals_and_closing_waits_for_them(client, make, sql):
    cycle = await make.move(await make.goal_cycle(), "open")
    goal = await make.active_goal(await make.person(), goal_cycle_id=str(cycle.id))
    cycle = await make.move(cycle, "grade")
    everything = client(None, *EVERYTHING)
    assert (await everything.get(goal.path)).json()["status"] == "at_grading"
    noted = await sql.fetch("SELECT type FROM performance.events WHERE record_id = $1 ORDER BY id", goal.id)
    assert [event["type"] for event in noted] == ["goal.created", "goal.publish", "goal.end"]
    refused = await everything.post(f"{cycle.path}/transitions", json={"action": "close"}, headers={"If-Match": "*"})
    assert refused.json()["transition"]["guards"][0]["code"] == "goals_open"
    await everything.put(f"{goal.path}/score", json={"final_score": 1})
    await everything.post(f"{goal.path}/transitions", json={"action": "grade"}, headers={"If-Match": "*"})
    closed = await make.move(cycle, "close")
    assert closed.body["status"] == "closed"
    late = {"title": "Late", "owner_id": goal.body["owner"]["id"], "goal_cycle_id": str(cycle.id)}
    assert (await everything.post("/v1/goals", json=late)).json()["code"] == "cycle_closed"
    again = {"action": "reopen", "reason": "Forgotten"}
    answer = await everything.post(f"{goal.path}/transitions", json=again, headers={"If-Match": "*"})
    assert answer.json()["transition"]["guards"][0]["code"] == "cycle_closed"


async def test_cycles_are_hr_s(client, make):
    body = {"name": "Mine", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = await client(await make.person(), *MINE).post("/v1/goal-cycles", json=body)
    assert answer.status_code == 403


async def open_in_closed(sql, org_id):
    return await sql.fetch(
        """
        SELECT g.id FROM performance.goals g
        JOIN performance.goal_cycles c ON (c.org_id, c.id) = (g.org_id, g.goal_cycle_id)
        WHERE g.org_id = $1 AND c.status = 'closed' AND g.status IN ('draft', 'proposed', 'active', 'at_grading')
        """,
        org_id,
    )


async def test_a_cycle_that_closes_takes_no_goal_at_the_same_moment(client, make, sql):
    """New goals, such as are carried over into it and such as come back race with its end."""
    me = await make.person()
    everything, old = client(None, *EVERYTHING), await make.active_goal(me)
    for _ in range(8):
        cycle = await make.goal_cycle()
        gone = await make.move(await make.goal(me, goal_cycle_id=str(cycle.id)), "cancel", reason="Other plans")
        for action in ("open", "grade"):
            cycle = await make.move(cycle, action)
        new = {"title": "New", "owner_id": str(me.id), "goal_cycle_id": str(cycle.id)}
        again = {"action": "reopen", "reason": "It matters after all"}
        answers = await asyncio.gather(
            everything.post("/v1/goals", json=new),
            everything.post(f"{old.path}/carry-over", json={"goal_cycle_id": str(cycle.id)}),
            everything.post(f"{cycle.path}/transitions", json={"action": "close"}, headers={"If-Match": "*"}),
            everything.post(f"{gone.path}/transitions", json=again, headers={"If-Match": "*"}),
        )
        assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert await open_in_closed(sql, me.org_id) == []


async def test_the_checker_of_closed_cycles_finds_a_planted_goal(make, sql):
    me, cycle = await make.person(), await make.goal_cycle()
    for action in ("open", "grade", "close"):
        cycle = await make.move(cycle, action)
    late = await make.goal(me)
    await sql.execute("UPDATE performance.goals SET goal_cycle_id = $1 WHERE id = $2", cycle.id, late.id)
    assert [row["id"] for row in await open_in_closed(sql, me.org_id)] == [late.id]
