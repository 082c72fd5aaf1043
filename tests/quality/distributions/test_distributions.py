"""Every distribution against scipy, into the tails, for sizes from one unit to millions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from services.quality.distributions.rules import (
    beta,
    binomial,
    chi_square,
    fisher_f,
    gamma,
    hypergeometric,
    normal,
    poisson,
    student_t,
)

untimed = settings(deadline=None)

Z = [-37.5, -12.0, -5.0, -1.0, -1e-9, 0.0, 0.3, 2.0, 8.0, 30.0]
P = [1e-12, 0.00135, 0.025, 0.3, 0.5, 0.9, 0.975, 0.99865, 1 - 1e-9]
DF = [0.5, 1.0, 2.0, 9.0, 124.0, 18.6, 12_345.6, 1e6]
SIZES = [(1, 0.5), (8, 0.001), (52, 0.03), (52, 0.97), (2_000, 0.1), (1_000_000, 1e-5), (1_000_000, 0.37)]
MEANS = [1e-6, 0.5, 3.0, 47.3, 1e4, 1e6]
LOTS = [(5, 2, 10), (80, 30, 1_000), (125, 1, 3_000), (10, 9, 12), (2_000, 700, 500_000), (400, 90_000, 100_000)]


def same(actual: float, expected: float, rel: float = 1e-11) -> None:
    assert actual == pytest.approx(expected, rel=rel, abs=1e-300)


@pytest.mark.parametrize("z", Z)
def test_the_normal_distribution(z: float) -> None:
    same(normal.pdf(z), stats.norm.pdf(z))
    same(normal.cdf(z), stats.norm.cdf(z))
    same(normal.sf(z), stats.norm.sf(z))


def test_the_logarithm_of_a_normal_tail_has_no_end() -> None:
    z = np.array([*Z, 0.1, -36.0, -36.1, -100.0, -1e6, 36.0, 40.0, 1e6])
    lower, upper = normal.log_tails(z)
    assert lower == pytest.approx(special.log_ndtr(z), rel=1e-11)
    assert upper == pytest.approx(special.log_ndtr(-z), rel=1e-11)


@pytest.mark.parametrize("p", [1e-300, *P])
def test_normal_quantiles(p: float) -> None:
    same(normal.quantile(p), special.ndtri(p))


@pytest.mark.parametrize("df", DF)
@pytest.mark.parametrize("p", P)
def test_chi_square(p: float, df: float) -> None:
    quantile = chi_square.quantile(p, df)
    same(quantile, stats.chi2.ppf(p, df), 1e-9)
    for x in (quantile, quantile / 3, quantile * 2):
        same(chi_square.cdf(x, df), stats.chi2.cdf(x, df), 1e-9)
        same(chi_square.sf(x, df), stats.chi2.sf(x, df), 1e-9)


@pytest.mark.parametrize("df", DF)
@pytest.mark.parametrize("p", P)
def test_student(p: float, df: float) -> None:
    quantile = student_t.quantile(p, df)
    same(quantile, stats.t.ppf(p, df), 1e-9)
    for t in (quantile, -quantile, quantile / 3):
        same(student_t.cdf(t, df), stats.t.cdf(t, df), 1e-9)
        same(student_t.sf(t, df), stats.t.sf(t, df), 1e-9)


@pytest.mark.parametrize("degrees", [(1, 1), (2, 60), (18, 60), (0.7, 12.3), (500, 3), (1_000, 100_000)])
@pytest.mark.parametrize("p", P)
def test_fisher(p: float, degrees: tuple[float, float]) -> None:
    quantile = fisher_f.quantile(p, *degrees)
    same(quantile, stats.f.ppf(p, *degrees), 1e-9)
    for x in (quantile, quantile / 3, quantile * 2):
        same(fisher_f.cdf(x, *degrees), stats.f.cdf(x, *degrees), 1e-8)
        same(fisher_f.sf(x, *degrees), stats.f.sf(x, *degrees), 1e-9)


@pytest.mark.parametrize("shapes", [(0.5, 0.5), (1, 3), (2.5, 40), (4, 49), (1e4, 1e6)])
@pytest.mark.parametrize("p", P)
def test_beta(p: float, shapes: tuple[float, float]) -> None:
    quantile = beta.quantile(p, *shapes)
    same(quantile, stats.beta.ppf(p, *shapes), 1e-9)
    same(beta.cdf(quantile, *shapes), stats.beta.cdf(quantile, *shapes), 1e-9)
    same(beta.sf(quantile / 2, *shapes), stats.beta.sf(quantile / 2, *shapes), 1e-9)


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_binomial(n: int, p: float) -> None:
    for k in {-1, 0, 1, n // 100, int(n * p), int(n * p) + 3, n - 1, n, n + 1}:
        same(binomial.pmf(k, n, p), stats.binom.pmf(k, n, p), 1e-9)
        same(binomial.cdf(k, n, p), stats.binom.cdf(k, n, p), 1e-9)
        same(binomial.sf(k, n, p), stats.binom.sf(k, n, p), 1e-9)
    assert [binomial.quantile(q, n, p) for q in P] == [stats.binom.ppf(q, n, p) for q in P]


@pytest.mark.parametrize("mean", MEANS)
def test_poisson(mean: float) -> None:
    for k in {-1, 0, 1, int(mean), int(mean / 2), int(mean * 1.01) + 4}:
        same(poisson.pmf(k, mean), stats.poisson.pmf(k, mean), 1e-8)
        same(poisson.cdf(k, mean), stats.poisson.cdf(k, mean), 1e-9)
        same(poisson.sf(k, mean), stats.poisson.sf(k, mean), 1e-9)
    assert [poisson.quantile(q, mean) for q in P] == [stats.poisson.ppf(q, mean) for q in P]


@pytest.mark.parametrize(("n", "marked", "lot"), LOTS)
def test_hypergeometric(n: int, marked: int, lot: int) -> None:
    mean = n * marked // lot
    for k in {-1, 0, 1, mean, mean // 2, mean + 2, min(n, marked) - 1, min(n, marked), n}:
        same(hypergeometric.pmf(k, n, marked, lot), stats.hypergeom.pmf(k, lot, marked, n), 1e-8)
        same(hypergeometric.cdf(k, n, marked, lot), stats.hypergeom.cdf(k, lot, marked, n), 1e-8)
        same(hypergeometric.sf(k, n, marked, lot), stats.hypergeom.sf(k, lot, marked, n), 1e-8)
    quantiles = [stats.hypergeom.ppf(q, lot, marked, n) for q in P]
    assert [hypergeometric.quantile(q, n, marked, lot) for q in P] == quantiles


@untimed
@given(x=st.floats(0, 1e4, allow_subnormal=False), a=st.floats(1e-3, 1e4))
def test_both_tails_of_the_gamma_function_add_up(x: float, a: float) -> None:
    lower, upper = gamma.tails(x, a)
    assert 0 <= lower <= 1
    assert lower + upper == pytest.approx(1)
    same(lower, special.gammainc(a, x), 1e-9)
    same(upper, special.gammaincc(a, x), 1e-9)


@untimed
@given(n=st.integers(1, 60), share=st.floats(0, 1), k=st.integers(0, 60))
def test_a_binomial_tail_is_the_sum_of_its_terms(n: int, share: float, k: int) -> None:
    terms = sum(binomial.pmf(i, n, share) for i in range(min(k, n) + 1))
    assert binomial.cdf(k, n, share) == pytest.approx(terms, abs=1e-12)


QUANTILES: list[Callable[[float], Any]] = [
    normal.quantile,
    lambda p: chi_square.quantile(p, 3),
    lambda p: student_t.quantile(p, 3),
    lambda p: fisher_f.quantile(p, 3, 4),
    lambda p: beta.quantile(p, 3, 4),
]


@pytest.mark.parametrize("quantile", QUANTILES)
@pytest.mark.parametrize("p", [-0.1, 0.0, 1.0, 1.1])
def test_there_is_no_quantile_of_certainty(quantile: Callable[[float], Any], p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(p)
