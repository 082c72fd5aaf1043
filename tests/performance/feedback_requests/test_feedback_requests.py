"""Asking for feedback: of whom, by whom, for whose eyes, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

MINE = ("feedback:read", "feedback:write")
HR = (*MINE, "feedback:read:all", "feedback:write:all")
ANSWER = {"kind": "praise", "body": "You asked before you changed it."}
ANY = {"If-Match": "*"}


@pytest.fixture
async def people(make):
    people = {"top": await make.person()}
    people["lead"] = await make.person(people["top"])
    people["me"] = await make.person(people["lead"])
    return people | {name: await make.person() for name in ("peer", "second", "third", "hr")}


@pytest.fixture
def asked(client):
    """`await asked(person)`: their client, and the path of the latest invitation that they got."""

    async def found(person):
        mine = client(person, *MINE)
        listed = await mine.get("/v1/feedback-invitations", params={"respondent_id": str(person.id)})
        return mine, f"/v1/feedback-invitations/{listed.json()['items'][0]['id']}"

    return found


async def answers(asked, person, **said):
    mine, path = await asked(person)
    written = await mine.put(f"{path}/answer", json=ANSWER | said)
    assert written.status_code == 200, written.text
    sent = await mine.post(f"{path}/transitions", json={"action": "submit"}, headers=ANY)
    assert sent.status_code == 200, sent.text
    return sent.json()


async def refused(client, who, subject, **fields):
    body = {"subject_id": str(subject.id), "due_on": "2099-12-31"} | fields
    answer = await client(who, *MINE).post("/v1/feedback-requests", json=body)
    return answer.status_code, answer.json()["code"], [error["code"] for error in answer.json()["errors"]]


async def test_one_asks_about_oneself_and_about_those_one_leads(client, make, people, events):
    ids = {"respondent_ids": [str(people["peer"].id)]}
    body = ids | {"subject_id": str(people["me"].id), "due_on": "2099-12-31"}

    async def asks(name):
        return (await client(people[name], *MINE).post("/v1/feedback-requests", json=body)).status_code

    assert [await asks(name) for name in ("me", "lead", "top")] == [201, 201, 201]
    for name in ("peer", "second"):
        assert (await refused(client, people[name], people["me"], **ids))[:2] == (403, "not_yours_to_ask")
    await make.delegation(people["lead"], people["second"], scopes=["feedback.request"])
    assert await asks("second") == 201
    asked = [one for one in await events() if one["type"] == "feedback_request.created"]
    assert [one["data"].get("on_behalf_of_id") for one in asked] == [None, None, None, str(people["lead"].id)]


async def test_what_contradicts_itself_is_refused(client, people, day):
    me, peer, others = people["me"], str(people["peer"].id), [str(people[name].id) for name in ("second", "third")]
    assert (await refused(client, me, me))[2] == ["how_many"]
    assert (await refused(client, me, me, respondent_ids=[str(me.id)]))[2] == ["subject"]
    assert (await refused(client, me, me, respondent_ids=[peer], visibility="public"))[2] == ["not_for_requests"]
    few = await refused(client, me, me, respondent_ids=[peer], anonymous=True)
    assert few[2] == ["too_few_to_be_anonymous"]
    outside = {"respondent_ids": [peer, *others], "external_emails": ["a@example.com"], "anonymous": True}
    assert (await refused(client, me, me, **outside))[2] == ["not_anonymous"]
    assert (await refused(client, me, me, respondent_ids=[peer], due_on=day(-1)))[2] == ["in_past"]


async def test_a_request_names_those_whom_it_asks_and_no_others(client, make, people):
    mine = client(people["me"], *MINE)
    first = await make.feedback_request(people["me"], people["me"], people["peer"])
    second = await make.feedback_request(
        people["me"], people["me"], people["second"], external_emails=["a@example.com"]
    )
    for request, name, outside in ((first, "peer", []), (second, "second", ["a@example.com"])):
        shown = (await mine.get(request.path)).json()
        assert [one["id"] for one in shown["respondents"]] == [str(people[name].id)]
        assert shown["external_emails"] == outside
    await make.feedback_request(people["lead"], people["lead"], people["third"])
    for one in (await mine.get("/v1/feedback-invitations")).json()["items"]:
        assert one["request_id"] in {str(first.id), str(second.id)}


async def test_visibility_is_frozen_once_somebody_writes(client, make, people, asked):
    request = await make.feedback_request(people["me"], people["me"], people["peer"], people["second"])
    mine = client(people["me"], *MINE)
    changed = await mine.patch(request.path, json={"visibility": "subject"})
    assert changed.json()["visibility"] == "subject"
    peer, path = await asked(people["peer"])
    await peer.post(f"{path}/transitions", json={"action": "start"}, headers=ANY)
    frozen = await mine.patch(request.path, json={"visibility": "subject_and_manager"})
    assert (frozen.status_code, frozen.json()["transition"]["guards"][0]["code"]) == (409, "visibility_frozen")
    assert (await mine.patch(request.path, json={"message": "By Friday?"})).status_code == 200
    answer = await answers(asked, people["peer"])
    assert (await peer.get(f"/v1/feedback/{answer['feedback_id']}")).json()["visibility"] == "subject"
    widened = await peer.patch(f"/v1/feedback/{answer['feedback_id']}", json={"visibility": "subject_and_manager"})
    assert widened.status_code == 200


async def test_an_answer_is_read_by_whom_it_was_said(client, make, people, asked):
    request = await make.feedback_request(people["lead"], people["me"], people["peer"], visibility="manager_only")
    sent = await answers(asked, people["peer"], kind="constructive")
    paths = [f"/v1/feedback/{sent['feedback_id']}", request.path]
    seen = {name: [(await client(people[name], *MINE).get(path)).status_code for path in paths] for name in people}
    assert seen == {
        "me": [404, 404], "lead": [200, 200], "top": [200, 404], "peer": [200, 404],
        "second": [404, 404], "third": [404, 404], "hr": [404, 404],
    }  # fmt: skip
    shown = (await client(people["lead"], *MINE).get(request.path)).json()
    assert (shown["status"], shown["answers"]) == ("closed", 1)


async def test_a_request_closes_with_its_last_answer_or_refusal(client, make, people, asked):
    request = await make.feedback_request(people["me"], people["me"], people["peer"], people["second"])
    await answers(asked, people["peer"])
    mine = client(people["me"], *MINE)
    assert (await mine.get(request.path)).json()["status"] == "open"
    second, path = await asked(people["second"])
    declined = await second.post(f"{path}/transitions", json={"action": "decline", "reason": "No time"}, headers=ANY)
    assert declined.json()["decline_reason"] == "No time"
    assert (await mine.get(request.path)).json()["status"] == "closed"


async def test_what_is_not_answered_expires_three_days_after_it_was_due(client, make, people, asked, do_jobs):
    now = datetime.now(UTC)
    due_on = now.date().isoformat()
    request = await make.feedback_request(people["me"], people["me"], people["peer"], due_on=due_on)
    mine = client(people["me"], *MINE)
    for days, status in ((3, "open"), (4, "closed")):
        await do_jobs(at=now + timedelta(days=days), scheduled="feedback_requests.expire")
        assert (await mine.get(request.path)).json()["status"] == status
    _, path = await asked(people["peer"])
    assert (await mine.get(path)).json()["status"] == "expired"


async def test_an_unread_answer_is_opened_again_for_two_days(client, make, people, asked, on_day):
    mine = client(people["me"], *MINE)

    async def reopened(path):
        return await mine.post(f"{path}/transitions", json={"action": "reopen"}, headers=ANY)

    request = await make.feedback_request(people["me"], people["me"], people["peer"])
    sent = await answers(asked, people["peer"])
    _, path = await asked(people["peer"])
    assert (await reopened(path)).json()["status"] == "started"
    assert (await mine.get(f"/v1/feedback/{sent['feedback_id']}")).status_code == 404
    assert (await mine.get(request.path)).json()["status"] == "open"
    await answers(asked, people["peer"], body="Better said.")
    await mine.put(f"/v1/feedback/{sent['feedback_id']}/read")
    assert (await reopened(path)).json()["transition"]["guards"][0]["code"] == "reopen_too_late"
    await make.feedback_request(people["me"], people["me"], people["second"])
    await answers(asked, people["second"])
    _, path = await asked(people["second"])
    on_day(3)
    assert (await reopened(path)).status_code == 409


async def test_nudging_is_limited(client, make, people, on_day):
    request, came = await make.feedback_request(people["me"], people["me"], people["peer"]), []
    for days in (0, 1, 4, 8, 12):
        on_day(days)
        came.append((await client(people["me"], *MINE).post(f"{request.path}/nudges")).status_code)
    assert came == [200, 409, 200, 200, 409]


async def test_the_draft_of_an_answer_is_submitted_and_not_shared(client, make, people, asked):
    await make.feedback_request(people["me"], people["me"], people["peer"])
    mine, path = await asked(people["peer"])
    empty = await mine.post(f"{path}/transitions", json={"action": "start"}, headers=ANY)
    nothing = await mine.post(f"{path}/transitions", json={"action": "submit"}, headers=ANY)
    assert nothing.json()["transition"]["guards"][0]["code"] == "no_answer"
    shared = await mine.post(
        f"/v1/feedback/{empty.json()['feedback_id']}/transitions", json={"action": "share"}, headers=ANY
    )
    assert [guard["code"] for guard in shared.json()["transition"]["guards"]] == ["requested", "empty"]


async def test_nobody_else_sees_or_writes_an_answer(client, make, people, asked):
    await make.feedback_request(people["me"], people["me"], people["peer"])
    _, path = await asked(people["peer"])
    for name, status in (("second", 404), ("lead", 404), ("me", 403)):
        answer = await client(people[name], *MINE).put(f"{path}/answer", json=ANSWER)
        assert answer.status_code == status, name
    await (await asked(people["peer"]))[0].put(f"{path}/answer", json=ANSWER)
    shown = (await client(people["me"], *MINE).get(path)).json()
    assert (shown["answer"], shown["feedback_id"]) == (None, None)
