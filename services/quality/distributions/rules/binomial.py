"""The binomial distribution: k of n independent units, each with probability p; exact tails by the beta function."""

from services.quality.distributions.rules import beta, saddle_point
from services.quality.distributions.rules.roots import least_count


def pmf(k: int, n: int, p: float) -> float:
    return saddle_point.binomial(k, n, p, 1 - p) if 0 <= k <= n else 0.0


def cdf(k: int, n: int, p: float) -> float:
    if k < 0 or k >= n:
        return float(k >= n)
    return beta.tails(1 - p, p, n - k, k + 1)[0]


def sf(k: int, n: int, p: float) -> float:
    if k < 0 or k >= n:
        return float(k < 0)
    return beta.tails(p, 1 - p, k + 1, n - k)[0]


def quantile(p: float, n: int, share: float) -> int:
    """The smallest k with P(X ≤ k) ≥ p, 0 < p < 1."""
    return least_count(lambda k: cdf(k, n, share), p, 0, n)
