"""Where people work and who leads them, on any day; and that nobody ever comes to lead themselves."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from tests.performance.conftest import Make

READ, WRITE = "people:read", "people:write"


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def assign(client):
    async def assigned(person, effective_from, manager=None, **place):
        place |= {"effective_from": effective_from, "manager_id": str(manager.id) if manager else None}
        return await client(None, READ, WRITE).post(f"/v1/people/{person.id}/assignments", json=place)

    return assigned


@pytest.fixture
def title_on(client):
    async def title(person, as_of=None):
        query = {"as_of": as_of} if as_of else {}
        assignment = (await client(None, READ).get(f"/v1/people/{person.id}", params=query)).json()["assignment"]
        return assignment and assignment["job_title"]

    return title


async def test_a_place_holds_from_its_day_until_the_next(make, assign, title_on):
    person = await make.person()
    for days, title in ((-10, "Apprentice"), (-1, "Journeyman"), (5, "Master")):
        assert (await assign(person, day(days), job_title=title)).status_code == 200
    assert await title_on(person, day(-11)) is None
    assert await title_on(person, day(-10)) == await title_on(person, day(-2)) == "Apprentice"
    assert await title_on(person) == await title_on(person, day(4)) == "Journeyman"
    assert await title_on(person, day(5)) == await title_on(person, "2200-12-31") == "Master"


async def test_a_list_shows_and_filters_places_as_of_a_day(client, make, assign):
    old, new, person = await make.person(), await make.person(), await make.person()
    await assign(person, day(-10), old)
    await assign(person, day(10), new)
    reader = client(None, READ)

    async def led_by(lead, as_of):
        page = await reader.get("/v1/people", params={"manager_id": str(lead.id), "as_of": as_of})
        return [one["assignment"]["manager"]["id"] for one in page.json()["items"]]

    assert await led_by(old, day(0)) == await led_by(old, day(9)) == [str(old.id)]
    assert await led_by(new, day(0)) == await led_by(old, day(10)) == await led_by(old, day(-11)) == []
    assert await led_by(new, day(10)) == [str(new.id)]


async def test_the_history_is_all_of_it_latest_first(client, make, assign):
    person = await make.person()
    for days in (-1, 5, -10):
        await assign(person, day(days))
    items = (await client(None, READ).get(f"/v1/people/{person.id}/assignments")).json()["items"]
    assert [item["effective_from"] for item in items] == [day(5), day(-1), day(-10), "2020-01-01"]


async def test_a_second_place_for_the_same_day_corrects_the_first(client, make, assign):
    person = await make.person()
    first = await assign(person, day(0), job_title="Cook")
    second = await assign(person, day(0), job_title="Chef")
    assert (first.json()["version"], second.json()["version"]) == (2, 3)
    items = (await client(None, READ).get(f"/v1/people/{person.id}/assignments")).json()["items"]
    assert [item["job_title"] for item in items] == ["Chef", None]


async def test_the_same_place_again_changes_nothing(make, assign, sql):
    person, lead = await make.person(), await make.person()
    await assign(person, day(0), lead)
    again = await assign(person, day(0), lead)
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert await sql.fetchval("SELECT count(*) FROM performance.events WHERE record_id = $1", person.id) == 2


async def test_nobody_leads_themselves(make, assign):
    person = await make.person()
    answer = await assign(person, day(0), person)
    assert (answer.status_code, answer.json()["code"]) == (422, "self_managed")
    assert answer.json()["errors"][0]["pointer"] == "/manager_id"


async def test_nobody_leads_themselves_through_others_and_the_refusal_shows_how(client, make, assign):
    top = await make.person()
    middle = await make.person(lead=top)
    low = await make.person(lead=middle)
    answer = await assign(top, day(0), low)
    assert (answer.status_code, answer.json()["code"]) == (409, "reporting_cycle")
    assert answer.json()["path"] == [str(one.id) for one in (top, low, middle, top)]
    assert answer.json()["on"] == day(0)
    assert (await client(None, READ).get(f"/v1/people/{top.id}")).json()["assignment"]["manager"] is None


async def test_a_circle_that_would_close_only_in_the_future_is_refused_today(make, assign):
    top = await make.person()
    low = await make.person(lead=top)
    assert (await assign(low, day(30))).status_code == 200
    assert (await assign(low, day(60), top)).status_code == 200
    refused = await assign(top, day(30), low)
    assert (refused.status_code, refused.json()["on"]) == (409, day(60))


async def test_two_may_lead_each_other_at_different_times(make, assign):
    top = await make.person()
    low = await make.person(lead=top)
    assert (await assign(low, day(30))).status_code == 200
    assert (await assign(top, day(30), low)).status_code == 200
    assert (await assign(top, day(29), low)).status_code == 409


async def test_of_changes_at_once_that_together_close_a_circle_the_last_is_refused(make, assign):
    people = [await make.person() for _ in range(6)]
    pairs = zip(people, [*people[1:], people[0]], strict=True)
    answers = await asyncio.gather(*(assign(person, day(0), lead) for person, lead in pairs))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [409]


async def test_a_manager_who_is_nobody_or_of_another_organisation_is_not_found(client, make, assign):
    person, foreigner = await make.person(), await Make(client, uuid7()).person()
    answer = await assign(person, day(0), foreigner)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")
    assert answer.json()["errors"][0]["pointer"] == "/manager_id"


async def test_a_lead_sees_their_people_from_their_day_on_and_no_longer(client, make, assign):
    before, now, later, person = [await make.person() for _ in range(4)]
    goal = await make.goal(person)
    for days, lead in ((-10, before), (-1, now), (1, later)):
        await assign(person, day(days), lead)
    seen = [(await client(lead, "goals:read").get(f"/v1/goals/{goal.id}")).status_code for lead in (before, now, later)]
    assert seen == [404, 200, 404]


async def test_an_assignment_to_come_is_given_up_and_one_that_began_is_not(client, make, assign):
    person, keeper = await make.person(), client(None, READ, WRITE)
    await assign(person, day(-1))
    await assign(person, day(5))
    path = f"/v1/people/{person.id}/assignments"
    planned, begun, _ = (await keeper.get(path)).json()["items"]
    refused = await keeper.delete(f"{path}/{begun['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_begun")
    assert (await keeper.delete(f"{path}/{planned['id']}")).status_code == 204
    assert (await keeper.delete(f"{path}/{planned['id']}")).status_code == 404
    assert (await keeper.get(path)).json()["items"][0] == begun


async def test_no_place_begins_before_its_person_is_hired(client, make, assign):
    person = await make.person(hired_on="2021-03-01")
    early = await assign(person, "2021-02-28")
    assert (early.status_code, early.json()["code"], early.json()["hired_on"]) == (409, "hired_later", "2021-03-01")
    assert early.json()["errors"][0]["pointer"] == "/effective_from"
    new = {"display_name": "Ada", "hired_on": "2021-03-01", "assignment": {"effective_from": "2021-02-28"}}
    refused = await client(None, READ, WRITE).post("/v1/people", json=new)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/assignment/effective_from")
    items = (await client(None, READ).get(f"{person.path}/assignments")).json()["items"]
    assert [item["effective_from"] for item in items] == ["2021-03-01"]


async def test_nobody_is_hired_after_their_place_began(client, make):
    person, keeper = await make.person(hired_on="2021-03-01"), client(None, READ, WRITE)
    late = await keeper.patch(person.path, json={"hired_on": "2021-03-02"})
    assert (late.status_code, late.json()["code"]) == (409, "hired_later")
    assert late.json()["errors"][0]["pointer"] == "/hired_on"
    assert (await keeper.patch(person.path, json={"hired_on": "2021-02-28"})).json()["hired_on"] == "2021-02-28"


async def test_who_was_hired_again_keeps_the_places_of_before(client, make, assign):
    person, keeper = await make.person(), client(None, READ, WRITE)
    for action, on in (("terminate", day(-9)), ("rehire", day(-5))):
        said = {"action": action, "on": on, "reason": "Moved"}
        await keeper.post(f"{person.path}/transitions", json=said, headers={"If-Match": "*"})
    hired = [(await keeper.patch(person.path, json={"hired_on": day(days)})).status_code for days in (-4, -5)]
    assert hired == [409, 200]
    assert [(await assign(person, day(days))).status_code for days in (-20, -2)] == [200, 200]


async def test_the_first_assignment_stays(client, make):
    person, keeper = await make.person(hired_on=day(5)), client(None, READ, WRITE)
    path = f"/v1/people/{person.id}/assignments"
    (first,) = (await keeper.get(path)).json()["items"]
    assert (await keeper.delete(f"{path}/{first['id']}")).json()["code"] == "not_deletable"


async def test_a_circle_that_a_deleted_plan_would_close_is_refused(client, make, assign):
    top = await make.person()
    low = await make.person(lead=top)
    await assign(low, day(5))
    await assign(top, day(5), low)
    keeper, path = client(None, READ, WRITE), f"/v1/people/{low.id}/assignments"
    planned = (await keeper.get(path)).json()["items"][0]
    assert (await keeper.delete(f"{path}/{planned['id']}")).json()["code"] == "reporting_cycle"
