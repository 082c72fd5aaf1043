"""A unit and those that stand in it, on any day."""

import pytest

READ = "people:read"


@pytest.fixture
async def units(make, day):
    top = await make.org_unit("top")
    made = {"top": top}
    for code, parent in (("a", "top"), ("b", "top"), ("a1", "a"), ("a2", "a")):
        made[code] = await make.org_unit(code, parent_id=str(made[parent].id))
    move = {"name": "A2", "parent_id": str(made["b"].id), "effective_from": day(2)}
    await make.post(f"{made['a2'].path}/versions", move)
    return made


@pytest.fixture
def tree(client):
    async def shown(unit, **query):
        answer = await client(None, READ).get(f"{unit.path}/tree", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return shown


def outline(shown):
    return [(node["code"], node["depth"], node["children"]) for node in shown["items"]]


async def test_a_tree_is_as_it_stood_that_day(units, tree, day):
    today = [("top", 0, 2), ("a", 1, 2), ("a1", 2, 0), ("a2", 2, 0), ("b", 1, 0)]
    assert outline(await tree(units["top"])) == today
    later = [("top", 0, 2), ("a", 1, 1), ("a1", 2, 0), ("b", 1, 1), ("a2", 2, 0)]
    assert outline(await tree(units["top"], as_of=day(2))) == later
    assert outline(await tree(units["a"], as_of=day(2))) == [("a", 0, 1), ("a1", 1, 0)]


async def test_a_tree_goes_as_deep_as_asked_and_comes_in_pages(client, units, tree):
    assert [code for code, _, _ in outline(await tree(units["top"], depth=1))] == ["top", "a", "b"]
    for limit in (1, 2, 4):
        seen, following = [], f"{units['top'].path}/tree?limit={limit}"
        while following:
            page = await client(None, READ).get(following)
            seen += [node["code"] for node in page.json()["items"]]
            following = page.links.get("next", {}).get("url")
        assert seen == ["top", "a", "a1", "a2", "b"]


async def test_a_tree_s_cursor_is_for_that_tree_on_that_day_alone(client, units, tree, day):
    top, cursor = units["top"].path, (await tree(units["top"], limit=1))["next_cursor"]
    asked = [f"{units['a'].path}/tree?", f"{top}/tree?depth=1", f"{top}/tree?as_of={day(2)}", f"{top}/tree?limit=2"]
    answers = [await client(None, READ).get(f"{path}&cursor={cursor}") for path in asked]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 200]
    assert {answer.json()["code"] for answer in answers[:3]} == {"cursor_mismatch"}
    assert [code for code, _, _ in outline(answers[3].json())] == ["a", "a1"]


async def test_a_page_goes_on_where_its_last_unit_has_moved_meanwhile(make, units, tree):
    cursor = (await tree(units["top"], limit=3))["next_cursor"]
    await make.post(f"{units['a1'].path}/versions", {"name": "A1", "parent_id": str(units["b"].id)})
    rest = await tree(units["top"], limit=3, cursor=cursor)
    assert [code for code, _, _ in outline(rest)] == ["a2", "b", "a1"]


async def test_each_unit_shows_its_head_and_how_many_work_there(make, units, tree, day):
    head = await make.person()
    said = {"name": "B", "head_id": str(head.id), "parent_id": str(units["top"].id)}
    await make.post(f"{units['b'].path}/versions", said)
    place = {"effective_from": "2020-01-01", "org_unit_id": str(units["b"].id)}
    for _ in range(2):
        await make.person(assignment=place)
    leaver = await make.person(assignment=place)
    await make.post(f"{leaver.path}/transitions", {"action": "terminate", "on": day(0), "reason": "Left"}, on=leaver)

    async def node(**query):
        nodes = {one["code"]: one for one in (await tree(units["top"], **query))["items"]}
        return nodes["b"]["people"], nodes["top"]["people"], nodes["b"]["head"] and nodes["b"]["head"]["id"]

    assert await node() == (3, 0, str(head.id))
    assert await node(as_of=day(1)) == (2, 0, str(head.id))


async def test_no_unit_has_no_tree(client):
    answer = await client(None, READ).get("/v1/org-units/00000000-0000-7000-8000-000000000000/tree")
    assert answer.status_code == 404
