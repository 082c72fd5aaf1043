"""The numbers the gateway asks for, over what the caller may see."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.conftest import EVERYTHING

EMPTY = {
    "draft": 0, "open": 0, "closed": 0, "open_by_severity": {"critical": 0, "major": 0, "minor": 0},
    "open_age_days_median": None, "opened_last_30_days": 0, "closed_last_30_days": 0,
}  # fmt: skip


async def age(sql, record, days, column="opened_at"):
    """As if it had happened that long ago, which no caller can say."""
    await sql.execute(
        f"UPDATE quality.nonconformances SET {column} = now() - make_interval(days => $2) WHERE id = $1",
        record.id,
        days,
    )


async def test_an_empty_organisation_has_zeros_and_no_median(client, make, elsewhere):
    await elsewhere.subgroups(await elsewhere.characteristic(), [[1.0]], since=datetime.now(UTC) - timedelta(days=1))
    await elsewhere.opened()
    answer = await client(make.person(), "summary:read").get("/v1/summary")
    summary = answer.json()
    assert answer.status_code == 200
    assert datetime.now(UTC) - datetime.fromisoformat(summary.pop("as_of")) < timedelta(minutes=1)
    assert summary == {"processes": 0, "characteristics": 0, "subgroups_last_30_days": 0, "nonconformances": EMPTY}


async def test_everything_is_counted_once_and_by_its_time(client, make, sql):
    process = await make.process()
    pin, bore = [await make.characteristic(process) for _ in range(2)]
    await make.subgroups(pin, [[1.0, 2.0]] * 3, since=datetime.now(UTC) - timedelta(days=29))
    await make.subgroups(bore, [[1.0, 2.0]] * 2, since=datetime.now(UTC) - timedelta(days=2))
    await make.subgroups(bore, [[1.0, 2.0]] * 5, since=datetime.now(UTC) - timedelta(days=40))
    at = {"process_id": str(process.id)}
    for days, severity in ((1, "critical"), (10, "minor"), (100, "minor")):
        await age(sql, await make.opened(severity=severity, **at), days)
    closed = [await make.at("closed", **at) for _ in range(2)]
    await age(sql, closed[0], 50)
    await age(sql, closed[0], 40, "closed_at")
    await make.moved(await make.complete(**at), "cancel", "No")
    await make.complete(**at)
    summary = (await client(make.person(), *EVERYTHING).get("/v1/summary")).json()
    assert (summary["processes"], summary["characteristics"], summary["subgroups_last_30_days"]) == (1, 2, 5)
    counts = summary["nonconformances"]
    assert counts.pop("open_age_days_median") == pytest.approx(10, abs=0.01)
    assert counts == {
        "draft": 1, "open": 3, "closed": 2, "open_by_severity": {"critical": 1, "major": 0, "minor": 2},
        "opened_last_30_days": 3, "closed_last_30_days": 1,
    }  # fmt: skip


async def test_drafts_of_others_are_not_counted(client, make):
    reporter = make.person()
    await make.nonconformance(reporter)
    await make.nonconformance()

    async def drafts(who, *scopes):
        answer = await client(who, "summary:read", *scopes).get("/v1/summary")
        return answer.json()["nonconformances"]["draft"]

    assert await drafts(make.person()) == 0
    assert await drafts(reporter) == 1
    assert await drafts(make.person(), "nonconformances:read:all") == 2


async def test_the_numbers_need_their_scope(client, make):
    refused = await client(make.person(), "nonconformances:read").get("/v1/summary")
    assert (refused.status_code, refused.json()["scope"]) == (403, "summary:read")
