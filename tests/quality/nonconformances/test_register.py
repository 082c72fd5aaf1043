"""The register as a quality manager filters it, and reports that are sent twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.conftest import EVERYTHING

REPORT = {"title": "Bore too wide", "detected_at": "2026-01-05T08:00:00Z", "detected_where": "process"}
AGED = """
    UPDATE quality.nonconformances SET created_at = now() - make_interval(days => $2),
        opened_at = now() - make_interval(days => $2) WHERE id = $1
"""

NAMED_LONG_AGO = """
    UPDATE quality.nonconformance_causes SET created_at = now() - interval '91 days' WHERE nonconformance_id = $1
"""


@pytest.fixture
def found(client, make):
    async def numbers(by=None, **query):
        answer = await client(by or make.person(), *EVERYTHING).get("/v1/nonconformances", params=query)
        assert answer.status_code == 200, answer.text
        return sorted(int(one["number"][-6:]) for one in answer.json()["items"])

    return numbers


async def test_mine_are_those_i_own_that_have_not_ended(make, found):
    me = make.person()
    await make.opened(me)
    await make.moved(await make.opened(me), "cancel", "Twice")
    await make.opened()
    assert await found(me, mine=True) == [1]
    assert await found(me, mine=False) == [1, 2, 3]
    assert await found(owner_id=str(me.id)) == [1, 2]


async def test_overdue_is_what_is_late_and_has_not_ended(make, found, sql):
    late = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    await make.opened(due_at=late)
    await make.moved(await make.opened(due_at=late), "cancel", "Twice")
    await make.opened(due_at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    uncontained = await make.opened(severity="critical")
    assert await found(overdue=True) == [1]
    await sql.execute("UPDATE quality.nonconformances SET contain_by = now() WHERE id = $1", uncontained.id)
    assert await found(overdue=True) == [1, 4]


async def test_by_stage_age_process_supplier_and_cause(make, found, sql):
    process, supplier = await make.process(), await make.supplier()
    await make.at("under_review", process_id=str(process.id))
    aged = await make.at("contained", supplier_id=str(supplier.id))
    await make.patched(aged, cause_codes=["tool-wear", "setup"])
    await sql.execute(AGED, aged.id, 45)
    assert await found(status=["under_review", "contained"]) == [1, 2]
    assert await found(age="up_to_7_days") == [1]
    assert await found(age="up_to_60_days") == [2]
    assert await found(age=["up_to_30_days", "over_90_days"]) == []
    assert await found(process_id=str(process.id)) == [1]
    assert await found(supplier_id=str(supplier.id)) == [2]
    assert await found(cause_code="tool-wear") == [2]


async def test_a_cause_named_three_times_in_ninety_days_makes_a_capa_mandatory(client, make, sql):
    records = [await make.at("under_review") for _ in range(3)]
    for record in records:
        await make.patched(record, cause_codes=["tool-wear"], capa_decision="not_required", capa_rationale="No")
        await make.part(record, "dispositions", kind="scrap")
    board = client(make.person(), "nonconformances:read", "nonconformances:write", "nonconformances:approve")
    manager = client(make.person(), *EVERYTHING)

    async def dispose(caller):
        steps = (await caller.get(f"{records[0].path}/transitions")).json()["items"]
        step = next(one for one in steps if one["action"] == "dispose")
        return [guard["code"] for guard in step["guards"]], step["needs_reason"]

    assert await dispose(board) == (["not_overridden"], True)
    assert await dispose(manager) == ([], True)
    await sql.execute(NAMED_LONG_AGO, records[1].id)
    assert await dispose(board) == ([], False)


async def test_the_reason_that_overrides_a_mandatory_capa_stays_on_record(make):
    record = await make.ready(await make.at("under_review", severity="critical"), "dispose")
    disposed = await make.moved(record, "dispose", "The customer scrapped all of it")
    assert disposed.body["capa_overridden_because"] == "The customer scrapped all of it"


async def test_what_a_source_sends_again_is_there_already(client, make):
    mes = client(make.person(), "nonconformances:read", "nonconformances:write")
    body = REPORT | {"source": "mes", "external_id": "4711"}
    first = await mes.post("/v1/nonconformances", json=body)
    again = await mes.post("/v1/nonconformances", json=body | {"title": "Told otherwise"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    alone = await mes.post("/v1/nonconformances", json=REPORT | {"source": "mes"})
    assert (alone.status_code, alone.json()["code"]) == (422, "source_incomplete")
    another = await client(make.person(), "nonconformances:read", "nonconformances:write").post(
        "/v1/nonconformances", json=body
    )
    assert (another.status_code, another.json()["code"]) == (409, "already_exists")


async def test_of_ten_senders_at_once_one_creates(client, make):
    mes = client(make.person(), "nonconformances:read", "nonconformances:write")
    body = REPORT | {"source": "mes", "external_id": "4711"}
    answers = await asyncio.gather(*(mes.post("/v1/nonconformances", json=body) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
