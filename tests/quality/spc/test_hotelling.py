"""Hotelling's T² against Montgomery's limits and scipy, and against what must hold for any data."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from services.quality.spc.rules.analysis import Analysis, analyze
from services.quality.spc.rules.hotelling import SingularCovariance, upper_limit
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Options, Stage, VectorLimits
from services.quality.spc.rules.observations import InsufficientData, InvalidOption, observations

RANDOM_VECTORS = np.random.default_rng(3).multivariate_normal([1, 2, 3], [[2, 1, 0], [1, 3, 1], [0, 1, 1]], size=200)
UNITS = RANDOM_VECTORS.reshape(40, 5, 3)


def charted(values: np.ndarray, **options: object) -> Analysis:
    return analyze(ChartKind.HOTELLING_T2, observations(values), Options(**options))  # type: ignore[arg-type]


def test_the_limits_of_montgomerys_fibres_are_printed_in_his_book() -> None:
    """Example 11.1: 20 subgroups of 10, two characteristics, α = 0.001: 13.72 in phase I, 15.16 in phase II."""
    limits = VectorLimits(np.zeros(2), np.eye(2), subgroups=20, size=10)
    assert upper_limit(limits, 0.001, phase=1) == pytest.approx(13.72, abs=0.005)
    assert upper_limit(limits, 0.001, phase=2) == pytest.approx(15.16, abs=0.01)


@pytest.mark.parametrize(("points", "characteristics", "alpha"), [(25, 2, 0.01), (100, 5, 0.0027), (8, 3, 0.05)])
def test_the_limits_of_single_vectors_are_quantiles_of_beta_and_f(
    points: int, characteristics: int, alpha: float
) -> None:
    m, p = points, characteristics
    limits = VectorLimits(np.zeros(p), np.eye(p), subgroups=m, size=1)
    one = (m - 1) ** 2 / m * stats.beta.ppf(1 - alpha, p / 2, (m - p - 1) / 2)
    two = p * (m + 1) * (m - 1) / (m * m - m * p) * stats.f.ppf(1 - alpha, p, m - p)
    assert upper_limit(limits, alpha, phase=1) == pytest.approx(one, rel=1e-10)
    assert upper_limit(limits, alpha, phase=2) == pytest.approx(two, rel=1e-10)


def test_t2_is_the_distance_by_the_covariance_within() -> None:
    [chart] = charted(UNITS).charts
    means, center = UNITS.mean(axis=1), UNITS.mean(axis=(0, 1))
    within = np.mean([np.cov(unit, rowvar=False) for unit in UNITS], axis=0)
    away = means - center
    expected = [5 * one @ np.linalg.inv(within) @ one for one in away]
    np.testing.assert_allclose(chart.values, expected, rtol=1e-9)
    assert np.isnan(chart.center).all()


def test_single_vectors_are_judged_by_the_covariance_of_all() -> None:
    [chart] = charted(RANDOM_VECTORS).charts
    away = RANDOM_VECTORS - RANDOM_VECTORS.mean(axis=0)
    expected = [one @ np.linalg.inv(np.cov(RANDOM_VECTORS, rowvar=False)) @ one for one in away]
    np.testing.assert_allclose(chart.values, expected, rtol=1e-9)
    assert chart.values.sum() == pytest.approx(3 * 199)


def test_other_units_and_other_mixtures_of_characteristics_change_nothing() -> None:
    mixed = RANDOM_VECTORS @ np.array([[2.0, 0, 1], [0, 50, 0], [1, 0, -3]]) + [100, 0, -7]
    np.testing.assert_allclose(charted(mixed).charts[0].values, charted(RANDOM_VECTORS).charts[0].values, rtol=1e-8)


@given(st.lists(st.floats(-12, 12), min_size=3, max_size=3), st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3))
def test_no_unit_makes_characteristics_tell_more_or_less(powers: list[float], shifts: list[float]) -> None:
    units = 10.0 ** np.array(powers)
    scaled = (RANDOM_VECTORS + shifts) * units
    np.testing.assert_allclose(charted(scaled).charts[0].values, charted(RANDOM_VECTORS).charts[0].values, rtol=1e-6)
    with pytest.raises(SingularCovariance):
        charted(np.column_stack((scaled, scaled @ (1 / units))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"covariance": np.eye(3)},
        {"covariance": np.array([[1.0, 0.5], [0.4, 1.0]])},
        {"covariance": np.array([[1.0, 2.0], [2.0, 1.0]])},
        {"covariance": np.array([[1e-20, 1e-10], [1e-10, 1.0]])},
        {"covariance": np.diag([1.0, 0.0])},
        {"covariance": np.array([[np.nan, 0.0], [0.0, 1.0]])},
        {"center": np.array([np.inf, 0.0])},
        {"subgroups": 3},
        {"subgroups": 1, "size": 9},
        {"size": 0},
    ],
)
def test_limits_that_no_vectors_could_have_set_are_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"center": np.zeros(2), "covariance": np.eye(2) * 1e-20, "subgroups": 20, "size": 1}
    VectorLimits(**right)
    with pytest.raises(InvalidOption):
        VectorLimits(**right | wrong)


def test_points_that_set_no_limits_have_those_of_phase_two() -> None:
    analysis = charted(RANDOM_VECTORS, stages=(Stage(1, estimated_to=150),), exclusions={7: "sensor cleaned"})
    limits = analysis.stages[0].limits
    assert isinstance(limits, VectorLimits)
    one, two = (upper_limit(limits, Options().risk, phase) for phase in (1, 2))
    expected = np.where(np.arange(200) < 150, one, two)
    expected[6] = two
    assert limits.subgroups == 149
    np.testing.assert_allclose(analysis.charts[0].ucl, expected)
    frozen = charted(RANDOM_VECTORS[150:], stages=(Stage(limits=limits),))
    np.testing.assert_allclose(frozen.charts[0].values, analysis.charts[0].values[150:])
    np.testing.assert_allclose(frozen.charts[0].ucl, two)


def test_the_share_of_false_alarms_is_alpha() -> None:
    many = np.random.default_rng(4).normal(size=(60_000, 2))
    assert charted(many, alpha=0.05).charts[0].beyond.mean() == pytest.approx(0.05, abs=0.004)


def test_a_point_with_a_missing_value_is_a_gap() -> None:
    holed = RANDOM_VECTORS.copy()
    holed[4, 1] = np.nan
    [chart] = charted(holed).charts
    rest = charted(np.delete(holed, 4, axis=0)).charts[0]
    assert (np.isnan(chart.values[4]), chart.n[4]) == (True, 0)
    np.testing.assert_allclose(np.delete(chart.values, 4), rest.values)


def test_a_characteristic_that_follows_from_the_others_is_refused() -> None:
    doubled = np.column_stack((RANDOM_VECTORS, RANDOM_VECTORS.sum(axis=1)))
    with pytest.raises(SingularCovariance):
        charted(doubled)
    with pytest.raises(InsufficientData):
        charted(RANDOM_VECTORS[:4])
    limits = charted(RANDOM_VECTORS).stages[0].limits
    with pytest.raises(InvalidOption):
        charted(doubled, stages=(Stage(limits=limits),))
    with pytest.raises(InvalidOption):
        analyze(ChartKind.I_MR, observations([1.0, 2.0]), Options(stages=(Stage(limits=limits),)))
