"""What is past its day is told of once, by whichever replica comes first, and a second failure goes to executives."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Date, select

from services.quality.app import create
from services.quality.capas.models import Capa
from services.quality.capas.service import clocks
from services.quality.settings import Settings
from shared.database.statements import argument
from shared.testing import ISSUER, started
from tests.quality.capas.test_capas import SAME, judged

TOLD = """SELECT coalesce((data->>'action_id')::uuid, record_id) AS record_id, data->>'to' AS told_to
    FROM quality.events WHERE org_id = $1 AND type IN ('capa.escalated', 'capa.action_escalated')"""
STRIKE = """INSERT INTO quality_queue.pgqueuer_schedules (entrypoint, expression, next_run)
    VALUES ('capas.escalate', '*/5 * * * *', now() - interval '1 second')
    ON CONFLICT (entrypoint, expression) DO UPDATE SET next_run = excluded.next_run"""
OVERDUE = "UPDATE quality.{} SET due_on = current_date - 1 WHERE {} = $1"
FAILED = "SELECT data->>'to' AS told_to FROM quality.events WHERE record_id = $1 AND type = 'capa.failed' ORDER BY id"


async def told(case):
    return [row["record_id"] for row in await case.sql.fetch(TOLD, case.make.org)]


def more_than_once(records):
    return [record for record, times in Counter(records).items() if times > 1]


@pytest.fixture
async def late(case):
    """A CAPA and its two open actions, all past their day."""
    await case.to("planned")
    await case.sql.execute(OVERDUE.format("capas", "id"), case.capa.id)
    await case.sql.execute(OVERDUE.format("capa_actions", "capa_id"), case.capa.id)
    return case


async def test_what_is_overdue_is_told_to_quality_managers_once(late, do_jobs):
    for _ in range(2):
        await do_jobs(scheduled="capas.escalate")
    rows = await late.sql.fetch(TOLD, late.make.org)
    assert len(rows) == 3
    assert {row["told_to"] for row in rows} == {"quality_manager"}
    assert more_than_once(await told(late)) == []
    assert (await late.read())["escalated_at"] is not None


async def test_what_is_due_today_done_or_a_draft_is_not(case, do_jobs):
    await case.make.capa(due_on="2020-01-01")
    await case.to("implemented")
    await case.sql.execute("UPDATE quality.capas SET due_on = current_date WHERE id = $1", case.capa.id)
    await case.sql.execute(OVERDUE.format("capa_actions", "capa_id"), case.capa.id)
    await do_jobs(scheduled="capas.escalate")
    assert await told(case) == []


async def test_another_date_is_another_clock(late, do_jobs):
    await do_jobs(scheduled="capas.escalate")
    change = await late.add("owner", "capa-due-changes", due_on="2029-12-31", reason="Parts come late")
    assert (await late.do("manager", "capa-due-changes", change["id"], "approve")).status_code == 200
    assert (await late.read())["escalated_at"] is None
    await do_jobs(scheduled="capas.escalate", at=datetime.now(UTC) + timedelta(days=3_650))
    assert more_than_once(await told(late)) == [late.capa.id]


async def test_two_replicas_tell_once(late, migrated, provider):
    development = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": True}
    settings = Settings.model_validate(development | {"database_url": await migrated("quality")})
    await late.sql.execute(STRIKE)
    async with started(create(settings, provider)), started(create(settings, provider)):
        for _ in range(300):
            if len(await told(late)) >= 3:
                break
            await asyncio.sleep(0.1)
    assert len(await told(late)) == 3
    assert more_than_once(await told(late)) == []


async def test_a_job_that_forgets_what_it_told_is_found(late, do_jobs, monkeypatch):
    monkeypatch.setattr(clocks, "LATE_CAPAS", select(Capa).where(Capa.due_on < argument("today", Date)))
    for _ in range(2):
        await do_jobs(scheduled="capas.escalate")
        await late.sql.execute("UPDATE quality.capas SET escalated_at = NULL WHERE id = $1", late.capa.id)
    assert more_than_once(await told(late)) == [late.capa.id]


async def test_a_second_failure_is_told_to_executives(case):
    for _ in range(2):
        await case.to("effectiveness_pending")
        await case.measured(100, SAME)
        await judged(case)
        await case.moved("verifier", "send_back", "Nothing changed")
    assert [row["told_to"] for row in await case.sql.fetch(FAILED, case.capa.id)] == ["quality_manager", "executive"]
