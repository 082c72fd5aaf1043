"""The estimators of sigma against their formulas and against a process whose sigma is known."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quality.spc.rules.analysis import Analysis, analyze
from services.quality.spc.rules.constants import c4, d2, d3
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import observations
from services.quality.spc.rules.sigma import SigmaMethod

Chance = np.random.Generator
Rows = list[list[float | None]]

EIGHTHS = st.integers(-1000, 1000).map(lambda eighths: eighths / 8)
FULL = st.lists(EIGHTHS, min_size=2, max_size=6)
SUBGROUPS = st.tuples(FULL, FULL, st.lists(st.lists(st.none() | EIGHTHS, min_size=1, max_size=6), max_size=6)).map(
    lambda parts: [parts[0], *parts[2], parts[1]]
)


@pytest.fixture
def chance() -> Chance:
    return np.random.default_rng(20_260_101)


def charted(kind: ChartKind, rows: Any, options: Options) -> Analysis:
    return analyze(kind, observations(rows), options)


def literal_sigma(method: SigmaMethod, rows: Rows) -> float:
    """Each estimator as its formula is written."""
    groups = [np.array([value for value in row if value is not None]) for row in rows]
    usable = [group for group in groups if len(group) >= 2]
    n = np.array([len(group) for group in usable])
    ranges, deviations = (
        np.array([np.ptp(group) for group in usable]),
        np.array([group.std(ddof=1) for group in usable]),
    )
    mean, spread = np.array([d2(size) for size in n]), np.array([d3(size) for size in n])
    fair = np.array([c4(size) for size in n])
    everything = np.concatenate(groups)
    formulas: dict[SigmaMethod, Callable[[], Any]] = {
        SigmaMethod.RBAR: lambda: np.mean(ranges / mean),
        SigmaMethod.RBAR_MVLUE: lambda: np.average(ranges / mean, weights=mean**2 / spread**2),
        SigmaMethod.SBAR: lambda: np.mean(deviations / fair),
        SigmaMethod.SBAR_MVLUE: lambda: np.average(deviations / fair, weights=fair**2 / (1 - fair**2)),
        SigmaMethod.POOLED: lambda: np.sqrt(np.sum((n - 1) * deviations**2) / np.sum(n - 1)),
        SigmaMethod.OVERALL: lambda: everything.std(ddof=1),
    }
    return float(formulas[method]())


@settings(deadline=None)
@given(SUBGROUPS, st.sampled_from(sorted(set(SigmaMethod) - {SigmaMethod.MR, SigmaMethod.MR_MEDIAN})))
def test_each_estimator_is_its_formula(rows: Rows, method: SigmaMethod) -> None:
    analysis = charted(ChartKind.XBAR_R, rows, Options(sigma_method=method))
    assert analysis.stages[0].sigma == pytest.approx(literal_sigma(method, rows), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("method", SigmaMethod)
def test_every_estimator_finds_the_sigma_of_a_normal_process(method: SigmaMethod, chance: Chance) -> None:
    singles = method in {SigmaMethod.MR, SigmaMethod.MR_MEDIAN}
    data = chance.normal(10, 2.5, size=(20_000, 1 if singles else 5))
    kind = ChartKind.I_MR if singles else ChartKind.XBAR_R
    sigma = charted(kind, data, Options(sigma_method=method, unbiased=True)).stages[0].sigma
    assert sigma == pytest.approx(2.5, rel=0.02)


def test_moving_ranges_may_span_more_than_two_values(chance: Chance) -> None:
    data = chance.normal(0, 1, size=50_000)
    analysis = charted(ChartKind.I_MR, data, Options(span=4))
    assert analysis.stages[0].sigma == pytest.approx(1, rel=0.02)
    assert np.isnan(analysis.charts[1].values[:3]).all()


def test_between_and_within_are_told_apart(chance: Chance) -> None:
    between = chance.normal(0, 3, size=(20_000, 1))
    limits = charted(ChartKind.IMR_RS, between + chance.normal(0, 1, size=(20_000, 4)), Options()).stages[0].limits
    assert isinstance(limits, Limits)
    assert limits.sigma == pytest.approx(1, rel=0.02)
    assert limits.sigma_of_means == pytest.approx((9 + 1 / 4) ** 0.5, rel=0.02)
    by_deviation = charted(
        ChartKind.IMR_RS, between[:9] + chance.normal(size=(9, 4)), Options(sigma_method=SigmaMethod.SBAR)
    )
    assert [chart.statistic for chart in by_deviation.charts] == ["mean", "moving_range", "standard_deviation"]
