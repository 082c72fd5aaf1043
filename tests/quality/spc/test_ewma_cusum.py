"""The charts that remember: EWMA and CUSUM."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, Limits, Options, Stage
from services.quality.spc.rules.observations import observations

EIGHTHS = st.integers(-1000, 1000).map(lambda eighths: eighths / 8)
STANDARD = (Stage(limits=Limits(0.0, 1.0)),)


def judged(kind: ChartKind, values: Any, **options: Any) -> tuple[Chart, ...]:
    """Against a target of 0 and a sigma of 1."""
    return analyze(kind, observations(values), Options(stages=STANDARD, **options)).charts


def literal_ewma(values: list[float], weight: float, target: float) -> list[float]:
    smoothed = [target]
    for value in values:
        smoothed.append(weight * value + (1 - weight) * smoothed[-1])
    return smoothed[1:]


@given(st.lists(EIGHTHS, min_size=2, max_size=30), st.sampled_from([0.05, 0.2, 1.0]))
def test_an_ewma_is_its_recursion_and_its_variance_the_closed_form(values: list[float], weight: float) -> None:
    options = Options(stages=(Stage(limits=Limits(1.0, 2.0)),), ewma=Ewma(weight, 3.0))
    [chart] = analyze(ChartKind.EWMA, observations(values), options).charts
    np.testing.assert_allclose(chart.values, literal_ewma(values, weight, 1.0), rtol=1e-9, atol=1e-9)
    t = np.arange(1, len(values) + 1)
    np.testing.assert_allclose(chart.sigma, 2 * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * t))))


def test_a_missing_point_leaves_what_is_remembered() -> None:
    whole, holed = [1.0, 2.0, 3.0, 2.5, 3.5], [1.0, 2.0, None, 3.0, 2.5, 3.5]
    for kind in (ChartKind.EWMA, ChartKind.CUSUM):
        for one, other in zip(judged(kind, whole), judged(kind, holed), strict=True):
            np.testing.assert_array_equal(np.delete(other.values, 2), one.values)
            assert np.isnan(other.values[2])


def test_a_cusum_finds_when_and_how_far_a_process_shifted() -> None:
    data = np.tile([0.3, -0.3], 200)
    data[200:] -= 2
    upper, lower = judged(ChartKind.CUSUM, data)
    assert (upper.changes, lower.changes[0].last_in_control) == ((), 200)
    assert lower.changes[0].mean == pytest.approx(-2, abs=0.3)


def test_a_cusum_may_start_ahead_and_begin_anew_after_a_signal() -> None:
    upper, lower = judged(ChartKind.CUSUM, [1.0, 1.0], cusum=Cusum(0.5, 4.0, head_start=2.0))
    assert upper.values.tolist() == [2.5, 3.0]
    assert lower.values.tolist() == [0.5, 0.0]
    reset, _ = judged(ChartKind.CUSUM, [3.0] * 4, cusum=Cusum(0.5, 4.0, reset=True))
    assert reset.values.tolist() == [2.5, 5.0, 2.5, 5.0]
    assert reset.counts is not None
    assert reset.counts.tolist() == [1, 2, 1, 2]
    assert [(change.signal, change.last_in_control) for change in reset.changes] == [(2, 0), (4, 2)]
