"""Finding goals, page by page."""

from typing import Any

import pytest

from shared.testing import Made
from tests.performance.conftest import EVERYTHING

MINE = ("goals:read", "goals:write")


async def found(client, who, **query):
    answer = await client(who, *MINE).get("/v1/goals", params=query)
    assert answer.status_code == 200, answer.text
    return {goal["id"] for goal in answer.json()["items"]}


async def test_a_list_is_walked_page_by_page_and_shows_each_goal_once(client, make):
    me = await make.person()
    made = {str((await make.goal(me)).id) for _ in range(5)}
    mine, seen, cursor = client(me, "goals:read"), [], None
    while True:
        page = await mine.get("/v1/goals", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [goal["id"] for goal in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


async def test_a_cursor_of_another_list_is_refused(client, make):
    me = await make.person()
    for _ in range(2):
        await make.goal(me)
    mine = client(me, "goals:read")
    cursor = (await mine.get("/v1/goals", params={"limit": 1})).json()["next_cursor"]
    answer = await mine.get("/v1/goals", params={"limit": 1, "cursor": cursor, "status": "draft"})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")


async def test_goals_are_found_by_what_people_ask_for(client, make):
    me = await make.person()
    other = await make.person(lead=me)
    draft, active = await make.goal(me, level="team"), await make.active_goal(me, kind="aspirational")
    report, parent = await make.active_goal(other), await make.active_goal(me, level="company")
    await make.contributes(report, parent)
    asked: list[tuple[dict[str, Any], list[Made]]] = [
        ({"status": "draft"}, [draft]),
        ({"level": ["team", "company"]}, [draft, parent]),
        ({"kind": "aspirational"}, [active]),
        ({"owner_id": str(other.id)}, [report]),
        ({"manager_id": str(me.id)}, [report]),
        ({"parent_goal_id": str(parent.id)}, [report]),
        ({"health": "not_updated"}, [active, report, parent]),
        ({"due_before": "2099-12-31"}, []),
    ]
    for query, goals in asked:
        assert await found(client, me, **query) == {str(goal.id) for goal in goals}, query


@pytest.mark.parametrize(
    ("value", "health"),
    [(90, "on_track"), (20, "at_risk"), (5, "off_track"), (None, "not_updated"), (100, "done")],
)
async def test_a_goal_shows_its_health_and_is_found_by_it(client, make, day, value, health):
    me = await make.person()
    goal = await make.active_goal(me, starts_on=day(-50), due_on=day(50))
    if value is not None:
        await make.check_in(goal, value)
    shown = (await client(me, *MINE).get(goal.path)).json()
    assert shown["health"] == health
    assert await found(client, me, health=health) == {str(goal.id)}


async def test_what_its_owner_says_goes_before_the_formula(client, make):
    me = await make.person()
    goal = await make.active_goal(me)
    await client(me, *MINE).patch(goal.path, json={"health_override": "off_track"})
    assert (await client(me, *MINE).get(goal.path)).json()["health"] == "off_track"
    assert await found(client, me, health="off_track") == {str(goal.id)}


async def test_a_draft_has_no_health_yet(client, make):
    assert (await make.goal(await make.person())).body["health"] is None


async def test_a_unit_owns_goals_and_its_head_sets_them(client, make):
    head = await make.person()
    unit = await make.org_unit(head_id=str(head.id))
    wanted = {"owner_unit_id": str(unit.id), "level": "org_unit", "title": "Scrap below 2 %", "due_on": "2099-12-31"}
    made = await client(head, *MINE).post("/v1/goals", json=wanted)
    stranger = await client(await make.person(), *MINE).post("/v1/goals", json=wanted)
    assert (made.status_code, stranger.status_code) == (201, 403)
    assert made.json()["owner_unit"]["code"] == unit.body["code"]
    assert made.json()["owner"] is None
    assert await found(client, head, owner_unit_id=str(unit.id)) == {made.json()["id"]}


async def test_contributors_see_the_goal_and_check_in(client, make):
    goal, helper = await make.active_goal(await make.person()), await make.person()
    theirs = client(helper, *MINE)
    before = await theirs.get(goal.path)
    await client(None, *EVERYTHING).post(f"{goal.path}/contributors", json={"person_id": str(helper.id)})
    entry = await theirs.post("/v1/check-ins", json={"key_result_id": goal.body["key_results"][0]["id"], "value": 5})
    changed = await theirs.patch(goal.path, json={"title": "Mine now"})
    assert (before.status_code, entry.status_code, changed.status_code) == (404, 201, 403)
    await client(None, *EVERYTHING).delete(f"{goal.path}/contributors/{helper.id}")
    assert (await theirs.get(goal.path)).status_code == 404
