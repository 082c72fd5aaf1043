"""What those who audit read of a record."""

import asyncio
from typing import Any

from shared.testing import Member

AUDITOR = ("audit:read", "people:read", "goals:read", "goals:read:all")


async def history(auditor, record):
    """Oldest first, once all of it is numbered."""
    await asyncio.sleep(0.3)
    answer = await auditor.get("/v1/audit", params={"record": str(record.id)})
    assert answer.status_code == 200, answer.text
    return list(reversed(answer.json()["items"]))


def told(changes):
    return {change["field"]: (change["before"], change["after"]) for change in changes}


async def test_a_record_that_was_made_is_told_with_its_fields_and_who_made_it(client, make):
    hr = await make.person()
    answer = await client(hr, *make.scopes).post(
        "/v1/people", json={"display_name": "Ada", "work_email": "ada@example.org", "hired_on": "2020-01-01"}
    )
    auditor = client(None, *AUDITOR)
    [entry] = await history(auditor, Member(make.org, answer.json()["id"]))
    assert entry["action"] == "person.created"
    assert entry["actor_id"] == str(hr.id)
    assert entry["request_id"] == answer.headers["x-request-id"]
    changes = told(entry["changes"])
    assert changes["display_name"] == (None, "Ada")
    assert changes["hired_on"] == (None, "2020-01-01")
    assert "version" not in changes


async def test_a_change_is_told_with_what_was_before(client, make):
    goal = await make.goal(await make.person(), weight=10, visibility="public")
    await client(None, *make.scopes).patch(f"/v1/goals/{goal.id}", json={"weight": 20})
    _, entry = await history(client(None, *AUDITOR), goal)
    assert entry["action"] == "goal.updated"
    assert [float(value) for value in told(entry["changes"])["weight"]] == [10, 20]


async def test_the_parts_of_a_record_are_told_with_it(client, make):
    goal = await make.goal(await make.person(), key_results=[{"title": "Days saved", "target_value": 100}])
    [entry] = await history(client(None, *AUDITOR), goal)
    [part] = [part for part in entry["parts"] if part["kind"] == "key_results"]
    assert told(part["changes"])["title"] == (None, "Days saved")


async def test_a_reason_is_told(client, make):
    goal = await make.active_goal(await make.person())
    await make.move(goal, "cancel", reason="Budget cut")
    assert (await history(client(None, *AUDITOR), goal))[-1]["reason"] == "Budget cut"


async def test_what_is_removed_is_told_as_it_was(client, make):
    person = await make.person()
    hr = client(None, *make.scopes)
    assigned = await hr.post(
        f"/v1/people/{person.id}/assignments", json={"effective_from": "2099-01-01", "job_title": "Welder"}
    )
    assert assigned.status_code < 300, assigned.text
    listed = (await hr.get(f"/v1/people/{person.id}/assignments")).json()["items"]
    planned = next(one for one in listed if one["effective_from"] == "2099-01-01")
    removed = await hr.delete(f"/v1/people/{person.id}/assignments/{planned['id']}")
    assert removed.status_code == 204, removed.text
    entry = (await history(client(None, *AUDITOR), person))[-1]
    [part] = entry["parts"]
    assert told(part["changes"])["job_title"] == ("Welder", None)


async def test_who_does_not_see_the_record_reads_none_of_its_history(client, make):
    private = await make.goal(await make.person(), visibility="private")
    colleague = await make.person()
    assert await history(client(colleague, "audit:read", "goals:read"), private) == []
    assert await history(client(None, "audit:read", "people:read"), private) == []


async def test_auditing_has_a_scope_of_its_own(client, make):
    person = await make.person()
    answer = await client(None, "people:read", "events:read").get("/v1/audit", params={"record": str(person.id)})
    assert answer.status_code == 403


async def test_a_long_history_comes_in_pages(client, make):
    goal = await make.goal(await make.person(), visibility="public")
    for weight in (11, 12, 13):
        await client(None, *make.scopes).patch(f"/v1/goals/{goal.id}", json={"weight": weight})
    whole = list(reversed(await history(client(None, *AUDITOR), goal)))
    auditor, read, cursor = client(None, *AUDITOR), list[Any](), dict[str, Any]()
    for _ in range(2):
        page = (await auditor.get("/v1/audit", params={"record": str(goal.id), "limit": 2} | cursor)).json()
        read, cursor = read + page["items"], {"cursor": page["next_cursor"]}
    assert read == whole
    assert page["next_cursor"] is None
