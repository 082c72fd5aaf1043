"""What was graded stays as it was, and says why, however its parts go on."""

import pytest

from tests.performance.conftest import EVERYTHING, now

MINE = ("goals:read", "goals:write")


@pytest.fixture
async def tree(make):
    """A company goal over a division's over two of people, all active and at 40 %; the division's goal is graded."""
    me = await make.person()
    top = await make.active_goal(me, level="company", progress_method="children")
    division = await make.active_goal(me, level="org_unit", progress_method="children")
    children = [await make.active_goal(me) for _ in range(2)]
    await make.contributes(division, top)
    for child in children:
        await make.contributes(child, division, weight=1 + children.index(child))
        await make.check_in(child, 40)
    return {"me": me, "top": top, "division": await make.graded(division, 0.4), "children": children}


async def test_a_graded_goal_stays_as_far_as_it_was_while_its_children_go_on(make, tree):
    await make.check_in(tree["children"][0], 100)
    assert await make.progress(tree["children"][0]) == 100
    assert (await make.progress(tree["division"]), await make.progress(tree["top"])) == (40, 40)


async def test_children_may_leave_it_and_it_stays(client, make, tree):
    everything = client(None, *EVERYTHING)
    for child in tree["children"]:
        assert (await everything.delete(f"{child.path}/contribution")).status_code == 204
    assert await make.progress(tree["division"]) == 40


async def test_its_number_is_explained_by_what_it_followed_from_when_it_was_graded(client, make, tree):
    path, mine = f"{tree['division'].path}/explanation", client(tree["me"], *MINE)
    before = (await mine.get(path)).json()
    await make.check_in(tree["children"][0], 100)
    await client(None, *EVERYTHING).delete(f"{tree['children'][1].path}/contribution")
    await make.goal_policy(at_risk_gap=0.1)
    after = (await mine.get(path)).json()
    assert after == before
    assert [(one["weight"], one["progress_percent"]) for one in after["contributions"]] == [(1, 40), (2, 40)]
    assert (after["progress_percent"], after["health"]["health"], after["policy"]["number"]) == (40, "closed", 0)


async def test_what_contributed_stays_hidden_from_who_may_not_see_it(client, make):
    me, viewer = await make.person(), await make.person()
    top = await make.active_goal(me, level="company", progress_method="children")
    for progress in (20, 60):
        child = await make.active_goal(me, visibility="private")
        await make.contributes(child, top)
        await make.check_in(child, progress)
    top = await make.graded(top, 0.4)
    (line,) = (await client(viewer, *MINE).get(f"{top.path}/explanation")).json()["contributions"]
    assert (line["goal_id"], line["title"], line["goals"], line["progress_percent"]) == (None, None, 2, 40)


async def test_progress_before_that_day_is_worked_out_and_from_then_on_kept(client, make, day):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-30))
    await make.check_in(goal, 10, as_of=day(-9))
    await make.check_in(goal, 60, as_of=day(-5))
    goal = await make.graded(goal, 0.6)

    async def progress(days):
        answer = (await client(me, *MINE).get(f"{goal.path}/progress", params={"as_of": day(days)})).json()
        return answer["progress_percent"], answer["key_results"][0]["progress_percent"]

    assert [await progress(days) for days in (-9, -5, 0, 5)] == [(10, 10), (60, 60), (60, 60), (60, 60)]


async def test_opened_again_it_is_as_far_as_its_children_are(client, make, tree):
    await make.check_in(tree["children"][0], 100)
    await make.move(now(tree["division"]), "reopen", reason="It matters after all")
    assert (await make.progress(tree["division"]), await make.progress(tree["top"])) == (60, 60)
    explained = await client(tree["me"], *MINE).get(f"{tree['division'].path}/explanation")
    assert [one["progress_percent"] for one in explained.json()["contributions"]] == [100, 40]


async def test_an_archived_goal_keeps_its_grade_s_number_and_leaves_its_parent(make, tree):
    await make.move(now(tree["division"]), "archive")
    await make.check_in(tree["children"][0], 100)
    assert (await make.progress(tree["division"]), await make.progress(tree["top"])) == (40, None)


async def test_many_goals_graded_at_once_are_kept_too_also_a_parent_with_its_child(client, make):
    me, everything = await make.person(), client(None, *EVERYTHING)
    top, child, other = [await make.active_goal(me) for _ in range(3)]
    await make.contributes(child, top)
    for goal in (child, other):
        await make.check_in(goal, 40)
    rows = [{"id": str(goal.id), "transition": {"action": "end"}} for goal in (top, child, other)]
    await everything.post("/v1/goals:batch", json={"rows": rows})
    for goal in (top, child, other):
        await everything.put(f"{goal.path}/score", json={"final_score": 1})
    rows = [row | {"transition": {"action": "grade"}} for row in rows]
    answer = await everything.post("/v1/goals:batch", json={"rows": rows})
    assert answer.json()["summary"]["updated"] == 3, answer.text
    explained = [(await client(me, *MINE).get(f"{goal.path}/explanation")).json() for goal in (top, child, other)]
    assert [one["progress_percent"] for one in explained] == [None, 40, 40]
    assert [one["progress_percent"] for one in explained[0]["contributions"]] == [40]
