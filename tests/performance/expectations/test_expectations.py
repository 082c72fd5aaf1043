"""What is expected of a person or a job: who says it, who sees it, and that it is not rewritten."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member

READ, WRITE = "expectations:read", "expectations:write"
ALL = READ, WRITE, "expectations:read:all", "expectations:write:all"
DUTY = {"title": "Checks the first part", "kind": "duty"}


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
async def line(make):
    """Top leads lead, lead leads person."""
    top = await make.person()
    lead = await make.person(lead=top)
    return top, lead, await make.person(lead=lead)


async def test_a_manager_says_what_is_expected_of_their_people(client, line):
    _, lead, person = line
    wanted = DUTY | {"person_id": str(person.id), "critical": True, "effective_from": day(1)}
    answer = await client(lead, READ, WRITE).post("/v1/expectations", json=wanted)
    assert answer.status_code == 201
    assert answer.json()["person"]["id"] == str(person.id)
    assert (answer.json()["status"], answer.json()["allowed_actions"]) == ("planned", ["update", "end"])
    seen = await client(person, READ).get(answer.headers["location"])
    assert seen.json() == answer.json() | {"allowed_actions": []}


async def test_nobody_else_says_it(client, make, line):
    top, _, person = line
    profile, stranger = await make.job_profile(), await make.person()
    of_person, of_job = DUTY | {"person_id": str(person.id)}, DUTY | {"job_profile_id": str(profile.id)}
    for who, wanted in ((top, of_person), (person, of_person), (stranger, of_person), (top, of_job)):
        answer = await client(who, READ, WRITE).post("/v1/expectations", json=wanted)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    known = await make.expectation(person=person, effective_from=day(1))
    refused = await client(top, READ, WRITE).patch(f"/v1/expectations/{known.id}", json={"title": "Mine"})
    assert (refused.status_code, refused.json()["transition"]["guards"][0]["code"]) == (403, "not_manager_or_hr")


async def test_lists_details_and_counts_show_the_same_to_everybody(client, make, line):
    top, lead, person = line
    own, job = await make.expectation(person=person), await make.expectation(profile=await make.job_profile())
    of_lead = await make.expectation(person=lead)
    viewers = [
        (client(person, READ), {own.id, job.id}),
        (client(lead, READ), {own.id, of_lead.id, job.id}),
        (client(top, READ), {own.id, of_lead.id, job.id}),
        (client(await make.person(lead=lead), READ), {job.id}),
        (client(None, READ, "expectations:read:all"), {own.id, of_lead.id, job.id}),
        (client(Member(uuid7()), *ALL), set()),
    ]
    for viewer, sees in viewers:
        listed = (await viewer.get("/v1/expectations", params={"include_total": True})).json()
        assert ({one["id"] for one in listed["items"]}, listed["total"]) == ({str(id) for id in sees}, len(sees))
        for one in (own, job, of_lead):
            detail = await viewer.get(f"/v1/expectations/{one.id}")
            assert detail.status_code == (200 if one.id in sees else 404)
        path = f"/v1/people/{person.id}/expectations"
        assert (await viewer.get(path)).status_code == (200 if own.id in sees else 404)


async def test_what_has_begun_keeps_its_words_and_can_only_end(client, line, make):
    _, lead, person = line
    begun = await make.expectation(person=person)
    managing, path = client(lead, READ, WRITE), f"/v1/expectations/{begun.id}"
    rewritten = await managing.patch(path, json={"title": "Something else", "effective_to": day(3)})
    assert (rewritten.status_code, rewritten.json()["code"]) == (409, "transition_not_allowed")
    too_early = await managing.patch(path, json={"effective_to": day(-1)})
    assert (too_early.status_code, too_early.json()["code"]) == (422, "ends_too_early")
    ended = await managing.patch(path, json={"effective_to": day(0)})
    assert (ended.json()["effective_to"], ended.json()["status"]) == (day(0), "in_force")
    assert ended.json()["allowed_actions"] == ["end"]


async def test_what_has_not_begun_can_be_reworded_and_put_off(client, line, make, sql):
    _, lead, person = line
    planned = await make.expectation(person=person, effective_from=day(2))
    managing, path = client(lead, READ, WRITE), f"/v1/expectations/{planned.id}"
    for _ in range(2):
        changed = await managing.patch(path, json={"title": "Checks every part", "effective_from": day(9)})
        assert (changed.json()["title"], changed.json()["version"]) == ("Checks every part", 2)
    assert (await managing.patch(path, json={"effective_from": day(-9)})).json()["code"] == "begins_in_the_past"
    noted = await sql.fetch("SELECT type, data FROM performance.events WHERE record_id = $1 ORDER BY at", planned.id)
    assert [event["type"] for event in noted] == ["expectation.created", "expectation.updated"]
    assert json.loads(noted[1]["data"])["changes"]["effective_from"] == {"from": day(2), "to": day(9)}


async def test_only_hr_enters_what_was_agreed_before(client, line):
    _, lead, person = line
    wanted = DUTY | {"person_id": str(person.id), "effective_from": day(-1)}
    refused = await client(lead, WRITE).post("/v1/expectations", json=wanted)
    entered = await client(None, *ALL).post("/v1/expectations", json=wanted)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/effective_from")
    assert (entered.status_code, entered.json()["status"]) == (201, "in_force")


async def test_it_is_of_a_person_or_of_a_job(client, make):
    hr, person, profile = client(None, *ALL), await make.person(), await make.job_profile()
    both = DUTY | {"person_id": str(person.id), "job_profile_id": str(profile.id)}
    for wanted in (DUTY, both):
        answer = await hr.post("/v1/expectations", json=wanted)
        assert (answer.status_code, answer.json()["code"]) == (422, "one_subject")
    nobody = await hr.post("/v1/expectations", json=DUTY | {"person_id": str(profile.id)})
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/person_id")


async def test_they_are_found_by_status_kind_and_subject(client, make):
    hr, person = client(None, *ALL), await make.person()
    await make.expectation(person=person, title="Now", critical=True)
    await make.expectation(person=person, title="Then", effective_from=day(1), kind="result")
    await make.expectation(profile=await make.job_profile(), title="Job")

    async def found(**query):
        return [one["title"] for one in (await hr.get("/v1/expectations", params=query)).json()["items"]]

    assert await found(status="planned") == await found(kind="result") == ["Then"]
    assert await found(person_id=str(person.id)) == ["Then", "Now"]
    assert await found(critical=True) == ["Now"]
    assert await found(status="ended") == []
    assert sorted(await found(status="in_force")) == ["Job", "Now"]
