"""Deadlines in everybody's own time, and phases in order."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import Date, Text, select

from services.performance.review_cycles.queries.assignments import day_end
from services.performance.review_cycles.rules.cycles import (
    ANYWHERE_ON_EARTH,
    PhasesOutOfOrder,
    check_phases,
    day_ends_at,
)
from shared.database.statements import Statement, argument

DAYS = [
    # 6.13 of the specification, F17
    ("2026-12-31", "America/Los_Angeles", "2027-01-01T08:00"),
    ("2026-12-31", "Pacific/Auckland", "2026-12-31T11:00"),
    ("2026-12-31", "UTC", "2027-01-01T00:00"),
    ("2026-12-31", ANYWHERE_ON_EARTH, "2027-01-01T12:00"),
    # daylight saving: the day of the change has 23 or 25 hours
    ("2026-03-28", "Europe/Vienna", "2026-03-28T23:00"),
    ("2026-03-29", "Europe/Vienna", "2026-03-29T22:00"),
    ("2026-10-24", "Europe/Vienna", "2026-10-24T22:00"),
    ("2026-10-25", "Europe/Vienna", "2026-10-25T23:00"),
    # a midnight that is skipped: the next day begins at one o'clock
    ("2018-11-03", "America/Sao_Paulo", "2018-11-04T03:00"),
]


@pytest.mark.parametrize(("day", "zone", "instant"), DAYS)
def test_a_day_ends_with_the_midnight_of_its_zone(day, zone, instant):
    assert day_ends_at(date.fromisoformat(day), zone).isoformat()[:16] == instant


async def test_the_database_says_the_same(sql):
    statement = Statement(select(day_end(argument("day", Date), argument("zone", Text)).label("at")))
    for day, zone, instant in DAYS:
        found = await sql.fetchval(statement.sql, *statement.arguments({"day": date.fromisoformat(day), "zone": zone}))
        assert found.isoformat()[:16] == instant, (day, zone)


def phase(kind="self_review", opens=1, due=2, closes=None):
    days = [date(2026, 1, day) if day else None for day in (opens, due, closes)]
    return SimpleNamespace(kind=kind, opens_on=days[0], due_on=days[1], closes_on=days[2])


def test_a_phase_opens_is_due_and_closes():
    check_phases([phase(), phase("peer_review", 1, 1, 1), phase("manager_review", 2, 3, 4)])
    for wrong in (phase(opens=3), phase(closes=1)):
        with pytest.raises(PhasesOutOfOrder):
            check_phases([wrong])
    with pytest.raises(PhasesOutOfOrder):
        check_phases([phase(), phase()])
