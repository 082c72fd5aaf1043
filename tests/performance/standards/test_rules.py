"""Which marks make a target, when one may be set, and whose target applies."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.standards.rules.precedence import Dated, Organisation, Place, Subject, applicable, considered
from services.performance.standards.rules.states import Direction, TargetSubject
from services.performance.standards.rules.targets import (
    Marks,
    MarksInvalid,
    TargetHasBegun,
    check_beginning,
    check_marks,
)

HIGHER, LOWER, RANGE = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.RANGE
NEW_YEAR, MARCH = date(2026, 1, 1), date(2026, 3, 1)
ADA, OPERATOR, LINE, PLANT = (UUID(int=number) for number in range(1, 5))


NO_MARKS = Marks(threshold=None, target=Decimal(100), stretch=None, lower_limit=None, upper_limit=None)


def marks(**given):
    return replace(NO_MARKS, **{name: Decimal(mark) for name, mark in given.items()})


def wrong_places(direction, given):
    try:
        check_marks(direction, marks(**given))
    except MarksInvalid as refused:
        return [error.pointer for error in refused.errors]
    return []


@pytest.mark.parametrize(
    ("direction", "given", "pointers"),
    [
        (HIGHER, {}, []),
        (HIGHER, {"threshold": 80, "stretch": 120}, []),
        (HIGHER, {"threshold": 100}, ["/target"]),
        (HIGHER, {"threshold": 80, "stretch": 90}, ["/stretch"]),
        (HIGHER, {"lower_limit": 80}, ["/lower_limit"]),
        (LOWER, {"threshold": 120, "stretch": 80}, []),
        (LOWER, {"threshold": 80}, ["/target"]),
        (LOWER, {"stretch": 120}, ["/stretch"]),
        (RANGE, {"lower_limit": 90, "upper_limit": 110}, []),
        (RANGE, {"lower_limit": 100, "upper_limit": 110}, []),
        (RANGE, {"lower_limit": 90}, ["/upper_limit"]),
        (RANGE, {}, ["/lower_limit", "/upper_limit"]),
        (RANGE, {"lower_limit": 101, "upper_limit": 110}, ["/target"]),
        (RANGE, {"lower_limit": 100, "upper_limit": 100}, ["/upper_limit"]),
        (RANGE, {"lower_limit": 90, "upper_limit": 110, "stretch": 120}, ["/stretch"]),
    ],
)
def test_marks_fit_the_direction(direction, given, pointers):
    assert wrong_places(direction, given) == pointers


@given(st.permutations([Decimal(1), Decimal(2), Decimal(3)]))
def test_what_is_in_order_one_way_is_out_of_order_the_other(order):
    given = dict(zip(("threshold", "target", "stretch"), order, strict=True))
    fits = [direction for direction in (HIGHER, LOWER) if not wrong_places(direction, given)]
    expected = {(1, 2, 3): [HIGHER], (3, 2, 1): [LOWER]}
    assert fits == expected.get(tuple(order), [])


def test_only_the_first_target_of_somebody_may_begin_in_the_past():
    check_beginning(NEW_YEAR, MARCH, [])
    check_beginning(MARCH, MARCH, [NEW_YEAR])
    for again in (NEW_YEAR, date(2026, 2, 1)):
        with pytest.raises(TargetHasBegun):
            check_beginning(again, MARCH, [NEW_YEAR])


def of(kind, id):
    return Subject(TargetSubject(kind), id)


ORGANISATION = Organisation(
    places={ADA: Dated([(NEW_YEAR, Place(OPERATOR, LINE)), (MARCH, Place(None, PLANT))])},
    parents={LINE: Dated([(NEW_YEAR, PLANT)])},
)
HERS = of("person", ADA)
IN_ORDER = [HERS, of("job_profile", OPERATOR), of("org_unit", LINE), of("org_unit", PLANT)]


@pytest.mark.parametrize("holders", [IN_ORDER[place:] for place in range(4)])
def test_own_before_profile_before_the_nearest_unit(holders):
    targets = {one: Dated([(NEW_YEAR, str(one))]) for one in holders}
    assert applicable(HERS, NEW_YEAR, ORGANISATION, targets) == (holders[0], str(holders[0]))


def test_who_is_considered_follows_where_the_person_stood_that_day():
    def line(day):
        return [one for one, _ in considered(HERS, day, ORGANISATION, {})]

    assert line(NEW_YEAR - timedelta(days=1)) == [HERS]
    assert line(NEW_YEAR) == IN_ORDER
    assert line(MARCH) == [HERS, of("org_unit", PLANT)]


def test_a_target_that_has_not_begun_does_not_hide_one_further_away():
    targets = {HERS: Dated([(MARCH, "own")]), of("org_unit", PLANT): Dated([(NEW_YEAR, "plant")])}
    assert applicable(HERS, NEW_YEAR, ORGANISATION, targets) == (of("org_unit", PLANT), "plant")
    assert applicable(HERS, MARCH, ORGANISATION, targets) == (HERS, "own")


def test_units_that_stand_in_each_other_are_walked_once():
    circle = Organisation(parents={LINE: Dated([(NEW_YEAR, PLANT)]), PLANT: Dated([(NEW_YEAR, LINE)])})
    assert circle.upwards(LINE, MARCH) == [LINE, PLANT]
    assert set(circle.downwards(LINE, MARCH)) == {LINE, PLANT}


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), unique=True), st.dates(date(2019, 1, 1), date(2031, 1, 1))
)
def test_what_holds_is_the_latest_that_has_begun(days, day):
    begun = [one for one in days if one <= day]
    assert Dated((one, one) for one in days).on(day) == (max(begun) if begun else None)
