"""What is kept equals what is counted live, whatever was done and whenever it was folded."""

import asyncio
import random

import pytest

from tests.quality.conftest import EVERYTHING

LIVE = """
    SELECT measure, code, unit, since, sum(value) AS value FROM quality.counts_of_nonconformances(
        ARRAY(SELECT id FROM quality.nonconformances WHERE org_id = $1))
    GROUP BY 1, 2, 3, 4
"""
KEPT = """
    SELECT measure, code, unit, since, value FROM quality.counters
    WHERE org_id = $1 AND supplier_id = $2 AND process_id = $2 AND value <> 0
"""
READ = "/v1/metrics/ageing", "/v1/metrics/pareto", "/v1/metrics/costs", "/v1/metrics/flow", "/v1/metrics", "/v1/summary"
ALL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def drift(sql, org):
    """What is kept of everything beside what is counted anew, where they differ."""

    async def differing():
        live, kept = await sql.fetch(LIVE, org), await sql.fetch(KEPT, org, ALL)
        return {tuple(row) for row in live} ^ {tuple(row) for row in kept}

    return differing


async def worked_on(make, status):
    """One taken that far, then moved to another process and supplier, with causes and costs that change."""
    record = await make.at(status, quantity_affected=5, unit="pcs")
    if status == "closed":
        return await make.moved(record, "reopen", "It came back") if make.next() % 2 else record
    process, supplier = await make.process(), await make.supplier()
    await make.patched(record, process_id=str(process.id), supplier_id=str(supplier.id), cause_codes=["a", "b"])
    for amount in ("5", "7", "-5"):
        cost = {"amount": amount, "currency": "EUR"}
        await make.part(record, "costs", category="appraisal", element="Work", cost=cost)
    return await make.patched(record, cause_codes=["b"], supplier_id=None)


STAGES = ["open", "contained", "under_review", "executing", "verifying", "closed", "closed"]


async def test_folding_at_any_moment_keeps_what_counting_anew_finds(client, make, drift, do_jobs):
    reader, dice = client(make.person(), *EVERYTHING), random.Random(6)
    for status in dice.sample(STAGES, len(STAGES)):
        await worked_on(make, status)
        if dice.random() < 0.5:
            await do_jobs(scheduled="counters.fold")
    await make.opened()
    assert await drift()
    before = [(await reader.get(path)).json() for path in READ]
    await do_jobs(scheduled="counters.fold")
    assert not await drift()
    after = [(await reader.get(path)).json() for path in READ]
    assert [{**one, "as_of": ""} for one in before] == [{**one, "as_of": ""} for one in after]


async def test_a_number_that_is_wrong_is_found(make, drift, do_jobs, sql, org):
    await make.opened()
    await do_jobs(scheduled="counters.fold")
    await sql.execute("UPDATE quality.counters SET value = value + 1 WHERE org_id = $1 AND measure = 'stage'", org)
    assert await drift()


async def test_writers_side_by_side_lose_no_count(make, drift, do_jobs):
    async def folding():
        for _ in range(3):
            await do_jobs(scheduled="counters.fold")

    await asyncio.gather(folding(), *(worked_on(make, status) for status in STAGES[:4]))
    await do_jobs(scheduled="counters.fold")
    assert not await drift()
