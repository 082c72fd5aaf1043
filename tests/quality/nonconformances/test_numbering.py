"""Human numbers: unique and in sequence for each organisation, without one writer waiting for another."""

import asyncio
from datetime import UTC, datetime

from tests.quality.conftest import EVERYTHING

REPORT = {"title": "Bore too wide", "detected_at": "2026-01-05T08:00:00Z", "detected_where": "process"}
YEAR = datetime.now(UTC).year


async def test_twenty_reports_at_once_get_twenty_numbers(client, make):
    quality = client(make.person(), *EVERYTHING)
    answers = await asyncio.gather(*(quality.post("/v1/nonconformances", json=REPORT) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["number"] for answer in answers) == [f"NCR-{YEAR}-{last:06}" for last in range(1, 21)]


async def test_every_organisation_starts_at_one(make, elsewhere):
    for organisation in (make, elsewhere):
        assert (await organisation.nonconformance()).body["number"] == f"NCR-{YEAR}-000001"
    assert (await make.nonconformance()).body["number"] == f"NCR-{YEAR}-000002"


async def test_a_number_once_taken_is_not_given_again_when_its_report_fails(client, make):
    quality = client(make.person(), *EVERYTHING)
    unknown = REPORT | {"process_id": "00000000-0000-7000-8000-00000000dead"}
    assert (await quality.post("/v1/nonconformances", json=unknown)).status_code == 422
    assert (await make.nonconformance()).body["number"] == f"NCR-{YEAR}-000002"


async def test_a_writer_that_has_its_number_and_waits_holds_nobody_up(client, make, sql):
    process = await make.process()
    held = REPORT | {"process_id": str(process.id)}
    quality = client(make.person(), *EVERYTHING)
    async with asyncio.timeout(4), sql.transaction():
        await sql.execute("SELECT FROM quality.processes WHERE id = $1 FOR UPDATE", process.id)
        waiting = asyncio.create_task(quality.post("/v1/nonconformances", json=held))
        while not await sql.fetchval("SELECT count(*) FROM quality.numbers WHERE org_id = $1", make.org):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        second = await quality.post("/v1/nonconformances", json=REPORT)
        assert not waiting.done()
    assert second.json()["number"] == f"NCR-{YEAR}-000002"
    assert (await waiting).json()["number"] == f"NCR-{YEAR}-000001"


async def test_the_counters_of_one_organisation_tell_another_nothing(make, elsewhere, sql):
    await elsewhere.nonconformance()
    async with sql.transaction():
        await sql.execute(f"SET LOCAL ROLE mettle_quality_app; SET LOCAL app.org_id = '{make.org}'")
        assert await sql.fetchval("SELECT count(*) FROM quality.numbers") == 0
