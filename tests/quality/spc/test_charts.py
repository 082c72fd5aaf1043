"""What must hold for the charts of any data."""

from random import Random
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from services.quality.spc.rules.analysis import Analysis, analyze, reach
from services.quality.spc.rules.constants import d2, d3
from services.quality.spc.rules.kinds import RECIPES, ChartKind
from services.quality.spc.rules.limits import Limits, LimitsKind, Options, Stage
from services.quality.spc.rules.observations import Observations, observations
from services.quality.spc.rules.run_rules import NELSON, nelson

Chance = np.random.Generator
RULES = Options(rules=tuple(NELSON.values()), dispersion_rules=nelson(1, 2, 3, 4))
Rows = list[list[float | None]]

EIGHTHS = st.integers(-1000, 1000).map(lambda eighths: eighths / 8)
FULL = st.lists(EIGHTHS, min_size=2, max_size=6)
SUBGROUPS = st.tuples(FULL, FULL, st.lists(st.lists(st.none() | EIGHTHS, min_size=1, max_size=6), max_size=6)).map(
    lambda parts: [parts[0], *parts[2], parts[1]]
)
SINGLES = st.tuples(st.lists(EIGHTHS, min_size=2, max_size=3), st.lists(st.none() | EIGHTHS, max_size=30)).map(
    lambda parts: [[value] for value in (*parts[0], *parts[1])]
)
MEASURED: dict[ChartKind, Any] = {
    ChartKind.XBAR_R: SUBGROUPS,
    ChartKind.XBAR_S: SUBGROUPS,
    ChartKind.EWMA: SUBGROUPS,
    ChartKind.CUSUM: SUBGROUPS,
    ChartKind.I_MR: SINGLES,
}
CASES = st.sampled_from(sorted(MEASURED)).flatmap(lambda kind: st.tuples(st.just(kind), MEASURED[kind]))

# The first chart with a new subgroup size integrates its constants, so the first example is slower than the others.
untimed = settings(deadline=None)


@pytest.fixture
def chance() -> Chance:
    return np.random.default_rng(20_260_101)


def charted(kind: ChartKind, rows: Any, options: Options = RULES) -> Analysis:
    return analyze(kind, observations(rows), options)


def moved(rows: Rows, scale: float = 1, shift: float = 0) -> Rows:
    return [[None if value is None else scale * value + shift for value in row] for row in rows]


def found(analysis: Analysis) -> list[list[int]]:
    return [signals.points.tolist() for chart in analysis.charts for signals in chart.signals]


def same(actual: np.ndarray, expected: np.ndarray, scale: float = 1.0) -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9 * scale)


LOCATION = {"mean", "individual", "ewma"}


@untimed
@given(CASES, st.integers(-1000, 1000))
def test_a_shift_moves_what_is_located_and_leaves_what_is_spread(case: tuple[ChartKind, Rows], shift: int) -> None:
    kind, rows = case
    before, after = charted(kind, rows), charted(kind, moved(rows, shift=shift))
    for old, new in zip(before.charts, after.charts, strict=True):
        by = shift if old.statistic in LOCATION else 0
        for line in ("values", "center", "lcl", "ucl"):
            same(getattr(new, line), getattr(old, line) + by, scale=1000)
        same(new.sigma, old.sigma)


@untimed
@given(CASES, st.integers(1, 10))
def test_another_unit_scales_every_number_and_flags_the_same_points(case: tuple[ChartKind, Rows], power: int) -> None:
    kind, rows = case
    scale = 2.0**power
    before, after = charted(kind, rows), charted(kind, moved(rows, scale))
    assert found(after) == found(before)
    for old, new in zip(before.charts, after.charts, strict=True):
        by = 1.0 if kind is ChartKind.CUSUM else scale
        for line in ("values", "center", "sigma", "lcl", "ucl"):
            same(getattr(new, line), by * getattr(old, line), scale=1000 * by)


@untimed
@given(SUBGROUPS, st.randoms(use_true_random=False), st.sampled_from([ChartKind.XBAR_R, ChartKind.XBAR_S]))
def test_the_order_inside_a_subgroup_changes_not_even_the_last_digit(
    rows: Rows, chance: Random, kind: ChartKind
) -> None:
    inexact = moved(rows, scale=0.1)
    before, after = charted(kind, inexact), charted(kind, [chance.sample(row, len(row)) for row in inexact])
    assert found(after) == found(before)
    for old, new in zip(before.charts, after.charts, strict=True):
        for line in ("values", "n", "center", "sigma", "lcl", "ucl", "z", "zone", "beyond"):
            np.testing.assert_array_equal(getattr(new, line), getattr(old, line))


@untimed
@given(CASES)
def test_limits_frozen_from_data_judge_it_as_its_own_do(case: tuple[ChartKind, Rows]) -> None:
    kind, rows = case
    own = charted(kind, rows)
    frozen = Options(
        rules=RULES.rules, dispersion_rules=RULES.dispersion_rules, stages=(Stage(limits=own.stages[0].limits),)
    )
    again = charted(kind, rows, frozen)
    assert (again.stages[0].estimated, found(again)) == (0, found(own))
    for old, new in zip(own.charts, again.charts, strict=True):
        np.testing.assert_array_equal(new.ucl, old.ucl)


@untimed
@given(CASES)
def test_zones_and_limits_agree_with_the_distance_of_each_point(case: tuple[ChartKind, Rows]) -> None:
    for chart in charted(*case).charts:
        there = ~np.isnan(chart.z)
        assert (np.abs(chart.zone[there]) <= np.abs(chart.z[there])).all()
        assert (np.abs(chart.z[there]) <= np.abs(chart.zone[there]) + 1 + 1e-6).all() or (np.abs(chart.zone) == 3).any()
        assert chart.beyond.tolist() == [point in chart.signals[0].points for point in range(1, len(chart.values) + 1)]


def shaped(kind: ChartKind, chance: Chance) -> Observations:
    """Forty points in control, of the shape that the chart takes."""
    if kind is ChartKind.HOTELLING_T2:
        return observations(chance.normal(size=(40, 3)))
    if kind in {ChartKind.XBAR_R, ChartKind.XBAR_S, ChartKind.IMR_RS}:
        return observations(chance.normal(size=(40, 4)))
    if kind in {ChartKind.P, ChartKind.NP, ChartKind.LANEY_P}:
        return observations(chance.binomial(200, 0.1, 40), np.full(40, 200))
    if kind in {ChartKind.C, ChartKind.U, ChartKind.LANEY_U, ChartKind.G}:
        return observations(chance.poisson(9, 40), np.ones(40))
    return observations(chance.exponential(5, 40) if kind is ChartKind.T else chance.normal(size=40))


@pytest.mark.parametrize("kind", RECIPES)
def test_every_stage_has_limits_of_its_own_and_runs_begin_anew_in_it(kind: ChartKind, chance: Chance) -> None:
    data = shaped(kind, chance)
    rules = Options().rules if kind is ChartKind.RUN else nelson(1, 2)
    whole = analyze(kind, data, Options(stages=(Stage(1), Stage(21)), rules=rules))
    parts = [analyze(kind, data.part(start, start + 20), Options(rules=rules)) for start in (0, 20)]
    assert [(stage.first, stage.last, stage.estimated) for stage in whole.stages] == [(1, 20, 20), (21, 40, 20)]
    for chart, *of in zip(whole.charts, *(part.charts for part in parts), strict=True):
        for line in ("values", "n", "center", "sigma", "lcl", "ucl", "z", "zone", "beyond"):
            np.testing.assert_array_equal(getattr(chart, line), np.concatenate([getattr(part, line) for part in of]))
        for at, signals in enumerate(chart.signals):
            first, second = (part.signals[at].points for part in of)
            assert signals.points.tolist() == [*first.tolist(), *(second + 20).tolist()]


@pytest.mark.parametrize("kind", RECIPES)
def test_arrays_are_what_a_serialiser_takes_whole(kind: ChartKind, chance: Chance) -> None:
    for chart in analyze(kind, shaped(kind, chance)).charts:
        for line in ("values", "n", "center", "sigma", "lcl", "ucl", "z", "zone", "beyond"):
            array = getattr(chart, line)
            assert array.shape == (40,)
            assert array.flags.c_contiguous
            assert array.dtype in (np.float64, np.int64, np.int8, np.bool_)


def test_runs_go_on_from_phase_one_to_phase_two() -> None:
    values = [*[0.0, 1.0] * 10, *[0.9] * 4, *[0.9] * 5]
    chart = analyze(ChartKind.I_MR, observations(values), Options(stages=(Stage(1, estimated_to=24),), rules=nelson(2)))
    assert chart.charts[0].signals[0].points.tolist() == [28, 29]
    assert chart.stages[0].estimated == 24


def test_excluded_points_are_judged_and_set_no_limits_nor_do_their_moving_ranges() -> None:
    values = [5.0, 6.0, 5.0, 50.0, 5.0, 6.0]
    analysis = analyze(ChartKind.I_MR, observations(values), Options(exclusions={4: "probe loose"}))
    singles, ranges = analysis.charts
    assert analysis.excluded == (4,)
    assert singles.center[0] == pytest.approx(27 / 5)
    assert ranges.center[1] == pytest.approx(1.0)
    assert singles.beyond.tolist() == [False, False, False, True, False, False]
    assert ranges.values[3] == 45.0


def test_each_point_has_the_limits_of_its_own_size() -> None:
    options = Options(k=2, stages=(Stage(limits=Limits(center=3, sigma=2)),))
    means, ranges = charted(ChartKind.XBAR_R, [[1, 2], [1, 2, 3, 4, 5]], options).charts
    assert means.ucl.tolist() == pytest.approx([3 + 4 / 2**0.5, 3 + 4 / 5**0.5])
    assert ranges.center.tolist() == pytest.approx([2 * d2(2), 2 * d2(5)])
    assert ranges.ucl[1] == pytest.approx(2 * (d2(5) + 2 * d3(5)))


def test_a_range_can_be_too_small_only_where_its_lower_limit_is_above_zero() -> None:
    options = Options(stages=(Stage(limits=Limits(center=1, sigma=1)),))
    _, ranges = charted(ChartKind.XBAR_R, [[1.0] * 6, [1.0] * 7], options).charts
    assert ranges.lcl.tolist() == pytest.approx([0, d2(7) - 3 * d3(7)])
    assert ranges.beyond.tolist() == [False, True]


def test_probability_limits_are_the_quantiles_of_the_counts(chance: Chance) -> None:
    """Against scipy, for samples of two sizes."""
    sizes, options = np.array([100, 250] * 20), Options(limits_kind=LimitsKind.PROBABILITY, alpha=0.01)
    counts = chance.binomial(sizes, 0.06)
    shares = analyze(ChartKind.P, observations(counts, sizes), options).charts[0]
    share = counts.sum() / sizes.sum()
    same(shares.ucl, stats.binom.ppf(0.995, sizes, share) / sizes)
    same(shares.lcl, stats.binom.ppf(0.005, sizes, share) / sizes)
    defects = analyze(ChartKind.U, observations(counts, sizes), options).charts[0]
    same(defects.ucl, stats.poisson.ppf(0.995, share * sizes) / sizes)
    between = analyze(ChartKind.G, observations(counts), options).charts[0]
    geometric = stats.geom(1 / (1 + counts.mean()), loc=-1)
    same(np.array([between.lcl[0], between.ucl[0]]), geometric.ppf([0.005, 0.995]))


@pytest.mark.parametrize("rate", [0.0004, 0.3])
def test_probability_limits_are_quantiles_at_each_of_many_sizes(rate: float, chance: Chance) -> None:
    sizes = chance.integers(1, 2_000, 300)
    frozen = Options(limits_kind=LimitsKind.PROBABILITY, alpha=0.01, stages=(Stage(limits=Limits(rate)),))
    shares = analyze(ChartKind.NP, observations([0] * 300, sizes), frozen).charts[0]
    same(shares.lcl, stats.binom.ppf(0.005, sizes, rate))
    same(shares.ucl, stats.binom.ppf(0.995, sizes, rate))
    rates = analyze(ChartKind.U, observations([0] * 300, sizes), frozen).charts[0]
    same(rates.ucl * sizes, stats.poisson.ppf(0.995, rate * sizes))


def test_the_share_of_false_alarms_of_probability_limits_is_that_of_three_sigma_at_most(chance: Chance) -> None:
    assert Options().risk == pytest.approx(2 * NormalDist().cdf(-3))
    data = observations(chance.poisson(4, 200_000))
    chart = analyze(ChartKind.C, data, Options(limits_kind=LimitsKind.PROBABILITY)).charts[0]
    assert 0 < chart.beyond.mean() < 0.0027


def test_the_median_of_a_g_chart_may_be_its_centre() -> None:
    data = observations([26, 12, 8, 41, 3, 55, 19])
    by_mean, by_median = (
        analyze(ChartKind.G, data, Options(median_center=median)).charts[0] for median in (False, True)
    )
    assert (by_median.center[0], by_median.ucl[0]) == (19, pytest.approx(by_mean.ucl[0]))


def test_laney_multiplies_the_sigma_of_a_p_chart(chance: Chance) -> None:
    sizes = np.full(400, 5_000.0)
    wandering = chance.binomial(5_000, chance.normal(0.2, 0.02, 400))
    plain, laney = (analyze(kind, observations(wandering, sizes)) for kind in (ChartKind.P, ChartKind.LANEY_P))
    limits = laney.stages[0].limits
    assert isinstance(limits, Limits)
    assert limits.sigma_z == pytest.approx((1 + 0.02**2 / (0.2 * 0.8 / 5_000)) ** 0.5, rel=0.1)
    assert limits.sigma_z is not None
    same(laney.charts[0].sigma, limits.sigma_z * plain.charts[0].sigma)
    assert plain.charts[0].beyond.sum() > 10 * laney.charts[0].beyond.sum()


@pytest.mark.parametrize(("kind", "rules", "points"), [(ChartKind.XBAR_R, (1,), 0), (ChartKind.I_MR, (1, 4, 7), 14)])
def test_a_late_point_is_judged_with_those_whose_windows_hold_it(
    kind: ChartKind, rules: tuple[int, ...], points: int
) -> None:
    assert reach(kind, nelson(*rules)) == points
    assert reach(ChartKind.CUSUM, nelson(1)) is None
