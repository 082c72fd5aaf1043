"""People as callers add, find and change them."""

from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member
from tests.performance.conftest import EVERYTHING, Make

READ, WRITE = "people:read", "people:write"
ADA = {"display_name": "Ada Lovelace", "work_email": "ada@example.org"}


async def names(client, **query):
    answer = await client(None, READ).get("/v1/people", params=query)
    assert answer.status_code == 200, answer.text
    return [person["display_name"] for person in answer.json()["items"]]


async def test_a_new_person_is_told_where_they_are_and_is_found_there(client):
    editor = client(None, READ, WRITE)
    created = await editor.post("/v1/people", json=ADA | {"hired_on": "2021-03-01"})
    found = await editor.get(created.headers["location"])
    assert (created.status_code, created.json()["version"]) == (201, 1)
    assert found.json() == created.json()
    assert found.json() | ADA == found.json()
    assert (found.json()["active"], found.json()["status"], found.json()["links"]) == (True, "active", [])
    assert (found.json()["time_zone"], found.json()["employee_number"], found.json()["locale"]) == ("UTC", None, None)
    place = found.json()["assignment"]
    assert (place["effective_from"], place["manager"], place["org_unit"], place["fte"]) == ("2021-03-01", None, None, 1)
    assert found.json()["allowed_actions"] == ["update", "terminate"]


async def test_a_new_person_may_come_with_a_place(client, make):
    lead, unit, cook, level = (
        await make.person(),
        await make.org_unit("ops"),
        await make.job_profile(),
        await make.job_level(),
    )
    place = {"effective_from": "2021-03-01", "job_title": "Cook", "location": "Lyon", "fte": 0.625, "source": "hr"}
    named = {"manager_id": lead, "org_unit_id": unit, "job_profile_id": cook, "job_level_id": level}
    wanted = place | {name: str(record.id) for name, record in named.items()}
    person = (await client(None, READ, WRITE).post("/v1/people", json=ADA | {"assignment": wanted})).json()
    shown = person["assignment"]
    assert shown.pop("id")
    assert shown == place | {
        "manager": {"id": str(lead.id), "display_name": lead.body["display_name"]},
        "org_unit": {"id": str(unit.id), "code": "ops", "name": "Ops"},
        "job_profile": {name: cook.body[name] for name in ("id", "code", "name")},
        "job_level": {name: level.body[name] for name in ("id", "code", "name", "rank")},
        "change_reason": None,
        "ends_employment": False,
    }


async def test_who_comes_with_a_later_place_has_an_empty_one_until_then(client):
    place = {"effective_from": "2022-01-01", "job_title": "Cook"}
    editor = client(None, READ, WRITE)
    person = await editor.post("/v1/people", json=ADA | {"hired_on": "2021-03-01", "assignment": place})
    history = (await editor.get(f"{person.headers['location']}/assignments")).json()["items"]
    shown = [(item["effective_from"], item["job_title"]) for item in history]
    assert shown == [("2022-01-01", "Cook"), ("2021-03-01", None)]


async def test_who_has_no_email_is_found_by_number_and_two_may_have_none(client, make):
    first = await make.person(work_email=None, employee_number="00042")
    second = await make.person(work_email=None)
    assert (first.body["work_email"], first.body["employee_number"]) == (None, "00042")
    taken = await client(None, WRITE).patch(f"/v1/people/{second.id}", json={"employee_number": "00042"})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/employee_number")


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Argentina/Buenos_Aires", "UTC"])
async def test_a_time_zone_is_one_that_there_is(client, make, zone):
    person = await make.person(time_zone=zone)
    assert person.body["time_zone"] == zone
    refused = await client(None, WRITE).patch(f"/v1/people/{person.id}", json={"time_zone": zone + "x"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "time_zone")


async def test_an_email_belongs_to_one_person_of_an_organisation(client, make):
    await make.person(work_email="ada@example.org")
    other = await make.person()
    editor = client(None, READ, WRITE)
    created = await editor.post("/v1/people", json=ADA)
    changed = await editor.patch(f"/v1/people/{other.id}", json={"work_email": "ada@example.org"})
    for answer in (created, changed):
        assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")
        assert answer.json()["errors"] == [{"pointer": "/work_email", "code": "taken", "detail": "is taken"}]
    elsewhere = await client(Member(uuid7()), READ, WRITE).post("/v1/people", json=ADA)
    assert elsewhere.status_code == 201


async def test_a_patch_changes_what_it_names_and_null_clears(client, make, sql):
    person = await make.person(hired_on="2021-03-01")
    editor = client(None, READ, WRITE)
    changed = await editor.patch(f"/v1/people/{person.id}", json={"display_name": "Ada", "hired_on": None})
    assert changed.json() | {"display_name": "Ada", "hired_on": None, "version": 2} == changed.json()
    assert changed.json()["work_email"] == person.body["work_email"]
    event = "SELECT data FROM performance.events WHERE type = 'person.updated' AND record_id = $1"
    assert '"to": "Ada"' in await sql.fetchval(event, person.id)


async def test_a_patch_that_changes_nothing_leaves_version_and_events_alone(client, make, sql):
    person = await make.person()
    same = await client(None, READ, WRITE).patch(
        f"/v1/people/{person.id}", json={"display_name": person.body["display_name"]}
    )
    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert await sql.fetchval("SELECT count(*) FROM performance.events WHERE record_id = $1", person.id) == 1


async def test_who_read_an_old_version_is_told_to_read_again(client, make):
    person = await make.person()
    editor = client(None, READ, WRITE)
    headers = {"If-Match": person.etag}
    first = await editor.patch(f"/v1/people/{person.id}", json={"display_name": "Ada"}, headers=headers)
    second = await editor.patch(f"/v1/people/{person.id}", json={"display_name": "Eve"}, headers=headers)
    assert (first.status_code, second.status_code) == (200, 412)


async def test_who_may_only_read_changes_nothing(client, make):
    person = await make.person()
    answer = await client(None, READ).patch(f"/v1/people/{person.id}", json={"display_name": "Ada"})
    assert (answer.status_code, answer.json()["scope"]) == (403, WRITE)
    assert (await client(None, READ).get(f"/v1/people/{person.id}")).json()["allowed_actions"] == []


async def test_people_of_another_organisation_look_absent(client, make):
    person = await make.person()
    stranger = client(Member(uuid7()), *EVERYTHING)
    answers = [
        await stranger.get(f"/v1/people/{person.id}"),
        await stranger.get(f"/v1/people/{person.id}/assignments"),
        await stranger.patch(f"/v1/people/{person.id}", json={"display_name": "Ours"}),
        await stranger.post(f"/v1/people/{person.id}/assignments", json={"effective_from": "2024-01-01"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert (await stranger.get("/v1/people", params={"include_total": True})).json()["total"] == 0


async def test_a_manager_or_unit_of_another_organisation_is_not_found(client, make):
    foreign = Make(client, uuid7())
    lead, unit = await foreign.person(), await foreign.org_unit()
    for name, record in (("manager_id", lead), ("org_unit_id", unit)):
        place = {"effective_from": "2024-01-01", name: str(record.id)}
        answer = await client(None, READ, WRITE).post("/v1/people", json=ADA | {"assignment": place})
        assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")


async def test_people_are_listed_by_name_page_by_page(client, make):
    for name in ("Cyd", "Ada", "Eve", "Bob", "Dan", "Ada"):
        await make.person(display_name=name)
    seen, query = [], {"limit": 2}
    while True:
        page = (await client(None, READ).get("/v1/people", params=query)).json()
        seen += [person["display_name"] for person in page["items"]]
        if page["next_cursor"] is None:
            break
        query |= {"cursor": page["next_cursor"]}
    assert seen == ["Ada", "Ada", "Bob", "Cyd", "Dan", "Eve"]
    assert await names(client, sort="display_name.desc", limit=1) == ["Eve"]


async def test_people_are_found_by_lead_unit_email_and_activity(client, make, sql):
    lead, unit = await make.person(display_name="Lead"), await make.org_unit("ops")
    place = {"effective_from": "2020-01-01", "manager_id": str(lead.id), "org_unit_id": str(unit.id)}
    await make.person(display_name="Ada", assignment=place, work_email="ada@example.org")
    gone = await make.person(display_name="Gone")
    await sql.execute("UPDATE performance.people SET status = 'terminated' WHERE id = $1", gone.id)
    await sql.execute("UPDATE performance.assignments SET ends_employment = true WHERE person_id = $1", gone.id)
    assert await names(client, manager_id=lead.id) == ["Ada"]
    assert await names(client, org_unit_id=unit.id) == ["Ada"]
    assert await names(client, work_email="ada@example.org") == ["Ada"]
    assert await names(client, active=False) == await names(client, status="terminated") == ["Gone"]
    assert await names(client, active=True, manager_id=lead.id) == ["Ada"]


async def test_a_system_that_keeps_up_asks_for_what_changed_since(client, make):
    await make.person(display_name="Ada")
    changed = await make.person(display_name="Bob")
    since = datetime.now(UTC)
    await client(None, READ, WRITE).patch(f"/v1/people/{changed.id}", json={"display_name": "Rob"})
    assert await names(client, updated_since=since.isoformat()) == ["Rob"]
    assert await names(client, updated_since=(since + timedelta(minutes=1)).isoformat()) == []


async def test_units_are_added_read_and_listed_and_a_code_is_there_once(client, make):
    lab, ops = await make.org_unit("lab"), await make.org_unit("ops")
    reader = client(None, READ, WRITE)
    assert (await reader.get(f"/v1/org-units/{lab.id}")).json() == lab.body
    listed = (await reader.get("/v1/org-units")).json()["items"]
    assert [unit["id"] for unit in listed] == [str(lab.id), str(ops.id)]
    again = await reader.post("/v1/org-units", json={"code": "lab", "name": "Another"})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/code")


@pytest.mark.parametrize("field", ["manager_id", "org_unit_id"])
async def test_an_unknown_place_is_pointed_at_where_it_was_named(client, field):
    assignment = {"effective_from": "2026-01-01", field: "00000000-0000-7000-8000-000000000000"}
    body = {"display_name": "Ada", "work_email": "ada@example.org", "assignment": assignment}
    answer = await client(None, "people:write").post("/v1/people", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")
    assert answer.json()["errors"][0]["pointer"] == f"/assignment/{field}"


async def test_a_list_is_walked_whatever_letters_names_have(client, make):
    names = {chr(0x1F600 + number) * 200 for number in range(3)}
    for name in names:
        await make.person(display_name=name)
    reader, seen, query = client(None, "people:read"), set(), {"limit": 1}
    while True:
        page = (await reader.get("/v1/people", params=query)).json()
        seen |= {person["display_name"] for person in page["items"]}
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == names


async def test_a_cursor_outlives_midnight_and_is_bound_to_the_day_asked_for(client, make, monkeypatch):
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=1)

    for name in ("Ada", "Bob"):
        await make.person(display_name=name)
    today = datetime.now(UTC).date().isoformat()
    reader = client(None, READ)
    any_day = (await reader.get("/v1/people", params={"limit": 1})).json()["next_cursor"]
    one_day = (await reader.get("/v1/people", params={"limit": 1, "as_of": today})).json()["next_cursor"]
    monkeypatch.setattr("shared.admission.datetime", Tomorrow)
    assert await names(client, cursor=any_day) == ["Bob"]
    assert await names(client, cursor=one_day, as_of=today) == ["Bob"]
    elsewhere = await reader.get("/v1/people", params={"cursor": one_day})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "cursor_mismatch")


async def test_people_are_found_by_the_beginning_of_their_name_in_any_case(client, make):
    for name in ("Ada Lovelace", "Adam", "ADELE", "Bea", "Zöe", "%"):
        await make.person(display_name=name)
    assert await names(client, search="ad") == ["ADELE", "Ada Lovelace", "Adam"]
    assert await names(client, search="Ada l") == ["Ada Lovelace"]
    assert (await names(client, search="zö"), await names(client, search="%")) == (["Zöe"], ["%"])


async def test_people_are_found_by_number_and_by_what_another_system_calls_them(client, make):
    ada, bea = await make.person(display_name="Ada", employee_number="7"), await make.person(display_name="Bea")
    keeper = client(None, READ, WRITE)
    for person, source, name in ((ada, "hr", "1"), (bea, "hr", "2"), (bea, "payroll", "1")):
        linked = await keeper.post(f"/v1/people/{person.id}/links", json={"source": source, "external_id": name})
        assert linked.status_code == 200
    assert await names(client, employee_number="7") == await names(client, source="hr", external_id="1") == ["Ada"]
    assert await names(client, source="payroll", external_id="1") == await names(client, source="payroll") == ["Bea"]
    assert (await client(None, READ).get("/v1/people", params={"external_id": "1"})).status_code == 422


async def test_a_link_names_one_person_and_can_be_taken_back(client, make):
    ada, bea, keeper = await make.person(), await make.person(), client(None, READ, WRITE)
    link = {"source": "hr", "external_id": "00042"}
    linked = (await keeper.post(f"/v1/people/{ada.id}/links", json=link)).json()
    taken = await keeper.post(f"/v1/people/{bea.id}/links", json=link)
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/external_id")
    (shown,) = linked["links"]
    assert (await keeper.delete(f"/v1/people/{bea.id}/links/{shown['id']}")).status_code == 404
    assert (await keeper.delete(f"/v1/people/{ada.id}/links/{shown['id']}")).status_code == 204
    assert (await keeper.delete(f"/v1/people/{ada.id}/links/{shown['id']}")).status_code == 404
    assert (await keeper.get(f"/v1/people/{ada.id}")).json() | {"links": [], "version": 3} == (
        await keeper.get(f"/v1/people/{ada.id}")
    ).json()


async def test_people_of_a_unit_are_found_with_those_of_the_units_below(client, make):
    plant = await make.org_unit("plant")
    line = await make.org_unit("line", parent_id=str(plant.id))
    for name, unit in (("Ada", str(plant.id)), ("Bea", str(line.id))):
        place = {"effective_from": "2020-01-01", "org_unit_id": unit}
        await make.person(display_name=name, assignment=place)
    assert await names(client, org_unit_id=plant.id) == ["Ada"]
    assert await names(client, org_unit_id=plant.id, include_subunits=True) == ["Ada", "Bea"]
    assert (await client(None, READ).get("/v1/people", params={"include_subunits": True})).status_code == 422
