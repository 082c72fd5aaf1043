"""Leaving and coming back: at once or on a day to come, and never so that what was is hidden."""

import pytest

READ, WRITE = "people:read", "people:write"


@pytest.fixture
def move(client):
    """`await move(person, "terminate", on=…)` by somebody who has just read them."""

    async def moved(person, action, scopes=(READ, WRITE), **said):
        keeper, path = client(None, *scopes), f"/v1/people/{person.id}"
        etag = (await keeper.get(path)).headers["etag"]
        said |= {"reason": "moves abroad"} if action == "terminate" else {}
        return await keeper.post(f"{path}/transitions", json={"action": action} | said, headers={"If-Match": etag})

    return moved


@pytest.fixture
def person_of(client):
    async def found(person, **query):
        return (await client(None, READ).get(f"/v1/people/{person.id}", params=query)).json()

    return found


async def test_who_left_yesterday_is_terminated_and_was_here_until_then(make, move, person_of, day):
    person = await make.person(await make.person())
    left = (await move(person, "terminate", on=day(-1))).json()
    assert (left["status"], left["active"], left["ended_on"]) == ("terminated", False, day(-1))
    assert left["assignment"] is None
    before = await person_of(person, as_of=day(-1))
    assert (before["active"], before["assignment"]["manager"] is None) == (True, False)
    assert left["allowed_actions"] == ["update", "rehire"]


async def test_a_last_day_to_come_changes_nothing_today(make, move, person_of, day, events):
    lead = await make.person()
    person = await make.person(lead)
    leaving = (await move(person, "terminate", on=day(5))).json()
    assert (leaving["status"], leaving["active"], leaving["ended_on"]) == ("active", True, day(5))
    assert leaving["assignment"]["manager"]["id"] == str(lead.id)
    assert (await person_of(person, as_of=day(5)))["active"] is True
    assert (await person_of(person, as_of=day(6)))["active"] is False
    assert leaving["allowed_actions"] == ["update", "cancel_termination"]
    assert [event["type"] for event in await events()][-1] == "person.termination_planned"


async def test_the_last_day_is_still_a_day_of_work(make, move, day):
    person = await make.person()
    assert (await move(person, "terminate", on=day(0))).json()["active"] is True


async def test_a_termination_to_come_is_cancelled_and_one_that_came_is_not(make, move, day):
    person = await make.person()
    await move(person, "terminate", on=day(5))
    twice = await move(person, "terminate", on=day(7))
    assert (twice.status_code, twice.json()["transition"]["guards"][0]["code"]) == (409, "already_ending")
    kept = (await move(person, "cancel_termination")).json()
    assert (kept["status"], kept["ended_on"], kept["active"]) == ("active", None, True)
    assert (await move(person, "cancel_termination")).json()["transition"]["guards"][0]["code"] == "not_ending"
    await move(person, "terminate", on=day(-1))
    assert (await move(person, "cancel_termination")).json()["code"] == "transition_not_allowed"


async def test_who_comes_back_keeps_their_id_and_all_that_was(client, make, move, person_of, day):
    lead = await make.person()
    person = await make.person(lead)
    await move(person, "terminate", on=day(-30))
    back = (await move(person, "rehire", on=day(-10))).json()
    assert (back["id"], back["status"], back["ended_on"]) == (str(person.id), "active", None)
    assert back["assignment"]["manager"] is None
    shown = [(await person_of(person, as_of=day(days)))["active"] for days in (-30, -29, -11, -10)]
    assert shown == [True, False, False, True]
    history = (await client(None, READ).get(f"/v1/people/{person.id}/assignments")).json()["items"]
    assert [(item["effective_from"], item["ends_employment"]) for item in history] == [
        (day(-10), False), (day(-29), True), ("2020-01-01", False)
    ]  # fmt: skip


async def test_a_return_to_come_is_one_and_can_be_given_up(client, make, move, day):
    person = await make.person()
    await move(person, "terminate", on=day(-3))
    returning = (await move(person, "rehire", on=day(4))).json()
    assert (returning["status"], returning["active"]) == ("terminated", False)
    assert (await move(person, "rehire")).json()["transition"]["guards"][0]["code"] == "already_returning"
    keeper = client(None, READ, WRITE)
    planned = (await keeper.get(f"/v1/people/{person.id}/assignments")).json()["items"][0]
    assert (await keeper.delete(f"/v1/people/{person.id}/assignments/{planned['id']}")).status_code == 204
    assert (await move(person, "rehire")).json()["status"] == "active"


@pytest.mark.parametrize("days", [-3, -2, -400, -4000])
async def test_a_return_leaves_a_gap(make, move, day, days):
    person = await make.person()
    await move(person, "terminate", on=day(-3))
    refused = await move(person, "rehire", on=day(days))
    assert (refused.status_code, refused.json()["code"], refused.json()["ended_on"]) == (409, "no_gap", day(-3))


async def test_a_last_day_is_one_of_employment_and_before_no_place_that_has_begun(client, make, move, day):
    person = await make.person()
    early = await move(person, "terminate", on="2019-12-31")
    assert (early.status_code, early.json()["code"]) == (409, "not_employed")
    await client(None, WRITE).post(f"/v1/people/{person.id}/assignments", json={"effective_from": day(-2)})
    begun = await move(person, "terminate", on=day(-3))
    assert (begun.json()["code"], begun.json()["effective_from"]) == ("assigned_later", day(-2))
    assert (await move(person, "terminate", on=day(-2))).status_code == 200


async def test_plans_end_with_the_employment_and_nobody_is_placed_after_it(client, make, move, day):
    person, keeper = await make.person(), client(None, READ, WRITE)
    path = f"/v1/people/{person.id}/assignments"
    await keeper.post(path, json={"effective_from": day(20)})
    await move(person, "terminate", on=day(5))
    history = (await keeper.get(path)).json()["items"]
    assert [item["effective_from"] for item in history] == [day(6), "2020-01-01"]
    for days, expected in ((5, 200), (6, 409), (7, 409)):
        assert (await keeper.post(path, json={"effective_from": day(days)})).status_code == expected
    planned = [item["id"] for item in history if item["ends_employment"]]
    refused = await keeper.delete(f"{path}/{planned[0]}")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_deletable")


async def test_the_people_of_a_leaver_stay_and_are_marked(make, move, person_of, day):
    lead = await make.person()
    person = await make.person(lead)
    assert (await person_of(person))["manager_inactive"] is False
    await move(lead, "terminate", on=day(-1))
    left_behind = await person_of(person)
    assert (left_behind["manager_inactive"], left_behind["assignment"]["manager"]["id"]) == (True, str(lead.id))
    assert (await person_of(person, as_of=day(-1)))["manager_inactive"] is False


async def test_who_left_sees_their_people_no_more_from_the_next_day_on(client, make, move, day, on_day):
    lead = await make.person()
    goal = await make.goal(await make.person(lead))

    async def seen():
        return (await client(lead, "goals:read").get(f"/v1/goals/{goal.id}")).status_code

    await move(lead, "terminate", on=day(0))
    assert await seen() == 200
    on_day(1)
    assert await seen() == 404


async def test_a_circle_that_a_cancelled_termination_would_close_is_refused(client, make, move, day):
    top = await make.person()
    low = await make.person(top)
    await move(low, "terminate", on=day(5))
    place = {"effective_from": day(10), "manager_id": str(low.id)}
    assert (await client(None, WRITE).post(f"/v1/people/{top.id}/assignments", json=place)).status_code == 200
    refused = await move(low, "cancel_termination")
    assert (refused.status_code, refused.json()["code"], refused.json()["on"]) == (409, "reporting_cycle", day(10))


async def test_who_only_reads_learns_who_may_and_a_move_needs_what_was_read(client, make, move):
    person = await make.person()
    steps = (await client(None, READ).get(f"/v1/people/{person.id}/transitions")).json()["items"]
    assert [step["action"] for step in steps] == ["terminate", "cancel_termination", "rehire"]
    assert {step["guards"][0]["code"] for step in steps} == {"not_writer"}
    blind = await client(None, WRITE).post(f"/v1/people/{person.id}/transitions", json={"action": "terminate"})
    assert blind.status_code == 428
