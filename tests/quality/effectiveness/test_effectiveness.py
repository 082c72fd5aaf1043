"""Whether an action worked: tests of before and after against scipy, and the verdict as a table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from services.quality.capas.rules.kinds import EffectivenessDirection, EffectivenessVerdict
from services.quality.effectiveness.rules.effectiveness import Criterion, CriterionRequired, judged
from services.quality.effectiveness.rules.samples import Mean, Rate, Share, Spread

untimed = settings(deadline=None)
LESS, MORE = EffectivenessDirection
values = st.lists(st.floats(-1e3, 1e3).map(lambda value: round(value, 3)), min_size=2, max_size=30).map(np.array)
varied = values.filter(lambda some: some.std() > 1e-3)


@given(varied, varied)
@untimed
def test_means_are_compared_as_welch_does(after, before):
    expected = stats.ttest_ind(after, before, equal_var=False, alternative="less").pvalue
    assert Mean(after).chance_of_drop(Mean(before)) == pytest.approx(expected, rel=1e-8, abs=1e-14)


@given(varied, varied)
@untimed
def test_spreads_are_compared_by_their_variances(after, before):
    ratio = before.var(ddof=1) / after.var(ddof=1)
    expected = stats.f.sf(ratio, before.size - 1, after.size - 1)
    assert Spread(after).chance_of_drop(Spread(before)) == pytest.approx(expected, rel=1e-8)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
@untimed
def test_shares_are_compared_by_fishers_exact_test(n, before_n, data):
    bad, before = data.draw(st.integers(0, n)), data.draw(st.integers(0, before_n))
    table = [[bad, n - bad], [before, before_n - before]]
    expected = stats.fisher_exact(table, alternative="less").pvalue
    assert Share(bad, n).chance_of_drop(Share(before, before_n)) == pytest.approx(expected, rel=1e-8)


@given(st.integers(0, 100), st.integers(0, 100), st.floats(0.5, 500), st.floats(0.5, 500))
@untimed
def test_rates_are_compared_by_their_share_of_all_events(events, before, exposure, before_exposure):
    expected = stats.poisson_means_test(events, exposure, before, before_exposure, alternative="less").pvalue
    chance = Rate(events, exposure).chance_of_drop(Rate(before, before_exposure))
    exact = stats.binom.cdf(events, events + before, exposure / (exposure + before_exposure))
    assert chance == pytest.approx(exact, rel=1e-8)
    assert (chance is not None and chance < 0.01) <= (expected < 0.05), "never bolder than the E-test by far"


def test_the_published_welch_example():
    """Welch's example as in Snedecor and Cochran, Statistical Methods, 8th ed., and R's `t.test`: the sleep data."""
    first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    chance = Mean(first).chance_of_drop(Mean(second))
    assert chance == pytest.approx(0.07939 / 2, abs=5e-6)


def test_the_lady_tasting_tea():
    """Fisher, The Design of Experiments (1935): three of four cups right, p = 0.243."""
    assert Share(1, 4).chance_of_drop(Share(3, 4)) == pytest.approx(17 / 70)


HUNDRED = np.arange(100) / 100
VERDICTS = [
    ("much lower", Criterion(LESS, 20, alpha=0.05), Mean(HUNDRED - 1), Mean(HUNDRED), "effective", []),
    ("the same", Criterion(LESS, 20, alpha=0.05), Mean(HUNDRED), Mean(HUNDRED), "ineffective", ["may_be_chance"]),
    ("higher", Criterion(LESS, 20, alpha=0.05), Mean(HUNDRED + 1), Mean(HUNDRED), "ineffective", ["may_be_chance"]),
    ("higher is better", Criterion(MORE, 20, alpha=0.05), Mean(HUNDRED + 1), Mean(HUNDRED), "effective", []),
    ("too few", Criterion(LESS, 101, alpha=0.05), Mean(HUNDRED - 1), Mean(HUNDRED), "inconclusive", ["too_few"]),
    ("nothing measured", Criterion(LESS, 0, 1.0), Mean(HUNDRED[:0]), Mean(HUNDRED), "inconclusive", ["too_few"]),
    ("no baseline", Criterion(LESS, 5, alpha=0.05), Mean(HUNDRED), Mean(HUNDRED[:0]), "inconclusive", ["no_baseline"]),
    ("threshold reached", Criterion(LESS, 30, 0.1), Rate(3, 30.0), Rate(0, 0.0), "effective", []),
    ("threshold missed", Criterion(LESS, 30, 0.1), Rate(4, 30.0), Rate(9, 30.0), "ineffective", ["threshold_missed"]),
    ("none at all is good", Criterion(LESS, 30, 0.0), Rate(0, 90.0), Rate(9, 90.0), "effective", []),
    ("at least", Criterion(MORE, 10, 0.9), Share(8, 10), Share(1, 10), "ineffective", ["threshold_missed"]),
    (
        "good enough, by chance",
        Criterion(LESS, 10, 0.2, 0.05), Share(1, 10), Share(2, 10), "ineffective", ["may_be_chance"],
    ),
    ("neither", Criterion(LESS, 10, 0.1, 0.05), Share(5, 10), Share(5, 10), "ineffective",
     ["threshold_missed", "may_be_chance"]),
    ("constant and lower", Criterion(LESS, 5, alpha=0.05), Mean(np.ones(5)), Mean(np.ones(5) * 2), "effective", []),
    ("constant", Criterion(LESS, 5, alpha=0.05), Spread(np.ones(5)), Spread(np.arange(9.0)), "effective", []),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "after", "before", "verdict", "why"), [row[1:] for row in VERDICTS],
                         ids=[row[0] for row in VERDICTS])  # fmt: skip
def test_the_verdict(criterion, after, before, verdict, why):
    found = judged(criterion, after, before)
    assert (found.verdict, found.shortfalls) == (verdict, why)
    assert (found.n, found.value) == (after.n, after.value)


@given(values, values, st.sampled_from([Mean, Spread]), st.sampled_from([LESS, MORE]))
@untimed
def test_one_way_or_the_other_is_never_both(after, before, kind, direction):
    """What is proven better one way can't be proven better the other way."""
    verdicts = {judged(Criterion(way, 2, alpha=0.05), kind(after), kind(before)).verdict for way in (LESS, MORE)}
    assert verdicts != {EffectivenessVerdict.EFFECTIVE}


def test_a_criterion_says_something():
    with pytest.raises(CriterionRequired):
        Criterion(LESS, 20)
