"""Agreement of people who judge: published kappas, the delta method, and what must hold for any study."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from services.quality.msa.rules.attributes import (
    InsufficientData,
    Judgement,
    StandardMissing,
    TooManyNames,
    attribute_agreement,
)
from services.quality.msa.rules.designs import UnbalancedDesign
from services.quality.msa.rules.kappa import cohen, fleiss

untimed = settings(deadline=None)

DIAGNOSES = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
"""Fleiss (1971), table 1: how many of six psychiatrists put each of thirty patients into each of five categories."""


def test_fleiss_kappa_of_the_published_diagnoses() -> None:
    counts = np.array([[int(count) for count in row] for row in DIAGNOSES.split()])
    assert (counts.sum(axis=0) / 180).round(3).tolist() == [0.144, 0.144, 0.167, 0.306, 0.239]
    kappa = fleiss(counts)
    assert kappa.value == pytest.approx(0.430, abs=5e-4)
    assert kappa.z == pytest.approx(17.7, abs=0.05)


def test_cohens_kappa_of_the_grant_reviews() -> None:
    """Two readers of fifty proposals, in every textbook: 35 agreements where 25 come by chance."""
    assert cohen(np.array([[20, 5], [10, 15]])).value == pytest.approx(0.4)


def by_delta_method(shares: NDArray[np.float64], n: int) -> float:
    """The standard error of kappa from its slopes in every cell."""

    def kappa(cells: NDArray[np.float64]) -> float:
        whole = cells / cells.sum()
        chance = float(whole.sum(axis=1) @ whole.sum(axis=0))
        return (float(np.trace(whole)) - chance) / (1 - chance)

    step = 1e-6
    slopes = np.empty_like(shares)
    for at, _ in np.ndenumerate(shares):
        up, down = shares.copy(), shares.copy()
        up[at] += step
        down[at] -= step
        slopes[at] = (kappa(up) - kappa(down)) / (2 * step)
    mean = float(np.sum(shares * slopes))
    return sqrt(float(np.sum(shares * (slopes - mean) ** 2)) / n)


@untimed
@given(st.lists(st.integers(1, 40), min_size=9, max_size=9))
def test_both_standard_errors_of_cohens_kappa_follow_from_its_slopes(cells: list[int]) -> None:
    table = np.array(cells).reshape(3, 3)
    shares, n, kappa = table / table.sum(), int(table.sum()), cohen(table)
    by_chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    assert kappa.se == pytest.approx(by_delta_method(shares, n), rel=1e-4)
    assert kappa.se_by_chance == pytest.approx(by_delta_method(by_chance, n), rel=1e-4)
    assert kappa.p == pytest.approx(stats.norm.sf(kappa.z))


def test_one_category_for_everything_proves_no_agreement() -> None:
    assert cohen(np.array([[7, 0], [0, 0]])).value is None
    assert fleiss(np.array([[3, 0], [3, 0]])).value is None


RATINGS = {
    "ann": ["ok ok", "ok ok", "bad bad", "bad ok", "ok ok", "bad bad"],
    "bob": ["ok ok", "bad ok", "bad bad", "bad bad", "ok ok", "bad bad"],
}
TRUTH = {"1": "ok", "2": "ok", "3": "bad", "4": "bad", "5": "ok", "6": "ok"}
JUDGEMENTS = [
    Judgement(str(item), person, rating)
    for person, items in RATINGS.items()
    for item, ratings in enumerate(items, 1)
    for rating in ratings.split()
]


def test_agreement_is_counted_item_by_item() -> None:
    study = attribute_agreement(JUDGEMENTS, TRUTH)
    ann, bob = study.appraisers
    assert ann.within is not None
    assert ann.with_standard is not None
    assert bob.with_standard is not None
    assert study.between is not None
    assert study.all_with_standard is not None
    counted = [ann.within, ann.with_standard, bob.with_standard, study.between, study.all_with_standard]
    assert [one.agreed for one in counted] == [5, 4, 4, 4, 3]
    known = stats.binomtest(5, 6).proportion_ci(0.95, "exact")
    assert (ann.within.lower_percent, ann.within.upper_percent) == pytest.approx((100 * known.low, 100 * known.high))
    assert ann.within.percent == pytest.approx(500 / 6)


def test_kappas_come_from_the_ratings_trial_by_trial() -> None:
    study = attribute_agreement(JUDGEMENTS, TRUTH)
    ann = study.appraisers[0].with_standard
    assert ann is not None
    assert study.categories == ["ok", "bad"]
    assert ann.kappa == cohen(np.array([[6, 1], [2, 3]])), "rows: what ann said, columns: the truth"
    assert [(pair.one, pair.other, pair.kappa) for pair in study.pairs] == [
        ("ann", "bob", cohen(np.array([[5, 2], [0, 5]])))
    ]
    assert study.between is not None
    assert study.between.kappa == fleiss(np.array([[4, 0], [3, 1], [0, 4], [1, 3], [4, 0], [0, 4]]))


def test_without_a_standard_or_second_trial_nothing_is_made_up() -> None:
    once = [Judgement(str(item), person, "ok") for item in range(3) for person in ("ann", "bob")]
    study = attribute_agreement(once)
    assert [(one.within, one.with_standard) for one in study.appraisers] == [(None, None)] * 2
    assert study.all_with_standard is None
    assert study.between is not None
    assert (study.between.percent, study.between.upper_percent) == (100, 100)
    alone = attribute_agreement(once[::2], dict.fromkeys("012", "ok"))
    assert (alone.between, alone.all_with_standard, alone.pairs) == (None, None, [])


@untimed
@given(st.permutations(range(12)))
def test_the_order_of_items_does_not_matter(order: list[int]) -> None:
    pairs = [JUDGEMENTS[2 * at : 2 * at + 2] for at in order]
    shuffled = attribute_agreement([one for pair in pairs for one in pair], TRUTH)
    plain = attribute_agreement(JUDGEMENTS, TRUTH)
    assert {one.appraiser: one.within for one in shuffled.appraisers} == {
        one.appraiser: one.within for one in plain.appraisers
    }
    assert shuffled.between == plain.between


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(UnbalancedDesign) as refused:
        attribute_agreement(JUDGEMENTS[:-1])
    assert refused.value.facts["cells"] == [{"item": "6", "appraiser": "bob", "readings": 1}]
    with pytest.raises(StandardMissing) as missing:
        attribute_agreement(JUDGEMENTS, {"1": "ok"})
    assert missing.value.facts["items"] == ["2", "3", "4", "5", "6"]
    with pytest.raises(InsufficientData):
        attribute_agreement([Judgement("1", "ann", "ok"), Judgement("2", "ann", "ok")])
    with pytest.raises(InsufficientData):
        attribute_agreement([])
    with pytest.raises(TooManyNames):
        attribute_agreement([Judgement(str(at % 2), "ann", str(at)) for at in range(102)])
