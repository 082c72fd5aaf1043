"""When an expectation may begin, and what goes with it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.competencies.rules import (
    LIFECYCLE,
    PROFICIENCY,
    CompetencyStatus,
    ExpectationHasBegun,
    NothingExpected,
    check_beginning,
    check_behaviours,
)

TODAY = date(2026, 6, 15)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def in_force(begun: set[date], day: date) -> date | None:
    return max((begins for begins in begun if begins <= day), default=None)


@given(begun=st.sets(st.dates(date(2020, 1, 1), TODAY)), wanted=days, day=st.dates(date(2020, 1, 1), date(2026, 6, 14)))
def test_what_was_in_force_on_a_past_day_stays_in_force_on_it(begun, wanted, day):
    try:
        check_beginning(wanted, TODAY, begun)
    except ExpectationHasBegun:
        return
    known = in_force(begun, day)
    assert known is None or in_force(begun | {wanted}, day) == known


@given(wanted=days)
def test_the_first_may_begin_on_any_day(wanted):
    check_beginning(wanted, TODAY, [])


@given(days=st.integers(1, 500), begun=st.sets(st.dates(date(2020, 1, 1), TODAY), min_size=1))
def test_a_later_one_may_always_begin_after_today(days, begun):
    check_beginning(TODAY + timedelta(days), TODAY, begun)


@pytest.mark.parametrize(
    ("wanted", "begun"),
    [(TODAY, [TODAY]), (date(2026, 6, 14), [date(2026, 1, 1)]), (date(2019, 1, 1), [date(2026, 1, 1)])],
)
def test_what_has_begun_is_not_rewritten(wanted, begun):
    with pytest.raises(ExpectationHasBegun):
        check_beginning(wanted, TODAY, begun)


def test_behaviours_go_with_a_proficiency():
    check_behaviours(1, ["Asks"])
    check_behaviours(None, [])
    with pytest.raises(NothingExpected):
        check_behaviours(None, ["Asks"])


def test_there_is_no_way_back_into_a_draft():
    assert CompetencyStatus.DRAFT not in {step.target for step in LIFECYCLE.steps.values()}
    assert LIFECYCLE.steps["update"].sources == {CompetencyStatus.DRAFT}


def test_the_levels_of_proficiency_have_no_gap():
    assert list(PROFICIENCY) == [1, 2, 3, 4, 5]
