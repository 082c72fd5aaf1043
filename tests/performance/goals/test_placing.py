"""What holds when a goal is let contribute holds also after one of the two has changed."""

import asyncio

import pytest

from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")
UNKNOWN = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
async def tree(make):
    """A company goal of 2098 over one of a person of the same year."""
    me, days = await make.person(), {"starts_on": "2098-01-01", "due_on": "2098-12-31"}
    top, child = await make.active_goal(me, level="company", **days), await make.active_goal(me, **days)
    return {"me": me, "top": top, "child": await make.contributes(child, top)}


async def test_neither_end_of_a_contribution_moves_out_of_its_years(client, make, tree):
    everything = client(None, *EVERYTHING)
    for goal, days in ((tree["child"], {"due_on": "2099-03-31"}), (tree["top"], {"starts_on": "2098-02-01"})):
        answers = [await everything.patch(goal.path, json=days)]
        answers.append(await everything.patch(goal.path, json={"starts_on": "2097-06-01", "due_on": "2097-12-31"}))
        codes = [answer.json().get("code") for answer in answers]
        expected = ["out_of_range", "out_of_range"] if goal is tree["child"] else [None, "out_of_range"]
        assert codes == expected
    assert answers[1].json()["errors"][0]["pointer"] == "/starts_on"
    await make.goal_policy(allow_out_of_range=True)
    assert (await everything.patch(tree["child"].path, json={"due_on": "2099-03-31"})).status_code == 200


async def test_what_was_cancelled_binds_nobody(client, make, tree):
    everything, later = client(None, *EVERYTHING), {"starts_on": "2097-01-01", "due_on": "2097-12-31"}
    cancelled = await everything.post(
        f"{tree['child'].path}/transitions",
        json={"action": "cancel", "reason": "Other plans"},
        headers={"If-Match": "*"},
    )
    assert cancelled.status_code == 200
    assert (await everything.patch(tree["top"].path, json=later)).status_code == 200


async def test_a_goal_that_contributes_to_its_owner_s_is_handed_over_only_together_with_it(client, make):
    me, heir, everything = await make.person(), await make.person(), client(None, *EVERYTHING)
    top, child = await make.active_goal(me), await make.active_goal(me)
    await make.contributes(child, top)
    alone = [await everything.patch(goal.path, json={"owner_id": str(heir.id)}) for goal in (child, top)]
    assert [(answer.status_code, answer.json()["code"]) for answer in alone] == [(409, "level_too_low")] * 2
    assert alone[0].json()["errors"][0]["pointer"] == "/owner_id"
    rows = [{"id": str(goal.id), "patch": {"owner_id": str(heir.id)}} for goal in (child, top)]
    together = await everything.post("/v1/goals:batch", json={"rows": rows})
    assert together.json()["summary"]["updated"] == 2, together.text


async def test_a_batch_whose_goals_need_each_other_moves_both_or_none(client, make):
    me, heir, everything = await make.person(), await make.person(), client(None, *EVERYTHING)
    top, child = await make.active_goal(me), await make.active_goal(me)
    await make.contributes(child, top)
    moved = {"owner_id": str(heir.id)}
    rows = [{"id": str(child.id), "patch": moved}, {"id": str(top.id), "patch": moved, "version": 99}]
    first = await everything.post("/v1/goals:batch", json={"rows": rows})
    second = await everything.post("/v1/goals:batch", json={"rows": rows[::-1]})
    assert (first.status_code, first.json()["code"]) == (409, "level_too_low")
    outcomes = [(one["outcome"], one["problem"]["code"]) for one in second.json()["results"]]
    assert outcomes == [("failed", "version_mismatch"), ("failed", "level_too_low")]
    owners = {(await everything.get(goal.path)).json()["owner"]["id"] for goal in (top, child)}
    assert owners == {str(me.id)}


async def test_two_ends_that_move_at_once_do_not_part(client, make):
    """Either may go into the years that both have in common, and not both out of them."""
    me, everything = await make.person(), client(None, *EVERYTHING)
    for _ in range(5):
        top = await make.active_goal(me, starts_on="2098-01-01", due_on="2099-12-31")
        child = await make.active_goal(me, starts_on="2098-01-01", due_on="2099-12-31")
        await make.contributes(child, top)
        answers = await asyncio.gather(
            everything.patch(top.path, json={"due_on": "2098-12-31"}),
            everything.patch(child.path, json={"due_on": "2098-12-31"}),
        )
        assert answers[1].status_code == 200
        years = [(await everything.get(goal.path)).json()["due_on"][:4] for goal in (child, top)]
        assert years in (["2098", "2098"], ["2098", "2099"])


async def test_a_goal_goes_into_another_cycle_and_out_of_all(client, make):
    me, one, other = await make.person(), await make.goal_cycle(), await make.goal_cycle()
    goal = await make.active_goal(me, goal_cycle_id=str(one.id))
    mine, found = client(me, *MINE), []
    for cycle in (str(other.id), None):
        answer = await mine.patch(goal.path, json={"goal_cycle_id": cycle})
        shown = answer.json()
        found.append((shown["goal_cycle"] and shown["goal_cycle"]["id"], shown["due_on"]))
    assert found == [(str(other.id), "2099-12-31"), (None, "2099-12-31")]


async def test_a_cycle_that_is_closed_or_unknown_takes_no_goal(client, make):
    me, closed = await make.person(), await make.goal_cycle()
    for action in ("open", "grade", "close"):
        closed = await make.move(closed, action)
    goal, mine = await make.active_goal(me), client(me, *MINE)
    answers = [await mine.patch(goal.path, json={"goal_cycle_id": id}) for id in (str(closed.id), UNKNOWN)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (409, "cycle_closed"), (422, "reference_not_found"),
    ]  # fmt: skip


async def test_a_goal_s_weight_goes_with_it_into_another_cycle(client, make):
    await make.goal_policy(weight_limit=100)
    me, one, other = await make.person(), await make.goal_cycle(), await make.goal_cycle()
    goals = [await make.goal(me, weight=60, goal_cycle_id=str(cycle.id)) for cycle in (one, other)]
    mine = client(me, *MINE)
    refused = await mine.patch(goals[0].path, json={"goal_cycle_id": str(other.id)})
    lighter = await mine.patch(goals[0].path, json={"goal_cycle_id": str(other.id), "weight": 40})
    assert (refused.json()["code"], lighter.status_code) == ("weights_exceeded", 200)
    assert (await mine.patch(goals[1].path, json={"weight": 61})).json()["code"] == "weights_exceeded"
