"""Whole periods from any days, and how many of them an answer may have."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.attainment.rules.periods import Period, RangeInvalid, asked, check_length, periods
from services.performance.standards.rules.states import StandardPeriod


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("day", [("2026-01-01", "2026-01-01"), ("2026-01-02", "2026-01-02")]),
        ("week", [("2025-12-29", "2026-01-04")]),
        ("month", [("2026-01-01", "2026-01-31")]),
        ("quarter", [("2026-01-01", "2026-03-31")]),
    ],
)
def test_the_days_asked_for_become_whole_periods(period, expected):
    found = periods(StandardPeriod(period), date(2026, 1, 1), date(2026, 1, 2))
    assert [(str(one.starts_on), str(one.ends_on)) for one in found] == expected


@given(st.sampled_from(StandardPeriod), st.dates(date(1999, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_periods_follow_each_other_without_a_gap(period, first, days):
    last = date.fromordinal(first.toordinal() + days)
    found = periods(period, first, last)
    assert found[0].starts_on <= first <= found[0].ends_on
    assert found[-1].starts_on <= last <= found[-1].ends_on
    for one, following in pairwise(found):
        assert following.starts_on.toordinal() == one.ends_on.toordinal() + 1
    assert all(one.ends_on.toordinal() - one.starts_on.toordinal() < period.longest_days for one in found)


@given(st.sampled_from(StandardPeriod), st.dates(date(1999, 1, 1), date(2030, 1, 1)))
def test_who_does_not_say_since_when_gets_twelve_periods(period, last):
    found = asked(period, None, last, 1)
    assert len(found) == 12
    assert found[-1] == Period(*periods(period, last, last)[0])


def test_too_many_periods_and_too_short_ones_are_refused():
    with pytest.raises(RangeInvalid):
        asked(StandardPeriod.DAY, date(2025, 1, 1), date(2026, 1, 1), 200)
    with pytest.raises(RangeInvalid):
        asked(StandardPeriod.DAY, date(2026, 1, 2), date(2026, 1, 1), 1)
    with pytest.raises(RangeInvalid):
        check_length(StandardPeriod.DAY, StandardPeriod.MONTH)
    check_length(StandardPeriod.QUARTER, StandardPeriod.MONTH)
