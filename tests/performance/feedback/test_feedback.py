"""Writing feedback: what goes together, for how long it can be changed, and what it refers to."""

import pytest

MINE = ("feedback:read", "feedback:write")


@pytest.fixture
async def people(make):
    lead = await make.person()
    return {"lead": lead, "me": await make.person(lead), "peer": await make.person(lead)}


async def refused(client, people, **fields):
    body = {"subject_id": str(people["peer"].id), "kind": "observation", "body": "So it was."} | fields
    answer = await client(people["me"], *MINE).post("/v1/feedback", json=body)
    assert answer.status_code == 422, answer.text
    return answer.json()["code"], [error["code"] for error in answer.json()["errors"]]


async def test_kind_visibility_and_person_have_to_go_together(client, people):
    assert await refused(client, people, kind="constructive", visibility="public") == (
        "feedback_contradicts", ["praise_only"],
    )  # fmt: skip
    assert (await refused(client, people, visibility="author_only"))[1] == ["note_is_private"]
    assert (await refused(client, people, kind="note_to_self", visibility="subject"))[1] == ["note_is_private"]
    assert (await refused(client, people, subject_id=str(people["me"].id)))[1] == ["oneself"]
    assert (await refused(client, people, kind="upward"))[0] == "not_above_you"


async def test_visibility_follows_from_the_kind_and_upward_is_for_who_leads(make, people):
    me, peer, lead = people["me"], people["peer"], people["lead"]
    usual = {"praise": "subject_and_manager", "constructive": "subject", "observation": "subject"}
    for kind, visibility in usual.items():
        assert (await make.feedback(me, peer, kind)).body["visibility"] == visibility
    assert (await make.feedback(me, lead, "upward")).body["visibility"] == "subject"
    note = await make.feedback(me, me, "note_to_self")
    assert (note.body["visibility"], note.body["purpose"]) == ("author_only", "development_only")


async def test_an_hour_after_it_was_shared_it_stays_as_it_is(client, make, people, on_day):
    mine = client(people["me"], *MINE)
    one = await make.shared_feedback(people["me"], people["peer"])
    assert (await mine.patch(one.path, json={"body": "Better said."})).json()["body"] == "Better said."
    on_day(1)
    late = await mine.patch(one.path, json={"body": "Too late."})
    assert (late.status_code, late.json()["transition"]["guards"][0]["code"]) == (409, "edit_window_over")


async def test_what_was_shared_opens_to_more_readers_and_never_to_fewer(client, make, people, on_day):
    mine = client(people["me"], *MINE)
    one = await make.shared_feedback(people["me"], people["peer"], "praise", visibility="subject")
    narrower = await mine.patch(one.path, json={"visibility": "manager_only"})
    assert (narrower.status_code, narrower.json()["code"]) == (422, "not_wider")
    on_day(2)
    assert (await mine.patch(one.path, json={"visibility": "public"})).json()["visibility"] == "public"
    words = await make.shared_feedback(people["me"], people["peer"], "constructive")
    assert (await mine.patch(words.path, json={"visibility": "public"})).json()["code"] == "feedback_contradicts"


async def test_it_refers_to_goals_competencies_and_values(client, make, people):
    me, peer = people["me"], people["peer"]
    goal = await make.active_goal(peer, visibility="public")
    hidden = await make.active_goal(peer, visibility="private")
    competency, value = await make.competency(), await make.company_value()
    links = {
        "goal_ids": [str(goal.id)],
        "competency_ids": [str(competency.id)],
        "value_ids": [str(value.id)],
    }
    one = await make.shared_feedback(me, peer, "praise", **links)
    assert {name: one.body[name] for name in links} == links
    mine = client(me, *MINE)
    found = await mine.get("/v1/feedback", params={"value_id": str(value.id)})
    assert [item["id"] for item in found.json()["items"]] == [str(one.id)]
    for unseen in (str(hidden.id), "00000000-0000-7000-8000-000000000000"):
        answer = await mine.patch(one.path, json={"goal_ids": [unseen]})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/goal_ids/0")
    assert (await mine.patch(one.path, json={"goal_ids": []})).json()["goal_ids"] == []
    retired = await make.post(f"{value.path}/transitions", {"action": "retire"}, on=value)
    assert retired.body["status"] == "retired"
    again = await mine.patch(one.path, json={"value_ids": [str(value.id)]})
    assert again.json()["errors"][0]["pointer"] == "/value_ids/0"


async def test_a_linked_goal_is_named_to_those_who_see_it(client, make, people):
    goal = await make.active_goal(people["me"], visibility="chain")
    one = await make.shared_feedback(
        people["me"], people["peer"], "praise", visibility="public", goal_ids=[str(goal.id)]
    )
    assert (await client(people["peer"], *MINE).get(one.path)).json()["goal_ids"] == []
    assert (await client(people["lead"], *MINE).get(one.path)).json()["goal_ids"] == [str(goal.id)]


async def test_a_request_for_a_record_that_moved_on_is_refused(client, make, people):
    one = await make.feedback(people["me"], people["peer"])
    mine = client(people["me"], *MINE)
    await mine.patch(one.path, json={"body": "Again."})
    late = await mine.post(f"{one.path}/transitions", json={"action": "share"}, headers={"If-Match": one.etag})
    assert late.status_code == 412
    missing = await mine.post(f"{one.path}/transitions", json={"action": "share"})
    assert missing.status_code == 428
