"""What a reader of the feed learns of records that are not for everybody."""

import asyncio

READER = ("events:read", "nonconformances:read", "capas:read", "processes:read")


async def told(reader):
    await asyncio.sleep(0.3)
    return (await reader.get("/v1/events")).json()["items"]


async def test_who_reported_a_confidential_nonconformance_is_not_in_its_events(client, make):
    reporter = make.person()
    made = await make.opened(reporter, confidential=True, owner_id=str(make.person().id))
    reader = client(make.person(), *READER)
    events = await told(reader)
    assert str(made.id) in {one["subject"] for one in events}
    assert str(reporter.id) not in str(events)


async def test_a_draft_is_told_to_its_reporter_only(client, make):
    reporter = make.person()
    draft = await make.nonconformance(reporter)
    assert str(draft.id) not in {one["subject"] for one in await told(client(make.person(), *READER))}
    assert str(draft.id) in {one["subject"] for one in await told(client(reporter, *READER))}


async def test_what_happens_in_a_capa_is_told_to_its_people_only(client, make):
    owner, outsider = make.person(), make.person()
    capa = await make.capa(owner_id=str(owner.id))
    assert str(capa.id) not in {one["subject"] for one in await told(client(outsider, *READER))}
    assert str(capa.id) in {one["subject"] for one in await told(client(owner, *READER))}


async def test_every_event_that_a_service_notes_can_be_read(client, make):
    """One statement asks for the visibility of every kind of record there is."""
    await make.opened()
    answer = await client(make.person(), *make.scopes).get("/v1/events", params={"wait_seconds": 5})
    assert answer.status_code == 200
    assert answer.json()["items"]
