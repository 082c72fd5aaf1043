"""A unit is closed when nobody works in it and no unit stands in it, and then takes nobody in."""

import asyncio

import pytest

READ, WRITE, IMPORT = "people:read", "people:write", "people:import"


@pytest.fixture
def editor(client):
    return client(None, READ, WRITE, IMPORT)


@pytest.fixture
def step(editor):
    async def taken(unit, action, **fields):
        body = {"action": action, "reason": "Moved to Lyon"} | fields
        return await editor.post(f"{unit.path}/transitions", json=body, headers={"If-Match": "*"})

    return taken


async def test_a_unit_is_closed_with_a_reason_and_reopened(make, editor, step):
    unit = await make.org_unit()
    unsaid = await step(unit, "close", reason=" ")
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "reason_required")
    closed = await step(unit, "close")
    assert (closed.json()["status"], closed.json()["allowed_actions"]) == ("closed", ["reopen"])
    assert (await editor.patch(unit.path, json={"code": "other"})).status_code == 409
    listed = (await editor.get("/v1/org-units", params={"status": "closed"})).json()["items"]
    assert [one["id"] for one in listed] == [str(unit.id)]
    assert (await step(unit, "reopen")).json()["allowed_actions"] == ["update", "close"]


async def unmet(editor, unit):
    items = (await editor.get(f"{unit.path}/transitions")).json()["items"]
    return [guard["code"] for item in items if item["action"] == "close" for guard in item["guards"]]


@pytest.mark.parametrize("since", [-900, 0, 5])
async def test_not_while_people_work_there_or_will(make, editor, step, day, since):
    unit = await make.org_unit()
    person = await make.person(assignment={"effective_from": day(since), "org_unit_id": str(unit.id)})
    refused = await step(unit, "close")
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    assert await unmet(editor, unit) == ["people_assigned"]
    await make.assignment(person, effective_from=day(since))
    assert (await step(unit, "close")).status_code == 200


async def test_who_worked_there_once_is_no_hindrance(make, step, day):
    unit = await make.org_unit(effective_from="2020-01-01")
    person = await make.person(assignment={"effective_from": "2020-01-01", "org_unit_id": str(unit.id)})
    await make.assignment(person, effective_from=day(0))
    assert (await step(unit, "close")).status_code == 200


async def test_not_while_units_stand_there_or_will_unless_they_are_closed(make, editor, step, day):
    top, low = await make.org_unit("top"), await make.org_unit("low")
    move = {"name": "Low", "parent_id": str(top.id), "effective_from": day(4)}
    await make.post(f"{low.path}/versions", move)
    assert (await step(top, "close")).status_code == 409
    assert await unmet(editor, top) == ["units_below"]
    assert (await step(low, "close")).status_code == 200
    assert (await step(top, "close")).status_code == 200


async def test_a_closed_unit_takes_in_neither_people_nor_units(make, editor, step):
    closed, unit, person = await make.org_unit("old"), await make.org_unit("new"), await make.person()
    await step(closed, "close")
    place = {"effective_from": "2026-01-01", "org_unit_id": str(closed.id)}
    answers = {
        "/org_unit_id": await editor.post(f"{person.path}/assignments", json=place),
        "/assignment/org_unit_id": await editor.post("/v1/people", json={"display_name": "Ada", "assignment": place}),
        "/parent_id": await editor.post(f"{unit.path}/versions", json={"name": "New", "parent_id": str(closed.id)}),
    }
    below = {"code": "newer", "name": "Newer", "parent_id": str(closed.id)}
    for pointer, answer in [*answers.items(), ("/parent_id", await editor.post("/v1/org-units", json=below))]:
        assert (answer.status_code, answer.json()["code"]) == (409, "org_unit_closed")
        assert answer.json()["errors"][0]["pointer"] == pointer
    rows = [{"external_id": "1", "display_name": "Bea", "work_email": "bea@example.org", "org_unit_code": "old"}]
    report = await editor.post("/v1/people/import", json={"source": "hr", "rows": rows})
    assert report.json()["results"][0]["problem"]["code"] == "org_unit_closed", report.text


async def test_of_closing_and_coming_at_once_one_stands(make, editor, step):
    for number in range(8):
        unit, person = await make.org_unit(f"unit{number}"), await make.person()
        place = {"effective_from": "2026-01-01", "org_unit_id": str(unit.id)}
        come = editor.post(f"{person.path}/assignments", json=place)
        answers = await asyncio.gather(step(unit, "close"), come)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
