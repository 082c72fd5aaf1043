"""What rolls up into what, and that nothing rolls up into itself."""

import asyncio
import random

import pytest

from tests.performance.conftest import EVERYTHING, patiently

MINE = ("goals:read", "goals:write")


async def parent_of(make, owner, **fields):
    return await make.active_goal(owner, level="company", progress_method="children", **fields)


async def put(client, child, parent, **fields):
    body = {"parent_goal_id": str(parent.id)} | fields
    return await client(None, *EVERYTHING).put(f"{child.path}/contribution", json=body)


async def test_a_parent_is_as_far_as_its_children_and_moves_with_them(client, make):
    """frappe/hrms goal/test_goal.py: 50 and 0 give 25, then 50 and 100 give 75; without the 0 it is 50."""
    me = await make.person()
    parent, one, other = await parent_of(make, me), await make.active_goal(me), await make.active_goal(me)
    one, other = await make.contributes(one, parent), await make.contributes(other, parent)
    for child, value in ((one, 50), (other, 0)):
        await make.check_in(child, value)
    assert await make.progress(parent) == 25
    await make.check_in(other, 100)
    assert await make.progress(parent) == 75
    await make.move(other, "cancel", reason="Not ours")
    assert await make.progress(parent) == 50


async def test_grandchildren_reach_the_top(make):
    """frappe/hrms goal/test_goal.py: parent(child1 0, child2(child3 50, child4 0)) is 12.5."""
    me = await make.person()
    top, second = await parent_of(make, me), await make.active_goal(me, level="team", progress_method="children")
    first, third, fourth = [await make.active_goal(me) for _ in range(3)]
    for child, parent in ((first, top), (second, top), (third, second), (fourth, second)):
        await make.contributes(child, parent)
    for child, value in ((first, 0), (third, 50), (fourth, 0)):
        await make.check_in(child, value)
    assert (await make.progress(second), await make.progress(top)) == (25, 12.5)


async def test_a_pooled_goal_counts_its_key_results_beside_its_children(make):
    """Synergita 4000185474: key results of 34 % with contributors of 50 and 75 give 53 %."""
    me = await make.person()
    parts = [{"title": "A", "target_value": 100, "weight": weight} for weight in (40, 20, 40)]
    parent = await make.active_goal(me, level="company", progress_method="pooled", key_results=parts)
    for place, value in enumerate((30, 30, 40)):
        await make.check_in(parent, value, of=place)
    assert await make.progress(parent) == 34
    for value in (50, 75):
        child = await make.active_goal(me)
        await make.contributes(child, parent)
        await make.check_in(child, value)
    assert await make.progress(parent) == 53


async def test_by_target_a_goal_weighs_what_it_has_to_cover(make):
    """MicrosoftDocs/Viva#518: products of 100,000, 20,000 and 1,000."""
    me = await make.person()
    parent = await parent_of(make, me, weighting="by_target")
    for target, value in ((100_000, 100_000), (20_000, 0), (1_000, 0)):
        child = await make.active_goal(me, key_results=[{"title": "Sold", "target_value": target}])
        await make.contributes(child, parent)
        await make.check_in(child, value)
    assert await make.progress(parent) == pytest.approx(82.6, abs=0.05)


async def test_goals_may_contribute_to_one_key_result_of_another(client, make):
    me = await make.person()
    parts = [{"title": "By others", "target_value": 1}, {"title": "By hand", "target_value": 100}]
    parent = await make.active_goal(me, level="company", key_results=parts)
    child = await make.active_goal(me)
    await make.contributes(child, parent, parent_key_result_id=parent.body["key_results"][0]["id"])
    assert await make.progress(parent) is None
    await make.check_in(child, 40)
    await make.check_in(parent, 80, of=1)
    assert await make.progress(parent) == 60
    by_hand = {"key_result_id": parent.body["key_results"][0]["id"], "value": 1}
    refused = await client(me, *MINE).post("/v1/check-ins", json=by_hand)
    assert (refused.status_code, refused.json()["code"]) == (409, "measured_elsewhere")


async def test_moved_elsewhere_a_goal_leaves_what_it_was_part_of(client, make):
    me = await make.person()
    old, new, child = await parent_of(make, me), await parent_of(make, me), await make.active_goal(me)
    await make.contributes(child, old)
    await make.check_in(child, 30)
    await make.contributes(child, new)
    assert (await make.progress(old), await make.progress(new)) == (None, 30)
    answer = await client(None, *EVERYTHING).delete(f"{child.path}/contribution")
    assert answer.status_code == 204
    assert await make.progress(new) is None


async def test_whoever_checks_in_a_goal_takes_out_of_it_what_others_put_there(client, make):
    me, other = await make.person(), await make.person()
    child, parent = await make.active_goal(me, visibility="public"), await make.active_goal(other, level="company")
    (part,) = parent.body["key_results"]
    mine, theirs, stranger = [client(who, *MINE) for who in (me, other, await make.person())]
    body = {"parent_goal_id": str(parent.id), "parent_key_result_id": part["id"]}
    assert (await mine.put(f"{child.path}/contribution", json=body)).status_code == 200
    await make.check_in(child, 100)
    assert await make.progress(parent) == 100
    ended = [(await who.delete(f"{child.path}/contribution")).status_code for who in (stranger, theirs, theirs)]
    assert ended == [403, 204, 403]
    assert await make.progress(parent) is None
    again = await theirs.post("/v1/check-ins", json={"key_result_id": part["id"], "value": 5})
    assert (again.status_code, await make.progress(parent)) == (201, 5)


async def test_a_goal_rolls_up_to_a_higher_level_of_the_same_years(client, make):
    me, other = await make.person(), await make.person()
    team, mine, theirs = await make.goal(me, level="team"), await make.goal(me), await make.goal(other)
    assert (await put(client, team, mine)).json()["code"] == "level_too_low"
    assert (await put(client, mine, theirs)).json()["code"] == "level_too_low"
    assert (await put(client, mine, team)).status_code == 200
    early = await make.goal(me, level="company", starts_on="2020-01-01", due_on="2020-12-31")
    assert (await put(client, theirs, early)).json()["code"] == "out_of_range"
    await make.goal_policy(allow_out_of_range=True)
    assert (await put(client, theirs, early)).status_code == 200


async def test_nothing_contributes_to_itself_and_the_way_round_is_shown(client, make):
    me = await make.person()
    first, second, third = [await make.goal(me) for _ in range(3)]
    await make.contributes(second, first)
    await make.contributes(third, second)
    answer = await put(client, first, third)
    assert (answer.status_code, answer.json()["code"]) == (409, "goal_circle")
    assert answer.json()["path"] == [str(goal.id) for goal in (first, third, second, first)]
    assert (await put(client, first, first)).json()["code"] == "goal_circle"


async def test_a_tree_is_read_level_by_level_and_page_by_page(client, make):
    me = await make.person()
    top = await make.goal(me, level="company")
    teams = [await make.goal(me, level="team") for _ in range(2)]
    leaves = [await make.goal(me) for _ in range(4)]
    for place, team in enumerate(teams):
        await make.contributes(team, top)
        for leaf in leaves[2 * place : 2 * place + 2]:
            await make.contributes(leaf, team)
    whole = (await client(me, *MINE).get(f"{top.path}/tree")).json()["items"]
    order = [top, teams[0], *leaves[:2], teams[1], *leaves[2:]]
    assert [node["id"] for node in whole] == [str(goal.id) for goal in order]
    assert [(node["depth"], node["children"]) for node in whole] == [
        (0, 2), (1, 2), (2, 0), (2, 0), (1, 2), (2, 0), (2, 0),
    ]  # fmt: skip
    flat = (await client(me, *MINE).get(f"{top.path}/tree", params={"depth": 1})).json()["items"]
    assert [node["depth"] for node in flat] == [0, 1, 1]
    for limit in (1, 2, 3, 6):
        seen, following = [], f"{top.path}/tree?limit={limit}"
        while following:
            page = await client(me, *MINE).get(following)
            seen += [node["id"] for node in page.json()["items"]]
            following = page.links.get("next", {}).get("url")
        assert seen == [node["id"] for node in whole]


async def test_a_tree_s_cursor_is_for_that_tree_alone(client, make):
    me = await make.person()
    top, child, other = await make.goal(me), await make.goal(me), await make.goal(me)
    await make.contributes(child, top)
    mine = client(me, *MINE)
    cursor = (await mine.get(f"{top.path}/tree", params={"limit": 1})).json()["next_cursor"]
    asked = [
        f"{top.path}/tree?depth=1",
        f"{other.path}/tree?",
        f"{top.path}/tree?",
        f"{top.path}/tree?after_id={top.id}",
    ]
    answers = [await mine.get(f"{path}&cursor={cursor}") for path in asked]
    assert [answer.status_code for answer in answers] == [400, 400, 200, 422]
    assert {answer.json()["code"] for answer in answers[:2]} == {"cursor_mismatch"}
    assert [node["id"] for node in answers[2].json()["items"]] == [str(child.id)]


async def test_what_is_hidden_is_not_in_the_tree_nor_counted(client, make):
    me, viewer = await make.person(), await make.person()
    top = await make.active_goal(me, level="company")
    child = await make.active_goal(me, visibility="private")
    await make.contributes(child, top)
    (seen,) = (await client(viewer, *MINE).get(f"{top.path}/tree")).json()["items"]
    assert (seen["id"], seen["children"]) == (str(top.id), 0)


def part_of(goal):
    return goal.body["key_results"][0]["id"]


async def test_two_hundred_racing_moves_never_close_a_circle(client, make, sql):
    """Each pair would close a circle if both were done; the tree ends without one and no caller waits for ever."""
    me = await make.person()
    goals = [await make.goal(me) for _ in range(12)]
    everything, chance = client(None, *EVERYTHING), random.Random(7)
    for _ in range(10):
        pairs = [chance.sample(goals, 2) for _ in range(20)]
        moves = [move for a, b in pairs for move in ((a, b), (b, a))]
        answers = await asyncio.gather(
            *(
                patiently(everything.put, f"{child.path}/contribution", json={"parent_goal_id": str(parent.id)})
                for child, parent in moves
            )
        )
        assert {answer.status_code for answer in answers} <= {200, 409}
        assert not await circles(sql, me.org_id)


async def circles(sql, org_id):
    return await sql.fetch(
        """
        WITH RECURSIVE up AS (
            SELECT child_goal_id AS start, parent_goal_id AS at, 1 AS steps FROM performance.goal_contributions
            WHERE org_id = $1
            UNION ALL
            SELECT start, c.parent_goal_id, steps + 1 FROM up
            JOIN performance.goal_contributions c ON c.org_id = $1 AND c.child_goal_id = up.at
            WHERE steps < 50 AND up.at <> start
        ) SELECT start FROM up WHERE at = start
        """,
        org_id,
    )


async def test_the_checker_of_circles_finds_a_planted_one(make, sql):
    me = await make.person()
    one, other = await make.goal(me), await make.goal(me)
    for child, parent in ((one, other), (other, one)):
        await sql.execute(
            "INSERT INTO performance.goal_contributions (org_id, id, child_goal_id, parent_goal_id, weight, version)"
            " VALUES ($1, gen_random_uuid(), $2, $3, 1, 1)",
            me.org_id, child.id, parent.id,
        )  # fmt: skip
    assert len(await circles(sql, me.org_id)) == 2


async def test_two_hundred_racing_check_ins_lose_nothing_and_the_top_is_as_if_worked_out_afresh(client, make):
    me = await make.person()
    top, middle = await parent_of(make, me), await make.active_goal(me, level="team", progress_method="children")
    leaves = [await make.active_goal(me) for _ in range(10)]
    await make.contributes(middle, top)
    for place, leaf in enumerate(leaves):
        await make.contributes(leaf, middle if place % 2 else top, weight=place)
    everything, chance = client(None, *EVERYTHING), random.Random(3)
    entries = [(leaf, chance.randint(0, 10_000) / 100) for leaf in leaves for _ in range(20)]
    chance.shuffle(entries)
    answers = await asyncio.gather(
        *(
            patiently(everything.post, "/v1/check-ins", json={"key_result_id": part_of(leaf), "value": value})
            for leaf, value in entries
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    listed = [
        (await everything.get("/v1/check-ins", params={"goal_id": str(leaf.id), "include_total": True})).json()
        for leaf in leaves
    ]
    assert [one["total"] for one in listed] == [20] * 10
    afresh = (await everything.get(f"{top.path}/progress")).json()["progress_percent"]
    assert await make.progress(top) == afresh
    weighted = [(float(place), float(one["items"][0]["value"])) for place, one in enumerate(listed)]
    below = [part for place, part in enumerate(weighted) if place % 2]
    above = [part for place, part in enumerate(weighted) if not place % 2] + [(1.0, mean(below))]
    assert afresh == pytest.approx(mean(above), abs=1e-6)


def mean(weighted):
    return sum(weight * value for weight, value in weighted) / sum(weight for weight, _ in weighted)


async def test_the_way_round_shows_no_goal_that_is_hidden(client, make):
    me, other = await make.person(), await make.person()
    setter = ("goals:read", "goals:write", "goals:write:all")
    bottom, top = await make.active_goal(me), await make.active_goal(me, level="company")
    middle = await make.active_goal(other, level="team", visibility="private")
    top_of_me = await make.active_goal(me, level="company")
    await make.contributes(bottom, middle)
    await make.contributes(middle, top)
    everything = client(None, *EVERYTHING)
    for child, parent in ((bottom, middle), (middle, top)):
        await everything.put(f"{child.path}/alignments/{parent.id}", json={})
    answer = await client(me, *setter).put(f"{top.path}/alignments/{bottom.id}", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "goal_circle")
    assert answer.json()["path"] == [str(top.id), str(bottom.id), None, str(top.id)]
    assert str(middle.id) not in answer.text
    assert (await client(me, *MINE).put(f"{bottom.path}/alignments/{top_of_me.id}", json={})).status_code == 200
