"""When two who meet regularly meet next, by the clocks where they are."""

from datetime import UTC, datetime, timedelta

import pytest

from services.performance.one_on_ones.rules import next_at

MADRID = "Europe/Madrid"


@pytest.mark.parametrize(
    ("first", "cadence", "now", "following"),
    [
        ("2026-01-05T09:00", 7, "2026-01-05T10:00", "2026-01-12T09:00"),
        ("2026-01-05T09:00", 14, "2026-01-05T10:00", "2026-01-19T09:00"),
        ("2026-03-25T09:00", 7, "2026-03-25T10:00", "2026-04-01T08:00"),
        ("2026-10-21T08:00", 7, "2026-10-21T09:00", "2026-10-28T09:00"),
        ("2026-01-05T09:00", 7, "2026-02-03T00:00", "2026-02-09T09:00"),
        ("2026-01-05T09:00", 7, "2026-01-01T00:00", "2026-01-12T09:00"),
    ],
)  # summer time begins on 2026-03-29 and ends on 2026-10-25: the hour stays theirs
def test_the_next_meeting_is_at_the_same_hour_where_they_are(first, cadence, now, following):
    moments = [datetime.fromisoformat(f"{one}:00+00:00") for one in (first, now, following)]
    assert next_at(moments[0], cadence, MADRID, moments[1]) == moments[2]


def test_the_next_meeting_is_always_to_come_and_never_skips_one():
    first = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for days in range(0, 800, 3):
        now = first + timedelta(days=days, hours=1)
        following = next_at(first, 7, MADRID, now)
        assert now < following <= now + timedelta(days=7, hours=1)
