"""Bias and linearity against scipy and the published AIAG study."""

import numpy as np
import pytest
from scipy import stats

from services.quality.msa.rules.bias import InsufficientData, bias, linearity

AIAG = np.array(
    [
        [2.7, 2.5, 2.4, 2.5, 2.7, 2.3, 2.5, 2.5, 2.4, 2.4, 2.6, 2.4],
        [5.1, 3.9, 4.2, 5.0, 3.8, 3.9, 3.9, 3.9, 3.9, 4.0, 4.1, 3.8],
        [5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1],
        [7.6, 7.7, 7.8, 7.7, 7.8, 7.8, 7.8, 7.7, 7.8, 7.5, 7.6, 7.7],
        [9.1, 9.3, 9.5, 9.3, 9.4, 9.5, 9.5, 9.5, 9.6, 9.2, 9.3, 9.4],
    ]
)
"""AIAG MSA (4th edition), table III-B 4: twelve readings of each of five references."""
REFERENCES = np.repeat([2.0, 4.0, 6.0, 8.0, 10.0], 12)
STUDY = linearity(AIAG.reshape(-1), REFERENCES)


def test_linearity_rounds_to_the_printed_figures() -> None:
    assert STUDY.slope.value == pytest.approx(-0.131667, abs=5e-7)
    assert STUDY.intercept.value == pytest.approx(0.736667, abs=5e-7)
    assert STUDY.s == pytest.approx(0.23954, abs=5e-6)
    assert STUDY.r_squared == pytest.approx(0.714, abs=5e-4)
    assert STUDY.slope.t == pytest.approx(-12.043, abs=5e-4)
    assert STUDY.intercept.t == pytest.approx(10.158, abs=5e-4)


def test_linearity_equals_scipys_regression() -> None:
    known = stats.linregress(REFERENCES, AIAG.reshape(-1) - REFERENCES)
    assert (STUDY.slope.value, STUDY.slope.se, STUDY.slope.p) == pytest.approx(
        (known.slope, known.stderr, known.pvalue)
    )
    assert STUDY.intercept.se == pytest.approx(known.intercept_stderr)
    reach = stats.t.ppf(0.975, 58) * known.stderr
    assert (STUDY.slope.lower, STUDY.slope.upper) == pytest.approx((known.slope - reach, known.slope + reach))


def test_the_bias_at_each_reference_is_tested_by_itself() -> None:
    for values, found in zip(AIAG, STUDY.by_reference, strict=True):
        known = stats.ttest_1samp(values, found.reference)
        interval = known.confidence_interval(0.95)
        assert found.bias.value == pytest.approx(values.mean() - found.reference)
        assert (found.bias.t, found.bias.p) == pytest.approx((known.statistic, known.pvalue))
        assert (found.bias.lower, found.bias.upper) == pytest.approx(
            (interval.low - found.reference, interval.high - found.reference)
        )


def test_a_gage_that_never_varies_has_a_bias_and_no_test() -> None:
    found = bias(np.array([0.3, 0.3, 0.3]), 0.1)
    assert found.bias.value == pytest.approx(0.2)
    assert (found.sd, found.bias.se, found.bias.t, found.bias.p, found.bias.lower) == (0, None, None, None, None)
    flat = linearity(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert (flat.slope.value, flat.slope.t, flat.r_squared, flat.s) == (0, None, None, None)
    assert flat.by_reference[0].sd is None


def test_too_little_is_refused() -> None:
    with pytest.raises(InsufficientData):
        bias(np.array([1.0]), 1.0)
    with pytest.raises(InsufficientData):
        linearity(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    with pytest.raises(InsufficientData):
        linearity(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
