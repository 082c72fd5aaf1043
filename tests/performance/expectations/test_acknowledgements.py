"""The set that is in force for a person on a day, and that they have read exactly that."""

import asyncio
import hashlib
import json

import pytest

from tests.performance.expectations.test_expectations import ALL, READ, WRITE, day

ACKNOWLEDGE = "expectations:acknowledge"


@pytest.fixture
def shown(client):
    async def seen(person, as_of=None, by=None):
        query = {"as_of": as_of} if as_of else {}
        return (await client(by or person, READ).get(f"/v1/people/{person.id}/expectations", params=query)).json()

    return seen


@pytest.fixture
def acknowledge(client):
    async def acknowledged(person, set_hash, by=None):
        path = f"/v1/people/{person.id}/expectation-acknowledgements"
        return await client(by or person, READ, ACKNOWLEDGE).post(path, json={"set_hash": set_hash})

    return acknowledged


@pytest.fixture
async def operator(make):
    """Somebody who works as an operator since 2020."""
    profile, person = await make.job_profile(), await make.person(lead=await make.person())
    lead = str((await make.person()).id)
    await make.assignment(person, job_profile_id=str(profile.id), manager_id=lead)
    return person, profile


async def test_the_set_is_the_persons_own_and_their_jobs_on_that_day(make, operator, shown):
    person, profile = operator
    await make.expectation(person=person, title="Trains the new one", effective_from="2020-03-01", effective_to=day(2))
    await make.expectation(profile=profile, title="Reports every stop", kind="behaviour")
    await make.expectation(person=await make.person(), title="Another's")
    await make.expectation(profile=await make.job_profile("seller"), title="Another job's")
    now = await shown(person)
    assert [(one["title"], one["applies_to"]) for one in now["items"]] == [
        ("Reports every stop", "job_profile"),
        ("Trains the new one", "person"),
    ]
    assert (now["job_profile"]["code"], now["as_of"], now["acknowledged_at"]) == ("operator", day(0), None)
    titles = {at: [one["title"] for one in (await shown(person, at))["items"]] for at in ("2019-12-31", "2020-02-29")}
    assert titles == {"2019-12-31": [], "2020-02-29": ["Reports every stop"]}
    later = [[one["title"] for one in (await shown(person, day(days)))["items"]] for days in (2, 3)]
    assert later == [["Reports every stop", "Trains the new one"], ["Reports every stop"]]


async def test_with_the_job_changes_what_is_expected(make, operator, shown):
    person, profile = operator
    seller = await make.job_profile("seller")
    await make.expectation(profile=profile, title="Reports every stop")
    await make.expectation(profile=seller, title="Answers within a day")
    await make.assignment(person, effective_from=day(3), job_profile_id=str(seller.id))
    assert [one["title"] for one in (await shown(person, day(2)))["items"]] == ["Reports every stop"]
    assert [one["title"] for one in (await shown(person, day(3)))["items"]] == ["Answers within a day"]


async def test_a_client_can_work_out_the_hash(make, operator, shown):
    person, _ = operator
    for title in ("Größe prüfen", 'Says "stop"', "日本"):
        await make.expectation(person=person, title=title)
    now = await shown(person)
    by_id = sorted(now["items"], key=lambda item: item["id"])
    written = json.dumps(by_id, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert now["set_hash"] == hashlib.sha256(written).hexdigest()


async def test_who_has_read_it_says_so_and_it_stays_said(client, make, operator, shown, acknowledge):
    person, _ = operator
    await make.expectation(person=person)
    before = await shown(person)
    entry = await acknowledge(person, before["set_hash"])
    assert entry.status_code == 201
    mine = client(person, READ)
    assert (await mine.get(entry.headers["location"])).json() == entry.json()
    assert await shown(person) == before | {"acknowledged_at": entry.json()["acknowledged_at"]}
    again = await acknowledge(person, before["set_hash"])
    assert (again.status_code, again.json()["code"]) == (409, "already_acknowledged")


async def test_a_set_that_changed_has_to_be_read_again(client, make, operator, shown, acknowledge):
    person, profile = operator
    first = await make.expectation(person=person)
    old = (await shown(person))["set_hash"]
    await acknowledge(person, old)
    await make.expectation(profile=profile)
    stale = await acknowledge(person, old)
    now = await shown(person)
    assert (stale.status_code, stale.json()["code"]) == (409, "set_has_changed")
    assert (stale.json()["set_hash"], now["acknowledged_at"]) == (now["set_hash"], None)
    await acknowledge(person, now["set_hash"])
    await client(None, *ALL).patch(f"/v1/expectations/{first.id}", json={"effective_to": day(1)})
    assert (await shown(person))["acknowledged_at"] is None
    listed = (await client(person, READ).get(f"/v1/people/{person.id}/expectation-acknowledgements")).json()["items"]
    assert [one["set_hash"] for one in listed] == [now["set_hash"], old]


async def test_nobody_acknowledges_for_another(client, make, acknowledge, shown):
    lead = await make.person()
    person = await make.person(lead=lead)
    known = (await shown(person, by=lead))["set_hash"]
    led, hidden = await acknowledge(person, known, by=lead), await acknowledge(person, known, by=await make.person())
    assert (led.status_code, led.json()["code"]) == (403, "not_yours")
    assert hidden.status_code == 404
    path = f"/v1/people/{person.id}/expectation-acknowledgements"
    unscoped = await client(person, READ, WRITE).post(path, json={"set_hash": known})
    assert (unscoped.status_code, unscoped.json()["scope"]) == (403, ACKNOWLEDGE)


async def test_acknowledgements_hide_with_their_person(client, make, acknowledge, shown):
    lead = await make.person()
    person, other = await make.person(lead=lead), await make.person(lead=lead)
    entry = await acknowledge(person, (await shown(person))["set_hash"])
    path = f"/v1/people/{person.id}/expectation-acknowledgements"
    for viewer, status in ((client(lead, READ), 200), (client(other, READ), 404)):
        assert (await viewer.get(path)).status_code == status
        assert (await viewer.get(entry.headers["location"])).status_code == status
    wrong = await client(lead, READ).get(f"/v1/people/{other.id}/expectation-acknowledgements/{entry.json()['id']}")
    assert wrong.status_code == 404
    assert (await client(lead, READ).get(f"/v1/people/{other.id}/expectation-acknowledgements")).json()["items"] == []


async def test_pressed_twice_it_is_said_and_noted_once(make, shown, acknowledge, sql):
    person = await make.person()
    known = (await shown(person))["set_hash"]
    answers = await asyncio.gather(*(acknowledge(person, known) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    noted = await sql.fetch("SELECT type FROM performance.events WHERE actor_id = $1", person.id)
    assert [event["type"] for event in noted] == ["expectations.acknowledged"]
