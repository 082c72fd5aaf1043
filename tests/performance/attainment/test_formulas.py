"""The formulas of attainment, by published numbers where there are some, and what must hold of every number."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.attainment.rules.formulas import (
    AttainmentZone,
    Sums,
    aggregated,
    attainment,
    efficiency,
    scaled,
    shares,
    zone,
)
from services.performance.measurements.rules import value_of
from services.performance.standards.rules.states import Aggregation, Direction, MeasureKind
from services.performance.standards.rules.targets import Marks

HIGHER, LOWER, RANGE = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.RANGE
SUM, MEAN, LAST, MAX = Aggregation.SUM_OVER_SUM, Aggregation.MEAN, Aggregation.LAST, Aggregation.MAX

MFGCALCS_LABOR = "https://www.mfgcalcs.com/calculators/workforce-labor-standards-skills-planning/labor-efficiency"
MFGCALCS_DIRECT = "https://www.mfgcalcs.com/calculators/lean-manufacturing-operations/direct-labor-efficiency"
MFGCALCS_RATE = "https://www.mfgcalcs.com/calculators/lean-manufacturing-operations/labor-productivity"
AAT = "https://forums.aat.org.uk/Forum/discussion/444308"
AAT_2004 = "https://forums.aat.org.uk/Forum/discussion/20802"
LEADING2LEAN = "https://support.leading2lean.com/hc/en-us/articles/360041960691"
INVESTOPEDIA = "https://www.investopedia.com/ask/answers/040715/how-productivity-calculated.asp"
UNITS_PER_HOUR = "https://calculator7.snowdaycalculatornow.com/?p=4228"
SAP = "https://help.sap.com/saphelp_stm75/helpdata/en/79/e2458916994fb89a795dee6965d622/content.htm"
CALCULATOR_CITY = "https://use.calculator.city/productivity-calculator"
PUZZLE_OKR = "puzzle/okr, common.spec.ts (a falling value from 100 to 0)"
OKR_TRACKER = "okr-tracker, tests of progress (a value from 20 to 100)"


def marks(target, threshold=None, stretch=None, lower_limit=None, upper_limit=None):
    def exactly(mark):
        return None if mark is None else Decimal(str(mark))

    return Marks(exactly(threshold), exactly(target), exactly(stretch), exactly(lower_limit), exactly(upper_limit))


def total(parts):
    return Sums(sum(numerator for numerator, _ in parts), sum(denominator for _, denominator in parts))


def value_in_all(sums, aggregation=SUM):
    return aggregated(aggregation, sums)


def attained(direction, value, given):
    return attainment(direction, value, given)


def rounded(share, places="0.0001"):
    return share.quantize(Decimal(places))


@pytest.mark.parametrize(
    ("earned", "actual", "expected", "source"),
    [
        ("340", "400", "0.8500", MFGCALCS_LABOR),
        ("30", "36", "0.8333", MFGCALCS_DIRECT),
        ("29760", "30920", "0.9625", AAT),
        ("56000", "58200", "0.9622", AAT_2004),
        ("43.9286", "45", "0.9762", LEADING2LEAN),
    ],
)
def test_labour_efficiency_is_earned_hours_over_hours_worked(earned, actual, expected, source):
    sums = Sums(numerator=Decimal(earned), denominator=Decimal(actual))
    assert rounded(efficiency(MeasureKind.EFFICIENCY, sums)) == Decimal(expected), source


@pytest.mark.parametrize(
    ("output", "hours", "expected", "source"),
    [
        ("800", "40", "20", MFGCALCS_RATE),
        ("2000", "40", "50", MFGCALCS_RATE),
        ("400", "40", "10", MFGCALCS_RATE),
        ("30000", "3000", "10", INVESTOPEDIA),
        ("15000000", "20000", "750", INVESTOPEDIA),
        ("1200", "300", "4", UNITS_PER_HOUR),
        ("950", "190", "5", UNITS_PER_HOUR),
        ("2650", "625", "4.24", UNITS_PER_HOUR),
    ],
)
def test_productivity_is_output_over_input(output, hours, expected, source):
    assert value_of(Decimal(output), Decimal(hours)) == Decimal(expected), source


@pytest.mark.parametrize(
    ("direction", "value", "target", "expected", "source"),
    [
        (HIGHER, "45", 50, "0.9000", SAP),
        (HIGHER, "75", 50, "1.5000", SAP),
        (HIGHER, "25", 30, "0.8333", CALCULATOR_CITY),
        (HIGHER, "0.85", "0.90", "0.9444", f"derived from {MFGCALCS_LABOR}: 85 % where 90 % is the target"),
        (LOWER, "10", 8, "0.8000", "derived: eight minutes were the target, ten were taken"),
        (LOWER, "6.4", 8, "1.2500", "derived: eight minutes were the target, 6.4 were taken"),
    ],
)
def test_without_a_threshold_attainment_is_a_share_of_the_target(direction, value, target, expected, source):
    assert rounded(attainment(direction, Decimal(value), marks(target))) == Decimal(expected), source


@pytest.mark.parametrize(
    ("direction", "way", "value", "expected", "source"),
    [
        (LOWER, (100, 0), "20", "0.80", PUZZLE_OKR),
        (HIGHER, (0, 100), "20", "0.20", PUZZLE_OKR),
        (HIGHER, (20, 100), "20", "0", OKR_TRACKER),
        (HIGHER, (20, 100), "100", "1", OKR_TRACKER),
        (HIGHER, (20, 100), "0", "-0.25", OKR_TRACKER),
        (HIGHER, (20, 100), "-20", "-0.50", OKR_TRACKER),
        (HIGHER, (0, 100), "150", "1.50", OKR_TRACKER),
        (HIGHER, (2500, 3000), "2600", "0.2", "okrstraining.com, 2019/03/04"),
    ],
)
def test_with_a_threshold_attainment_is_the_way_from_it_to_the_target(direction, way, value, expected, source):
    threshold, target = way
    assert attainment(direction, Decimal(value), marks(target, threshold)) == Decimal(expected), source


@pytest.mark.parametrize(
    ("value", "share", "side"),
    [
        ("95", "1", AttainmentZone.WITHIN_LIMITS),
        ("90", "1", AttainmentZone.WITHIN_LIMITS),
        ("110", "1", AttainmentZone.WITHIN_LIMITS),
        ("85", "0.5", AttainmentZone.BELOW_LIMITS),
        ("112.5", "0.75", AttainmentZone.ABOVE_LIMITS),
        ("120", "0", AttainmentZone.ABOVE_LIMITS),
        ("500", "0", AttainmentZone.ABOVE_LIMITS),
    ],
)
def test_outside_a_range_attainment_falls_to_nothing_at_half_its_width(value, share, side):
    around = marks(100, lower_limit=90, upper_limit=110)
    assert attainment(RANGE, Decimal(value), around) == Decimal(share)
    assert zone(RANGE, Decimal(value), around) is side


@pytest.mark.parametrize(
    ("direction", "given", "by_value"),
    [
        (HIGHER, marks(100, 80, 120), {79: "below_threshold", 80: "threshold", 100: "target", 120: "stretch"}),
        (HIGHER, marks(100), {79: "below_target", 100: "target", 500: "target"}),
        (LOWER, marks(8, 10, 6), {11: "below_threshold", 10: "threshold", 8: "target", 6: "stretch", 0: "stretch"}),
    ],
)
def test_a_mark_belongs_to_the_better_side(direction, given, by_value):
    assert {value: zone(direction, Decimal(value), given) for value in by_value} == by_value


def test_a_share_of_nothing_is_unknown_and_not_zero():
    assert attainment(LOWER, Decimal(0), marks(5)) is None
    assert attainment(HIGHER, Decimal(5), marks(0)) is None
    assert attainment(HIGHER, Decimal(0), marks(5)) == 0
    assert value_of(Decimal(5), Decimal(0)) is None
    assert (attainment(HIGHER, None, marks(5)), zone(HIGHER, None, marks(5))) == (None, None)


@pytest.mark.parametrize("aggregation", Aggregation)
def test_where_nothing_was_measured_there_is_no_value(aggregation):
    assert aggregated(aggregation, Sums()) is None


def test_a_sum_over_sum_is_not_the_mean_of_ratios():
    """Weeks of 4.00, 4.50 and 4.24 units an hour; the last has more hours. Source: UNITS_PER_HOUR."""
    weeks = [(Decimal(2400), Decimal(600)), (Decimal(2700), Decimal(600)), (Decimal(2650), Decimal(625))]
    ratios = [units / hours for units, hours in weeks]
    sums = replace(total(weeks), mean=sum(ratios, Decimal(0)) / 3)
    assert value_in_all(sums) == Decimal(7750) / Decimal(1825)
    assert rounded(value_in_all(sums)) == Decimal("4.2466")
    assert rounded(value_in_all(sums, MEAN)) == Decimal("4.2467")


@pytest.mark.parametrize(
    ("measure", "aggregation", "expected"),
    [
        (MeasureKind.COUNT, SUM, 6),
        (MeasureKind.COUNT, LAST, 2),
        (MeasureKind.COUNT, MEAN, 1),
        (MeasureKind.COUNT, MAX, 1),
        (MeasureKind.RATE, SUM, 1),
        (MeasureKind.DURATION, LAST, 1),
    ],
)
def test_what_adds_up_is_held_against_as_many_targets(measure, aggregation, expected):
    two_people_in_three_months = Sums(Decimal(600), None, n=60, subjects=2, cells=6)
    assert shares(measure, aggregation, two_people_in_three_months) == expected
    assert scaled(marks(100, 80), expected) == marks(100 * expected, 80 * expected)


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=3)
POSITIVE = st.decimals(min_value="0.001", max_value=10**9, places=3)
PARTS = st.lists(st.tuples(AMOUNTS, POSITIVE), min_size=1, max_size=20)


@given(PARTS, st.integers(min_value=0, max_value=20))
def test_a_sum_over_sum_is_the_same_however_its_parts_are_grouped(parts, cut):
    groups = [total(group) for group in (parts[:cut], parts[cut:]) if group]
    regrouped = total([(group.numerator, group.denominator) for group in groups])
    assert value_in_all(regrouped) == value_in_all(total(parts))
    exact = Fraction(sum(n for n, _ in parts)) / Fraction(sum(d for _, d in parts))
    assert abs(Fraction(value_in_all(total(parts))) - exact) <= exact / 10**20


@given(PARTS)
def test_a_sum_over_sum_lies_between_the_lowest_and_the_highest(parts):
    ratios = [Fraction(n) / Fraction(d) for n, d in parts]
    slack = max(ratios) / 10**20
    assert min(ratios) - slack <= Fraction(value_in_all(total(parts))) <= max(ratios) + slack


@given(st.sampled_from([HIGHER, LOWER]), POSITIVE, POSITIVE, st.none() | POSITIVE, st.integers(1, 1000))
def test_attainment_does_not_depend_on_the_unit(direction, value, target, threshold, factor):
    if threshold == target:
        threshold = None
    one, other = marks(target, threshold), scaled(marks(target, threshold), factor)
    here, there = attained(direction, value, one), attained(direction, value * factor, other)
    assert abs(here - there) <= abs(here) / 10**15 + Decimal(10) ** -15
    assert zone(direction, value, one) is zone(direction, value * factor, other)


@given(st.sampled_from([HIGHER, LOWER]), POSITIVE, POSITIVE, POSITIVE)
def test_better_never_attains_less_and_the_target_is_one(direction, target, one, other):
    worse, better = sorted((one, other), reverse=direction is LOWER)
    given = marks(target)
    assert attained(direction, worse, given) <= attained(direction, better, given)
    assert attained(direction, target, given) == 1
    assert (attained(direction, better, given) >= 1) == (zone(direction, better, given) is AttainmentZone.TARGET)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15), POSITIVE, POSITIVE)
def test_a_range_is_one_inside_and_never_below_nothing(value, lower, width):
    around = marks(lower, lower_limit=lower, upper_limit=lower + width)
    share = attained(RANGE, value, around)
    assert 0 <= share <= 1
    assert (share == 1) >= (zone(RANGE, value, around) is AttainmentZone.WITHIN_LIMITS)
