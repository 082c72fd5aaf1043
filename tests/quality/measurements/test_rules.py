"""What is computed of a subgroup."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.measurements.rules import TakenInFuture, check_taken, describe

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_missing_values_count_for_nothing():
    assert describe([74.0, None, 74.5, 75.0]) == {"n": 3, "mean": 74.5, "range": 1.0}
    assert describe([74.0, None]) == {"n": 1, "mean": 74.0, "range": None}
    assert describe([None, None]) == {"n": 0, "mean": None, "range": None}


@given(st.lists(st.floats(-1e15, 1e15), min_size=2, max_size=50))
def test_the_mean_lies_within_the_values_and_their_order_changes_nothing(values):
    described = describe(values)
    assert min(values) - 1 <= described["mean"] <= max(values) + 1
    assert described == describe(sorted(values))


def test_a_clock_may_be_five_minutes_ahead_but_not_an_hour():
    check_taken([NOW, NOW + timedelta(minutes=5)], NOW)
    with pytest.raises(TakenInFuture) as refusal:
        check_taken([NOW, NOW + timedelta(hours=1)], NOW)
    assert [error.pointer for error in refusal.value.errors] == ["/subgroups/1/taken_at"]
