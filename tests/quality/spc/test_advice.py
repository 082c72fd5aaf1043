"""Which chart is advised for which data, and with what reasons."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from services.quality.spc.rules.advice import Advice, recommend
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.observations import InsufficientData, InvalidCount, observations
from services.quality.spc.rules.selftest.checks import Document
from tests.quality.spc.test_published import document

EMERGENCY: Document = document("laney_p_prime_nhs")["input"]
STEADY = [9, 12, 8, 10, 11, 9, 13, 10, 8, 10]


def codes(advice: Advice) -> list[str]:
    return [reason.code for reason in advice.reasons]


@pytest.mark.parametrize(
    ("rows", "chart", "why"),
    [
        ([[1.0], [2.0]], ChartKind.I_MR, "single_values"),
        (np.ones((3, 2)), ChartKind.XBAR_R, "small_subgroups"),
        (np.ones((3, 8)), ChartKind.XBAR_R, "small_subgroups"),
        (np.ones((3, 9)), ChartKind.XBAR_S, "large_subgroups"),
        ([[1.0, 2.0], [1.0, 2.0, 3.0]], ChartKind.XBAR_S, "unequal_subgroups"),
    ],
)
def test_measurements_are_charted_by_the_size_of_their_subgroups(rows: Any, chart: ChartKind, why: str) -> None:
    advice = recommend(DataKind.VARIABLE, observations(rows))
    assert (advice.chart, codes(advice), advice.dispersion) == (chart, [why], None)


def test_defectives_are_charted_as_shares_or_as_numbers_where_samples_are_equal() -> None:
    equal, unequal = observations(STEADY, [50] * 10), observations(STEADY, [50] * 9 + [60])
    assert recommend(DataKind.DEFECTIVES, equal).chart is ChartKind.P
    assert recommend(DataKind.DEFECTIVES, equal, counted=True).chart is ChartKind.NP
    assert recommend(DataKind.DEFECTIVES, unequal, counted=True).chart is ChartKind.P


def test_defects_are_charted_as_they_are_or_per_unit() -> None:
    assert recommend(DataKind.DEFECTS, observations(STEADY)).chart is ChartKind.C
    assert recommend(DataKind.DEFECTS, observations(STEADY, [2] * 10)).chart is ChartKind.C
    assert recommend(DataKind.DEFECTS, observations(STEADY, [2] * 9 + [3])).chart is ChartKind.U


def test_large_samples_that_vary_too_much_are_for_laney() -> None:
    advice = recommend(DataKind.DEFECTIVES, observations(EMERGENCY["counts"], EMERGENCY["sample_sizes"]))
    assert (advice.chart, advice.alternatives) == (ChartKind.LANEY_P, (ChartKind.P,))
    assert codes(advice) == ["shares", "overdispersion"]
    assert "sigma_z is 10.64" in advice.reasons[1].detail
    assert recommend(DataKind.DEFECTS, observations([10, 60, 12, 55, 9])).chart is ChartKind.LANEY_U


def test_the_dispersion_is_that_of_the_chi_square_test() -> None:
    """A test of homogeneity of a table of defectives and others is the same test."""
    counts, sizes = np.array(STEADY), np.array([50, 60, 70, 55, 50, 50, 80, 50, 60, 50])
    dispersion = recommend(DataKind.DEFECTIVES, observations(counts, sizes)).dispersion
    homogeneity = stats.chi2_contingency([counts, sizes - counts], correction=False)
    assert dispersion is not None
    assert dispersion.statistic == pytest.approx(homogeneity.statistic)
    assert dispersion.p_value == pytest.approx(homogeneity.pvalue)
    assert dispersion.df == homogeneity.dof == 9
    assert dispersion.sigma_z is not None


def test_low_counts_are_better_taken_from_larger_samples_or_charted_as_what_lies_between() -> None:
    few = recommend(DataKind.DEFECTS, observations([0, 1, 0, 2, 1, 0]))
    assert codes(few) == ["equal_exposure", "low_counts"]
    assert few.alternatives == (ChartKind.G, ChartKind.T)
    assert "low_counts" in codes(recommend(DataKind.DEFECTIVES, observations([1, 2, 1], [50, 50, 50])))


def test_what_lies_between_events_has_charts_of_its_own() -> None:
    assert recommend(DataKind.TIME_BETWEEN, observations([3.5, 8.0])).chart is ChartKind.T
    assert recommend(DataKind.COUNT_BETWEEN, observations([3, 8])).chart is ChartKind.G


def test_samples_without_any_defect_tell_nothing_of_dispersion() -> None:
    advice = recommend(DataKind.DEFECTIVES, observations([0, 0, 0], [50, 50, 50]))
    assert (advice.chart, codes(advice)) == (ChartKind.P, ["shares", "low_counts"])
    assert advice.dispersion is not None
    assert (advice.dispersion.statistic, advice.dispersion.p_value, advice.dispersion.sigma_z) == (None, None, None)


def test_nothing_is_advised_on_nothing_or_on_what_can_not_be() -> None:
    for kind in DataKind:
        with pytest.raises(InsufficientData):
            recommend(kind, observations([None, None]))
    with pytest.raises(InvalidCount):
        recommend(DataKind.DEFECTIVES, observations([51], [50]))
