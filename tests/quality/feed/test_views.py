"""Who reads a confidential record is noted for those who audit."""

import asyncio

AUDITOR = ("audit:read", "events:read", "nonconformances:read", "nonconformances:read:all", "nonconformances:write:all")


async def actions(client, make, record):
    await asyncio.sleep(0.3)
    answer = await client(make.person(), *AUDITOR).get("/v1/audit", params={"record": str(record.id)})
    return [(entry["action"], entry["actor_id"]) for entry in answer.json()["items"]]


async def test_who_reads_a_confidential_nonconformance_is_noted(client, make):
    reader = make.person()
    record = await make.opened(confidential=True)
    signed_in = client(reader, "nonconformances:read", "events:read")
    shown = await signed_in.get(f"/v1/nonconformances/{record.id}")
    await signed_in.get("/v1/nonconformances")
    found = await actions(client, make, record)
    assert found[:2] == [("nonconformance.viewed", str(reader.id))] * 2
    assert shown.json()["version"] == record.body["version"]
    fed = (await signed_in.get("/v1/events")).json()["items"]
    assert "nonconformance.viewed" not in {event["type"] for event in fed}


async def test_who_reads_what_is_open_to_all_is_not_noted(client, make, statements):
    record = await make.opened()
    reader = client(make.person(), "nonconformances:read")
    await reader.get(f"/v1/nonconformances/{record.id}")
    statements.clear()
    await reader.get(f"/v1/nonconformances/{record.id}")
    assert len(statements) == 3
    assert "nonconformance.viewed" not in {action for action, _ in await actions(client, make, record)}


async def test_a_read_that_is_refused_is_not_told_from_a_record_that_is_not_there(client, make):
    draft = await make.nonconformance(confidential=True)
    answer = await client(make.person(), "nonconformances:read").get(f"/v1/nonconformances/{draft.id}")
    assert answer.status_code == 404
