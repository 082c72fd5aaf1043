"""Meetings of a series: who begins one, what comes next, what is carried over and what is suggested."""

from datetime import UTC, datetime, timedelta

import pytest

MINE = ("conversations:read", "conversations:write", "goals:read", "goals:write")
ANY = {"If-Match": "*"}


@pytest.fixture
async def pair(make):
    lead = await make.person()
    return lead, await make.person(lead)


async def act(who, path, action):
    return await who.post(f"{path}/transitions", json={"action": action, "reason": "So it is"}, headers=ANY)


async def test_a_series_is_begun_by_one_of_the_two_and_with_who_leads(client, make, pair):
    (lead, person), other = pair, await make.person()
    body = {"first_at": "2026-01-01T09:00:00Z"}

    async def begins(who, one, two, kind="one_on_one"):
        both = {"lead_id": str(one.id), "person_id": str(two.id), "kind": kind}
        answer = await client(who, *MINE).post("/v1/one-on-one-series", json=body | both)
        return answer.status_code

    assert [await begins(one, lead, person) for one in (lead, person, other)] == [201, 201, 403]
    assert await begins(other, other, person) == 403
    assert await begins(other, other, person, "coaching") == 201
    assert await begins(lead, other, person, "coaching") == 403
    assert await begins(lead, lead, lead, "coaching") == 403


async def test_held_it_is_followed_by_the_next_with_what_was_left_open(client, make, pair):
    lead, person = pair
    series = await make.one_on_ones(lead, person)
    first, mine = await make.meeting(series, lead), client(person, *MINE)
    for text in ("The crane", "The audit"):
        assert (await mine.post(f"{first.path}/agenda-items", json={"text": text})).status_code == 200
    agenda = (await mine.get(first.path)).json()["agenda"]
    done = f"{first.path}/agenda-items/{agenda[0]['id']}"
    assert (await mine.patch(done, json={"discussed": True})).json()["agenda"][0]["discussed"]
    assert (await act(mine, first.path, "hold")).json()["status"] == "held"
    second = await make.meeting(series, lead)
    assert datetime.fromisoformat(second.body["scheduled_at"]) > datetime.now(UTC)
    [carried] = second.body["agenda"]
    assert (carried["text"], carried["carried_from_id"]) == ("The audit", agenda[1]["id"])
    assert (await act(mine, second.path, "cancel")).json()["status"] == "cancelled"
    third = await make.meeting(series, lead)
    assert [(one["text"], one["carried_from_id"]) for one in third.body["agenda"]] == [("The audit", carried["id"])]


async def test_a_series_that_ended_has_no_next_meeting(client, make, pair):
    lead, person = pair
    series = await make.one_on_ones(lead, person)
    meeting, mine = await make.meeting(series, lead), client(lead, *MINE)
    assert (await act(mine, series.path, "end")).json()["status"] == "ended"
    await act(mine, meeting.path, "hold")
    assert (await mine.get(series.path)).json()["next_at"] is None
    more = {"series_id": str(series.id), "scheduled_at": "2099-01-01T09:00:00Z"}
    assert (await mine.post("/v1/one-on-ones", json=more)).status_code == 409


async def test_without_a_rhythm_the_next_is_arranged_and_takes_what_was_left(client, make, pair):
    lead, person = pair
    series = await make.one_on_ones(lead, person, cadence_days=None)
    meeting, mine = await make.meeting(series, lead), client(lead, *MINE)
    await mine.post(f"{meeting.path}/agenda-items", json={"text": "The crane"})
    await act(mine, meeting.path, "hold")
    assert (await mine.get(series.path)).json()["next_at"] is None
    more = {"series_id": str(series.id), "scheduled_at": "2099-01-01T09:00:00Z"}
    assert [one["text"] for one in (await mine.post("/v1/one-on-ones", json=more)).json()["agenda"]] == ["The crane"]


async def test_a_week_late_it_was_missed(client, make, pair, do_jobs):
    lead, person = pair
    now = datetime.now(UTC)
    series = await make.one_on_ones(lead, person, first_at=now.isoformat())
    meeting, mine = await make.meeting(series, lead), client(lead, *MINE)
    for days, status in ((6, "scheduled"), (8, "missed")):
        await do_jobs(at=now + timedelta(days=days), scheduled="one_on_ones.miss")
        assert (await mine.get(meeting.path)).json()["status"] == status
    assert (await mine.get(series.path)).json()["next_at"] is not None


async def test_open_actions_and_goals_that_need_it_are_suggested(client, make, pair, day):
    lead, person = pair
    series = await make.one_on_ones(lead, person)
    meeting, mine = await make.meeting(series, lead), client(person, *MINE)
    late = await make.active_goal(person, title="Late", starts_on=day(-90), due_on=day(1))
    await make.check_in(late, 1)
    well = await make.active_goal(person, title="Well", starts_on=day(0), due_on=day(90))
    await make.check_in(well, 90)
    todo = await make.action_item(meeting, person, lead, due_on=day(5))
    path = f"{meeting.path}/suggestions"
    found = (await mine.get(path)).json()["items"]
    assert [(one["text"], one["goal_id"], one["action_item_id"]) for one in found] == [
        ("Late", str(late.id), None), ("Ask the foundry", None, str(todo.id)),
    ]  # fmt: skip
    taken = {"text": "Late", "goal_id": str(late.id)}
    await mine.post(f"{meeting.path}/agenda-items", json=taken)
    assert [one["text"] for one in (await mine.get(path)).json()["items"]] == ["Ask the foundry"]
    await act(mine, todo.path, "complete")
    assert (await mine.get(path)).json()["items"] == []
    assert (await client(await make.person(), *MINE).get(path)).status_code == 404


async def test_an_agenda_takes_nothing_that_its_author_may_not_see(client, make, pair):
    lead, person = pair
    meeting = await make.meeting(await make.one_on_ones(lead, person), lead)
    other = await make.one_on_ones(lead, person)
    elsewhere = await make.action_item(await make.meeting(other, lead), person, lead)
    hidden = await make.active_goal(await make.person(), visibility="private")
    for about in ({"goal_id": str(hidden.id)}, {"action_item_id": str(elsewhere.id)}):
        answer = await client(lead, *MINE).post(f"{meeting.path}/agenda-items", json={"text": "That"} | about)
        assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")


async def test_what_is_agreed_is_done_by_one_of_the_two(client, make, pair):
    lead, person = pair
    meeting = await make.meeting(await make.one_on_ones(lead, person), lead)
    body = {"one_on_one_id": str(meeting.id), "owner_id": str((await make.person()).id), "text": "Ask"}
    answer = await client(lead, *MINE).post("/v1/action-items", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_one_of_the_two")
