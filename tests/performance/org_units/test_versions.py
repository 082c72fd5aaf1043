"""What a unit is called, where it stands and who heads it, from which day on."""

import asyncio
import random

import pytest

READ, WRITE = "people:read", "people:write"


@pytest.fixture
def editor(client):
    return client(None, READ, WRITE)


@pytest.fixture
def put(editor):
    async def version(unit, parent=None, name="Ops", **fields):
        stands = {} if parent is None else {"parent_id": str(parent.id)}
        return await editor.post(f"{unit.path}/versions", json={"name": name} | stands | fields)

    return version


async def test_a_unit_is_as_it_was_on_any_day_and_its_code_is_for_all_days(make, editor, put, day):
    head, unit = await make.person(), await make.org_unit("ops", effective_from="2024-01-01")
    await put(unit, name="Operations", kind="division", head_id=str(head.id), effective_from="2025-01-01")
    answer = await put(unit, name="Works", effective_from=day(3))
    assert (answer.status_code, answer.json()["name"], answer.json()["version"]) == (200, "Operations", 3)
    assert (await editor.patch(unit.path, json={"code": "works"})).json()["code"] == "works"

    async def shown(as_of):
        found = (await editor.get(unit.path, params={"as_of": as_of})).json()
        listed = (await editor.get("/v1/org-units", params={"as_of": as_of})).json()["items"]
        assert listed == [found]
        return found["name"], found["head"] and found["head"]["id"], found["code"]

    assert await shown("2024-12-31") == await shown("2023-12-31") == ("Ops", None, "works")
    assert await shown("2025-01-01") == ("Operations", str(head.id), "works")
    assert await shown(day(3)) == ("Works", None, "works")
    history = (await editor.get(f"{unit.path}/versions")).json()["items"]
    assert [one["effective_from"] for one in history] == [day(3), "2025-01-01", "2024-01-01"]
    assert [one["kind"] for one in history] == ["other", "division", "other"]


async def test_a_version_may_lie_in_the_past_and_one_for_the_same_day_corrects(make, editor, put):
    unit = await make.org_unit("ops", effective_from="2024-01-01")
    assert (await put(unit, name="Before", effective_from="2020-01-01")).json()["name"] == "Ops"
    await put(unit, name="After", effective_from="2020-01-01")
    history = (await editor.get(f"{unit.path}/versions")).json()["items"]
    assert [one["name"] for one in history] == ["Ops", "After"]
    again = await put(unit, name="After", effective_from="2020-01-01")
    assert again.json()["version"] == 3


async def test_no_circle_closes_on_any_day_and_the_refusal_shows_it(make, put, day):
    top, middle, low = [await make.org_unit(code, effective_from="2020-01-01") for code in ("top", "middle", "low")]
    assert (await put(low, middle)).status_code == 200
    assert (await put(middle, top, effective_from=day(5))).status_code == 200
    own = await put(top, top)
    assert (own.status_code, own.json()["code"]) == (409, "org_unit_cycle")
    closed = await put(top, low, effective_from=day(1))
    assert (closed.status_code, closed.json()["on"]) == (409, day(5))
    assert closed.json()["path"] == [str(unit.id) for unit in (top, low, middle, top)]
    assert closed.json()["errors"][0]["pointer"] == "/parent_id"
    assert (await put(top, low, effective_from="2019-01-01")).status_code == 200
    assert (await put(low, None, effective_from=day(5))).status_code == 200
    assert (await put(top, low, effective_from=day(5))).status_code == 200


async def test_units_that_race_into_each_other_never_close_a_circle(make, editor, put):
    units, chance = [await make.org_unit(f"unit{number}") for number in range(6)], random.Random(3)
    outcomes = []
    for _ in range(12):
        pairs = [chance.sample(units, 2) for _ in range(4)]
        answers = await asyncio.gather(*(put(*way) for one, other in pairs for way in ((one, other), (other, one))))
        outcomes += [answer.status_code for answer in answers]
    assert {*outcomes} == {200, 409}
    parents = {}
    for unit in units:
        found = (await editor.get(unit.path)).json()["parent"]
        parents[str(unit.id)] = found and found["id"]
    for unit in parents:
        steps, at = 0, unit
        while at is not None:
            steps, at = steps + 1, parents[at]
            assert steps <= len(units)


async def test_only_a_version_that_is_to_come_is_deleted_and_never_the_first(make, editor, put, day):
    unit, later = await make.org_unit("ops"), await make.org_unit("lab", effective_from=day(9))
    await put(unit, name="Works", effective_from=day(3))
    planned, first = (await editor.get(f"{unit.path}/versions")).json()["items"]
    begun = await editor.delete(f"{unit.path}/versions/{first['id']}")
    assert (begun.status_code, begun.json()["code"]) == (409, "version_has_begun")
    assert (await editor.delete(f"{later.path}/versions/{planned['id']}")).status_code == 404
    assert (await editor.delete(f"{unit.path}/versions/{planned['id']}")).status_code == 204
    assert len((await editor.get(f"{unit.path}/versions")).json()["items"]) == 1
    [only] = (await editor.get(f"{later.path}/versions")).json()["items"]
    kept = await editor.delete(f"{later.path}/versions/{only['id']}")
    assert (kept.status_code, kept.json()["code"]) == (409, "only_version")


async def test_what_a_deleted_version_kept_apart_may_not_meet(make, editor, put, day):
    one, other = await make.org_unit("one"), await make.org_unit("other")
    await put(one, other)
    await put(one, None, effective_from=day(2))
    assert (await put(other, one, effective_from=day(3))).status_code == 200
    planned = (await editor.get(f"{one.path}/versions")).json()["items"][0]
    refused = await editor.delete(f"{one.path}/versions/{planned['id']}")
    assert (refused.status_code, refused.json()["code"], refused.json()["on"]) == (409, "org_unit_cycle", day(3))


async def test_units_are_found_by_what_they_are_that_day(make, editor, put, day):
    head, top = await make.person(), await make.org_unit("top")
    low = await make.org_unit("low", kind="team", parent_id=str(top.id), head_id=str(head.id))
    await put(low, None, name="Low", effective_from=day(2))

    async def found(**query):
        return [one["code"] for one in (await editor.get("/v1/org-units", params=query)).json()["items"]]

    assert await found(parent_id=top.id) == await found(kind="team") == await found(head_id=head.id) == ["low"]
    assert await found(parent_id=top.id, as_of=day(2)) == await found(kind="team", as_of=day(2)) == []
    assert await found(code="top") == ["top"]


async def test_readers_change_nothing(client, make):
    unit, reader = await make.org_unit(), client(None, READ)
    for path in ("versions", "transitions"):
        assert (await reader.post(f"{unit.path}/{path}", json={"name": "Other"})).status_code == 403
    assert (await reader.patch(unit.path, json={"code": "other"})).status_code == 403
