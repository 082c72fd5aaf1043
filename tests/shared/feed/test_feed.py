"""The feed as its readers meet it, told by the performance service."""

import asyncio
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member

READER = ("events:read", "people:read", "goals:read")


async def known_to(reader, **query):
    """All that this reader is told, page by page, once the sequencer has seen what was done before."""
    await asyncio.sleep(0.3)
    told, cursor = list[dict[str, Any]](), None
    while True:
        answer = await reader.get("/v1/events", params=query | ({"after": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        if not answer.json()["items"]:
            return told, answer.json()["next_cursor"]
        told += answer.json()["items"]
        cursor = answer.json()["next_cursor"]


async def test_an_event_is_a_cloudevent_and_says_no_more_than_that_something_happened(client, make):
    person = await make.person()
    [told], _ = await known_to(client(None, *READER))
    assert told == {
        "specversion": "1.0",
        "id": told["id"],
        "source": "/performance",
        "type": "person.created",
        "subject": str(person.id),
        "time": told["time"],
        "datacontenttype": "application/json",
        "data": {"version": 1},
    }


async def test_pages_go_on_from_their_cursor_and_filters_narrow_them(client, make):
    people = [await make.person() for _ in range(5)]
    goal = await make.goal(people[0], visibility="public")
    reader = client(None, *READER, "goals:read:all")
    told, _ = await known_to(reader, limit=2)
    assert [one["subject"] for one in told] == [str(made.id) for made in [*people, goal]]
    assert [one["type"] for one in (await known_to(reader, type="goal.*"))[0]] == ["goal.created"]
    assert len((await known_to(reader, type=["person.created", "goal.updated"]))[0]) == 5
    assert [one["type"] for one in (await known_to(reader, subject=str(people[3].id)))[0]] == ["person.created"]


async def test_who_waits_is_told_as_soon_as_something_happens(client, make):
    await make.person()
    reader = client(None, *READER)
    _, cursor = await known_to(reader)
    waiting = asyncio.create_task(reader.get("/v1/events", params={"after": cursor, "wait_seconds": 20}))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    person = await make.person()
    async with asyncio.timeout(10):
        answer = await waiting
    assert [one["subject"] for one in answer.json()["items"]] == [str(person.id)]


async def test_who_waits_in_vain_gets_a_cursor_and_no_events(client, make):
    reader = client(None, *READER)
    answer = await reader.get("/v1/events", params={"wait_seconds": 1})
    assert answer.json()["items"] == []
    await make.person()
    told = await reader.get("/v1/events", params={"after": answer.json()["next_cursor"], "wait_seconds": 10})
    assert len(told.json()["items"]) == 1


async def test_what_the_reader_may_not_see_is_not_told(client, make):
    owner, colleague = await make.person(), await make.person()
    private = await make.goal(owner, visibility="private")
    told, cursor = await known_to(client(colleague, *READER))
    assert str(private.id) not in {one["subject"] for one in told}
    own, own_cursor = await known_to(client(owner, *READER))
    assert str(private.id) in {one["subject"] for one in own}
    assert (await known_to(client(owner, "events:read", "people:read")))[0] == told
    assert cursor == own_cursor


async def test_where_a_reader_is_tells_nothing_of_how_much_was_hidden(client, make):
    """A number would count what others do."""
    _, cursor = await known_to(client(None, *READER))
    assert not cursor.isdigit()
    assert len(cursor) == 32


@pytest.mark.parametrize("cursor", ["1", "x" * 32, "é", "AAAA"])
async def test_a_cursor_that_was_made_by_hand_is_refused(client, cursor):
    answer = await client(None, *READER).get("/v1/events", params={"after": cursor})
    assert answer.status_code == 400
    assert answer.json()["code"] == "cursor_mismatch"


async def test_a_cursor_of_another_organisation_is_refused(client, make):
    _, cursor = await known_to(client(Member(uuid7()), *READER))
    assert (await client(None, *READER).get("/v1/events", params={"after": cursor})).status_code == 400


async def test_a_cursor_older_than_the_feed_is_gone(client, make, sql, org):
    reader = client(None, *READER)
    _, cursor = await known_to(reader)
    await make.person()
    await asyncio.sleep(0.3)
    await make.person()
    await known_to(reader)
    await sql.execute(
        "UPDATE performance.event_batches SET sealed_at = now() - interval '91 days' WHERE org_id = $1 AND number = 1",
        org,
    )
    for path in ("/v1/events", "/v1/events/stream"):
        answer = await reader.get(path, params={"after": cursor})
        assert answer.status_code == 410
        assert answer.json()["code"] == "cursor_expired"
    assert len((await known_to(reader))[0]) == 1


async def test_the_feed_has_a_scope_of_its_own(client):
    assert (await client(None, "people:read").get("/v1/events")).status_code == 403


async def test_a_page_costs_three_round_trips(client, make, statements):
    await make.person()
    reader = client(None, *READER)
    await known_to(reader)
    statements.clear()
    await reader.get("/v1/events")
    assert len(statements) == 3, statements
