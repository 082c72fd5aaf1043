"""The X-bar/R chart against the published piston rings, and what must hold for any data."""

import json
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quality.spc.rules.charts import InsufficientData, Limits, Point, Subgroup, estimate, xbar_r
from services.quality.spc.rules.constants import d2, d3

REFERENCE = json.loads((Path(__file__).parent / "reference" / "xbar_r_s_pistonrings.json").read_text())
SOURCE = REFERENCE["source"]["citation"]
PHASE_1 = REFERENCE["input"]["phase1_subgroups"]
PHASE_2 = REFERENCE["input"]["phase2_subgroups"]
XBAR_R = REFERENCE["expected"]["xbar_r"]
RANGE_CHART = XBAR_R["range_chart"]
SIGNALS = REFERENCE["expected"]["out_of_control_points"]
PRINTED = REFERENCE["expected"]["published_rounded"]

RINGS = xbar_r(PHASE_1 + PHASE_2, estimate(PHASE_1))
MEANS, RANGES = RINGS.location, RINGS.dispersion

FIGURES = [
    ("center", RINGS.center, XBAR_R["center"]),
    ("sigma within", RINGS.sigma, XBAR_R["sigma_within"]),
    ("means: lcl", [point.lcl for point in MEANS], [XBAR_R["lcl"]] * 40),
    ("means: ucl", [point.ucl for point in MEANS], [XBAR_R["ucl"]] * 40),
    ("means: phase I", [point.value for point in MEANS[:25]], XBAR_R["subgroup_means"]),
    ("means: phase II", [point.value for point in MEANS[25:]], XBAR_R["phase2_means"]),
    ("ranges: center", [point.center for point in RANGES], [RANGE_CHART["center"]] * 40),
    ("ranges: lcl", [point.lcl for point in RANGES], [RANGE_CHART["lcl"]] * 40),
    ("ranges: ucl", [point.ucl for point in RANGES], [RANGE_CHART["ucl"]] * 40),
    ("ranges: phase I", [point.value for point in RANGES[:25]], RANGE_CHART["ranges"]),
    ("ranges: phase II", [point.value for point in RANGES[25:]], RANGE_CHART["phase2_ranges"]),
]

PRINTED_FIGURES = [
    ("xbar_center", MEANS[0].center),
    ("xbar_r_ucl", MEANS[0].ucl),
    ("xbar_r_lcl", MEANS[0].lcl),
    ("rbar", RANGES[0].center),
    ("r_ucl", RANGES[0].ucl),
]


@pytest.mark.parametrize(("figure", "actual", "expected"), FIGURES, ids=[figure for figure, *_ in FIGURES])
def test_the_piston_rings_equal_the_reference(figure: str, actual: Any, expected: Any) -> None:
    tolerance = REFERENCE["tolerance"]
    assert actual == pytest.approx(expected, rel=tolerance["relative"], abs=tolerance["absolute"]), (
        f"{figure}: {SOURCE}"
    )


@pytest.mark.parametrize(("name", "actual"), PRINTED_FIGURES)
def test_the_piston_rings_round_to_the_printed_figures(name: str, actual: float) -> None:
    digits = len(str(PRINTED[name]).split(".")[1])
    assert round(actual, digits) == PRINTED[name], SOURCE


def test_the_piston_rings_leave_control_where_the_book_says() -> None:
    assert [point.index for point in MEANS if point.beyond] == SIGNALS["xbar_r"] == [37, 38, 39], SOURCE
    assert [point.index for point in RANGES if point.beyond] == SIGNALS["r"] == [], SOURCE


def test_the_first_phase_is_judged_by_its_own_limits_and_is_in_control() -> None:
    chart = xbar_r(PHASE_1)
    assert (chart.center, chart.sigma) == (RINGS.center, RINGS.sigma)
    assert chart.location == MEANS[:25]
    assert chart.dispersion == RANGES[:25]
    assert chart.warnings == []


def test_each_point_has_the_limits_of_its_own_size() -> None:
    chart = xbar_r([[1, 2], [1, 2, 3, 4, 5]], Limits(center=3, sigma=2), multiplier=2)
    small, large = chart.location
    assert (small.n, large.n) == (2, 5)
    assert small.ucl == pytest.approx(3 + 2 * 2 / sqrt(2))
    assert large.ucl == pytest.approx(3 + 2 * 2 / sqrt(5))
    assert [point.center for point in chart.dispersion] == [pytest.approx(2 * d2(2)), pytest.approx(2 * d2(5))]
    assert chart.dispersion[1].ucl == pytest.approx(2 * (d2(5) + 2 * d3(5)))


def test_a_lone_value_is_plotted_but_has_no_range_and_does_not_count_for_sigma() -> None:
    chart = xbar_r([[1, 2, 3], [2, None, None], [3, 4, 5]])
    assert [point.value for point in chart.location] == [2, 2, 4]
    assert [point.value for point in chart.dispersion] == [2, None, 2]
    assert chart.center == pytest.approx(20 / 7)
    assert chart.sigma == pytest.approx(2 / d2(3))
    assert chart.location[1].ucl == pytest.approx(chart.center + 3 * chart.sigma)


def test_a_subgroup_without_values_is_a_gap() -> None:
    chart = xbar_r([[1, 2, 3], [None, None, None], [3, 4, 5], []])
    for gap in (chart.location[1], chart.dispersion[1], chart.location[3]):
        assert (gap.value, gap.n, gap.center, gap.lcl, gap.ucl, gap.beyond) == (None, 0, None, None, None, False)
    assert [point.index for point in chart.location if point.value is not None] == [1, 3]


def test_without_variation_the_limits_are_the_centre_and_nothing_is_beyond() -> None:
    chart = xbar_r([[5, 5], [5, 5]])
    for mean, spread in zip(chart.location, chart.dispersion, strict=True):
        assert (mean.lcl, mean.center, mean.ucl, mean.beyond) == (5, 5, 5, False)
        assert (spread.lcl, spread.center, spread.ucl, spread.beyond) == (0, 0, 0, False)
    assert "zero_variation" in chart.warnings
    assert not any(point.beyond for point in xbar_r([[5, 9]], Limits(5, 0)).location)


@pytest.mark.parametrize("subgroups", [[], [[]], [[1, 2]], [[1, 2], [3], [None, 4]]])
def test_fewer_than_two_ranges_are_too_few_for_limits(subgroups: list[Subgroup]) -> None:
    with pytest.raises(InsufficientData) as refusal:
        xbar_r(subgroups)
    assert (refusal.value.status, refusal.value.code) == (422, "insufficient_data")


def test_few_subgroups_are_a_warning_only_where_limits_are_estimated() -> None:
    assert xbar_r(PHASE_1[:19]).warnings == ["few_subgroups"]
    assert xbar_r([*PHASE_1[:19], [74.0]]).warnings == ["few_subgroups"]
    assert xbar_r(PHASE_1[:20]).warnings == []
    assert xbar_r(PHASE_2, estimate(PHASE_1)).warnings == []


@pytest.mark.parametrize(
    ("limits", "on_limit", "outside"),
    [(Limits(0.3, 0.1), 0.4, 0.4000001), (Limits(1000.3, 0.00001), 1000.30001, 1000.30002)],
)
def test_a_point_on_its_limit_is_not_beyond(limits: Limits, on_limit: float, outside: float) -> None:
    assert on_limit - limits.center > 3 * limits.sigma / sqrt(9), "in floating point the point seems to be outside"
    points = xbar_r([[on_limit] * 9, [outside] * 9], limits).location
    assert [point.beyond for point in points] == [False, True]


def test_a_range_can_be_too_small_only_where_its_lower_limit_is_above_zero() -> None:
    of_six, of_seven = xbar_r([[1.0] * 6, [1.0] * 7], Limits(center=1, sigma=1)).dispersion
    assert (of_six.lcl, of_six.beyond) == (0, False)
    assert of_seven.lcl == pytest.approx(d2(7) - 3 * d3(7))
    assert of_seven.beyond


Subgroups = list[list[float | None]]

EIGHTHS = st.integers(-1000, 1000).map(lambda eighths: eighths / 8)
FULL = st.lists(EIGHTHS, min_size=2, max_size=6)
HOLED = st.lists(st.none() | EIGHTHS, max_size=6)
SUBGROUPS = st.tuples(FULL, FULL, st.lists(HOLED, max_size=6)).map(lambda parts: [parts[0], *parts[2], parts[1]])

# The first chart with a new subgroup size integrates its constants, so the first example is slower than the others.
untimed = settings(deadline=None)


def moved(subgroups: Subgroups, scale: float = 1, shift: int = 0) -> Subgroups:
    return [[None if value is None else scale * value + shift for value in subgroup] for subgroup in subgroups]


def numbers(points: list[Point], scale: float = 1, shift: int = 0) -> list[float]:
    """Each point's value, centre and limits, moved the way its data were."""
    every = [number for point in points for number in (point.value, point.center, point.lcl, point.ucl)]
    return [scale * number + shift for number in every if number is not None]


def close_to(expected: list[float]) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@untimed
@given(SUBGROUPS, st.integers(-1000, 1000))
def test_a_shift_moves_the_means_and_leaves_the_ranges(subgroups: Subgroups, shift: int) -> None:
    before, after = xbar_r(subgroups), xbar_r(moved(subgroups, shift=shift))
    assert after.sigma == before.sigma
    assert numbers(after.location) == close_to(numbers(before.location, shift=shift))
    assert after.dispersion == before.dispersion


@untimed
@given(SUBGROUPS, st.integers(1, 1000))
def test_another_unit_scales_every_number_and_flags_the_same_points(subgroups: Subgroups, scale: int) -> None:
    before, after = xbar_r(subgroups, multiplier=1), xbar_r(moved(subgroups, scale), multiplier=1)
    assert after.sigma == pytest.approx(scale * before.sigma)
    for old, new in ((before.location, after.location), (before.dispersion, after.dispersion)):
        assert numbers(new) == close_to(numbers(old, scale))
        assert [point.beyond for point in new] == [point.beyond for point in old]


@untimed
@given(SUBGROUPS, st.randoms(use_true_random=False))
def test_the_order_inside_a_subgroup_changes_nothing(subgroups: Subgroups, chance: Random) -> None:
    inexact = moved(subgroups, scale=0.1)
    shuffled = [chance.sample(subgroup, len(subgroup)) for subgroup in inexact]
    assert xbar_r(shuffled) == xbar_r(inexact)


@untimed
@given(SUBGROUPS)
def test_a_missing_value_counts_as_if_it_had_never_been_planned(subgroups: Subgroups) -> None:
    present = [[value for value in subgroup if value is not None] for subgroup in subgroups]
    assert xbar_r(subgroups) == xbar_r(present)


@untimed
@given(SUBGROUPS)
def test_limits_frozen_from_a_set_judge_it_as_its_own_do(subgroups: Subgroups) -> None:
    own, frozen = xbar_r(subgroups), xbar_r(subgroups, estimate(subgroups))
    assert (frozen.location, frozen.dispersion) == (own.location, own.dispersion)
