"""Feedback and conversations on dashboards: of what the viewer may read, counted by hand."""

import pytest

GOALS = ("goals:read",)
TALK = (*GOALS, "feedback:read", "feedback:write", "conversations:read", "conversations:write")
ANY = {"If-Match": "*"}


@pytest.fixture
def dashboard(client):
    async def shown(who, which, *scopes, **asked):
        answer = await client(who, *(scopes or TALK)).get(f"/v1/dashboards/{which}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return shown


def share(body, key):
    found = [metric for metric in body["metrics"] if metric["key"] == key]
    return [(metric["numerator"], metric["denominator"]) for metric in found]


@pytest.fixture
async def team(make):
    lead = await make.person()
    return lead, [await make.person(lead) for _ in range(4)]


async def test_people_without_feedback_are_those_of_whom_the_lead_reads_none(dashboard, make, team, on_day):
    lead, people = team
    await make.shared_feedback(lead, people[0], "praise")
    await make.shared_feedback(people[0], people[1], "constructive", visibility="subject")
    await make.feedback(lead, people[2], "praise")
    await make.feedback(lead, people[3], "note_to_self")
    body = await dashboard(lead, "team")
    assert share(body, "people_without_feedback") == [(3, 4)]
    given = {one["person"]["id"]: one["feedback_on"] is not None for one in body["people"]}
    assert given == {str(person.id): person is people[0] for person in people}
    assert share(await dashboard(people[1], "me"), "people_without_feedback") == [(0, 1)]
    on_day(31)
    assert share(await dashboard(lead, "team"), "people_without_feedback") == [(4, 4)]


async def test_people_without_a_one_on_one_are_those_whom_the_lead_did_not_meet(client, dashboard, make, team, day):
    lead, people = team
    for person in people[:2]:
        meeting = await make.meeting(await make.one_on_ones(lead, person, first_at=f"{day(-3)}T09:00:00Z"), lead)
        if person is people[0]:
            held = await client(lead, *TALK).post(f"{meeting.path}/transitions", json={"action": "hold"}, headers=ANY)
            assert held.status_code == 200
    coach = await make.person()
    secret = await make.meeting(await make.one_on_ones(coach, people[2], kind="coaching"), coach)
    await client(coach, *TALK).post(f"{secret.path}/transitions", json={"action": "hold"}, headers=ANY)
    body = await dashboard(lead, "team")
    assert share(body, "people_without_one_on_one") == [(3, 4)]
    met = {one["person"]["id"]: one["met_on"] for one in body["people"]}
    assert met == {str(person.id): day(-3) if person is people[0] else None for person in people}


async def test_without_the_scope_nothing_is_told(dashboard, make, team):
    lead, people = team
    await make.shared_feedback(lead, people[0], "praise")
    body = await dashboard(lead, "team", *GOALS)
    assert share(body, "people_without_feedback") == share(body, "people_without_one_on_one") == []
    assert {one["feedback_on"] for one in body["people"]} == {None}


async def test_my_dashboard_lists_what_i_agreed_to_and_what_i_am_asked(dashboard, make, team, day):
    lead, people = team
    meeting = await make.meeting(await make.one_on_ones(lead, people[0]), lead)
    late, soon = [await make.action_item(meeting, people[0], lead, due_on=day(days)) for days in (-2, 2)]
    await make.action_item(meeting, lead, lead)
    request = await make.feedback_request(people[1], people[1], people[0])
    body = await dashboard(people[0], "me")
    assert [one["action_item_id"] for one in body["open_actions"]] == [str(late.id), str(soon.id)]
    assert [(one["subject"]["id"], one["due_on"]) for one in body["asked_feedback"]] == [
        (str(people[1].id), request.body["due_on"])
    ]
    hidden = await dashboard(people[0], "me", *GOALS)
    assert (hidden["open_actions"], hidden["asked_feedback"]) == ([], [])
