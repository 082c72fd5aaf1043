"""When a goal is at risk, off track or not updated."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.goal_policies.rules import DEFAULT
from services.performance.goals.rules.health import Period, Turns, expected, health, merged, stale_on, turns, turns_on
from services.performance.goals.rules.states import Health

START, DUE = date(2026, 1, 1), date(2026, 4, 11)  # a hundred days
HUNDRED = Period(START, DUE)
DAYS = st.integers(0, 300)


def day(number):
    return START + timedelta(days=number)


@st.composite
def periods(draw):
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=3))
    excused = [(day(first - 20), day(first - 20 + length)) for first, length in spans]
    return Period(START, day(draw(DAYS)), excused)


@pytest.mark.parametrize(
    ("at", "expectation"), [(-5, "0"), (0, "0"), (25, "0.25"), (50, "0.5"), (100, "1"), (200, "1")]
)
def test_expectation_grows_in_a_straight_line(at, expectation):
    assert expected(HUNDRED, day(at)) == Decimal(expectation)


@pytest.mark.parametrize(
    ("progress", "at_risk", "off_track"),
    [("0", 21, 41), ("0.3", 51, 71), ("0.305", 51, 71), ("0.5", 71, 91), ("0.6", 81, None), ("0.8", None, None)],
)
def test_the_days_on_which_a_goal_turns_are_known_beforehand(progress, at_risk, off_track):
    """BurningOKR's defaults: more than 0.2 behind is at risk, more than 0.4 off track."""
    turned = turns(HUNDRED, Decimal(progress), START, None, DEFAULT)
    assert turned.at_risk_on == (None if at_risk is None else day(at_risk))
    assert turned.off_track_on == (None if off_track is None else day(off_track))


def test_just_as_far_behind_as_allowed_is_not_behind():
    turned = turns(HUNDRED, Decimal("0.3"), day(50), None, DEFAULT)
    assert health(turned, Decimal("0.3"), day(50)) is Health.ON_TRACK
    assert health(turned, Decimal("0.3"), day(51)) is Health.AT_RISK
    assert health(turned, Decimal("0.3"), day(71)) is Health.OFF_TRACK


def test_leave_that_is_excluded_stops_the_clock():
    """Of a hundred days twenty are leave: after fifty, forty of eighty have passed."""
    away = Period(START, DUE, [(day(11), day(20)), (day(15), day(20)), (day(91), day(100))])
    assert expected(away, day(50)) == Decimal("0.5")
    assert expected(away, day(20)) == expected(away, day(10))
    assert turns_on(away, Decimal(0), Decimal("0.2")) == day(27)


def test_a_goal_nobody_looks_at_is_not_updated_after_one_and_a_half_cadences():
    assert stale_on(START, 10, DEFAULT) == day(16)
    turned = turns(HUNDRED, Decimal("0.9"), START, 10, DEFAULT)
    assert [health(turned, Decimal("0.9"), day(at)) for at in (15, 16)] == [Health.ON_TRACK, Health.NOT_UPDATED]


def test_what_was_never_measured_is_not_updated_rather_than_late():
    assert health(Turns(None, None, None), None, day(99)) is Health.NOT_UPDATED


def test_what_is_reached_is_done_whenever_that_was_said():
    turned = turns(HUNDRED, Decimal(1), START, 10, DEFAULT)
    assert health(turned, Decimal(1), day(99)) is Health.DONE


def test_a_goal_of_one_day_is_expected_on_it():
    period = Period(START, START)
    assert [expected(period, day(at)) for at in (-1, 0)] == [0, 1]
    assert turns_on(period, Decimal("0.5"), Decimal("0.2")) == START


@given(periods(), st.decimals(0, 1, places=4), st.sampled_from([Decimal("0.2"), Decimal("0.4"), Decimal(0)]), DAYS)
def test_the_day_it_turns_is_the_first_day_too_far_behind(period, progress, gap, at):
    turning, today = turns_on(period, progress, gap), day(at)
    behind = progress - expected(period, today) < -gap
    rounding = abs(progress + gap - expected(period, today)) < Decimal("1e-8")
    assert rounding or behind == (turning is not None and turning <= today)


@given(periods(), DAYS, DAYS)
def test_expectation_never_falls(period, one, other):
    first, second = sorted((one, other))
    assert 0 <= expected(period, day(first)) <= expected(period, day(second)) <= 1


@given(st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=5))
def test_overlapping_leave_counts_once(spans):
    dates = [(day(first), day(first + length)) for first, length in spans]
    covered = {first + timedelta(days=step) for first, last in dates for step in range((last - first).days + 1)}
    joined = merged(dates)
    assert sum((last - first).days + 1 for first, last in joined) == len(covered)
