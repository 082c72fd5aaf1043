"""What is critical is contained within a day, or somebody hears of it, once."""

from datetime import UTC, datetime, timedelta

TOLD = "SELECT count(*) FROM quality.events WHERE type = 'nonconformance.escalated' AND record_id = $1"


def later(**span):
    return datetime.now(UTC) + timedelta(**span)


async def test_what_is_not_contained_in_a_day_is_told_of_once(client, make, do_jobs, sql):
    record = await make.opened(severity="critical")
    await do_jobs(scheduled="nonconformances.escalate", at=later(hours=23))
    assert await sql.fetchval(TOLD, record.id) == 0
    for _ in range(2):
        await do_jobs(scheduled="nonconformances.escalate", at=later(hours=25))
    assert await sql.fetchval(TOLD, record.id) == 1
    read = (await client(make.owner(record), *make.scopes).get(record.path)).json()
    assert datetime.fromisoformat(read["escalated_at"]) > datetime.fromisoformat(read["contain_by"])


async def test_what_is_contained_or_not_critical_is_not(make, do_jobs, sql):
    contained = await make.moved(await make.opened(severity="critical"), "contain", "Nothing to contain")
    major = await make.opened()
    await do_jobs(scheduled="nonconformances.escalate", at=later(days=30))
    assert [await sql.fetchval(TOLD, record.id) for record in (contained, major)] == [0, 0]
