"""The Poisson distribution of a count with that mean; exact tails through the gamma function."""

from math import ceil, sqrt

from services.quality.distributions.rules import gamma, saddle_point
from services.quality.distributions.rules.roots import least_count


def pmf(k: int, mean: float) -> float:
    return saddle_point.poisson(k, mean) if k >= 0 else 0.0


def cdf(k: int, mean: float) -> float:
    return gamma.sf(mean, k + 1) if k >= 0 else 0.0


def sf(k: int, mean: float) -> float:
    return gamma.cdf(mean, k + 1) if k >= 0 else 1.0


def quantile(p: float, mean: float) -> int:
    """The smallest k with P(X ≤ k) ≥ p, 0 < p < 1."""
    high = ceil(mean + 10 * sqrt(mean)) + 1
    while cdf(high, mean) < p:
        high *= 2
    return least_count(lambda k: cdf(k, mean), p, 0, high)
