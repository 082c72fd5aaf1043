"""How often a request goes to the database: as often for many rows as for one."""

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


async def test_many_goals_are_changed_in_as_many_statements_as_two(client, make, statements):
    me = await make.person()
    goals = [await make.active_goal(me) for _ in range(12)]
    everything, counted = client(None, *EVERYTHING), []
    for some in (goals[:2], goals[2:]):
        rows = [{"id": str(goal.id), "patch": {"title": f"New {goal.id}", "weight": 2}} for goal in some]
        statements.clear()
        answer = await everything.post("/v1/goals:batch", json={"rows": rows})
        assert answer.json()["summary"]["updated"] == len(some)
        counted.append(list(statements))
    assert len(counted[0]) == len(counted[1])


async def test_a_check_in_goes_up_the_tree_in_nine_statements(client, make, statements):
    me = await make.person()
    goal, team = await make.active_goal(me), await make.active_goal(me, level="team", progress_method="children")
    top = await make.active_goal(me, level="company", progress_method="children")
    await make.contributes(goal, team)
    await make.contributes(team, top)
    mine, body = client(me, *MINE), {"key_result_id": goal.body["key_results"][0]["id"], "value": 5}
    statements.clear()
    await mine.post("/v1/check-ins", json=body)
    assert len(statements) == 9
