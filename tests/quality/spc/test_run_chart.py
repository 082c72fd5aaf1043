"""Anhøj's tests of run charts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.observations import observations
from services.quality.spc.rules.plots import RunTest
from services.quality.spc.rules.run_chart import run_test

LIMITS = {10: (6, 2), 12: (7, 3), 16: (7, 4), 20: (7, 6), 24: (8, 8), 30: (8, 10), 40: (8, 14), 60: (9, 23)}
"""Longest run and fewest crossings that are still usual (Anhøj & Olesen 2014, Table 1), by the number of points."""


@pytest.mark.parametrize(("useful", "limits"), LIMITS.items())
def test_the_limits_are_those_of_the_published_table(useful: int, limits: tuple[int, int]) -> None:
    test = run_test(np.resize([1.0, -1.0], useful), 0.0)
    assert (test.longest_run_limit, test.crossings_limit) == limits


def test_a_shift_makes_a_long_run_and_few_crossings() -> None:
    values = [1, 3, 2, 1, 4, 2, 3, 1, 2, 3, 8, 9, 8, 9, 7, 9, 8, 9, 9, 8]
    analysis = analyze(ChartKind.RUN, observations(values))
    [chart], runs = analysis.charts, analysis.stages[0].runs
    assert (chart.center[0], runs) == (5.5, RunTest(20, 10, 7, 1, 6, signal=True))
    assert np.isnan(chart.ucl).all()
    assert chart.signals == ()


def test_points_on_the_median_are_passed_over_and_a_missing_one_ends_a_run() -> None:
    assert run_test(np.array([1.0, 0, 1, 1, -1]), 0.0) == RunTest(4, 3, None, 1, None, signal=None)
    assert run_test(np.array([1.0, 1, np.nan, 1, -1]), 0.0).longest_run == 2
    assert run_test(np.zeros(5), 0.0).longest_run == 0


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=10, max_size=60))
def test_runs_and_crossings_are_counted_as_one_would_by_hand(values: list[float]) -> None:
    useful = [value for value in values if value]
    lengths, crossings = [0], 0
    for before, after in zip([None, *useful], useful, strict=False):
        crossings += before is not None and before != after
        lengths.append(lengths[-1] + 1 if before == after else 1)
    found = run_test(np.array(values), 0.0)
    assert (found.useful, found.longest_run, found.crossings) == (len(useful), max(lengths), crossings)
    if len(useful) >= 10:
        assert found.crossings_limit == stats.binom.ppf(0.05, len(useful) - 1, 0.5)
