"""The hypergeometric distribution: k marked units in a sample of n drawn at once from `lot` units, `marked` of them."""

from services.quality.distributions.rules import saddle_point
from services.quality.distributions.rules.roots import ROUNDING, least_count


def pmf(k: int, n: int, marked: int, lot: int) -> float:
    """As a ratio of binomial probabilities, so that large lots lose no digits (Loader 2000)."""
    if not max(0, n + marked - lot) <= k <= min(n, marked):
        return 0.0
    if n in (0, lot) or marked in (0, lot):
        return 1.0
    share, rest = n / lot, (lot - n) / lot
    drawn = saddle_point.binomial(k, marked, share, rest) * saddle_point.binomial(n - k, lot - marked, share, rest)
    return drawn / saddle_point.binomial(n, lot, share, rest)


def cdf(k: int, n: int, marked: int, lot: int) -> float:
    if k < n * marked / lot:
        return _downward(k, n, marked, lot)
    return 1 - _downward(n - k - 1, n, lot - marked, lot)


def sf(k: int, n: int, marked: int, lot: int) -> float:
    """More than k marked is fewer than n - k unmarked."""
    return cdf(n - k - 1, n, lot - marked, lot)


def quantile(p: float, n: int, marked: int, lot: int) -> int:
    """The smallest k with P(X ≤ k) ≥ p, 0 < p < 1."""
    return least_count(lambda k: cdf(k, n, marked, lot), p, max(0, n + marked - lot), min(n, marked))


def _downward(k: int, n: int, marked: int, lot: int) -> float:
    """P(X ≤ k) from the largest term on, each from the one above it, until they no longer count."""
    k = min(k, n, marked)
    term = total = pmf(k, n, marked, lot)
    while term > ROUNDING / 8 * total and k > 0:
        term *= k * (lot - marked - n + k) / ((marked - k + 1) * (n - k + 1))
        total += term
        k -= 1
    return total
