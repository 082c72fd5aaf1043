"""Where an increasing function crosses zero."""

from collections.abc import Callable
from math import log
from sys import float_info

ROUNDING = 4 * float_info.epsilon
TINY = float_info.min


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Of a continuous function with opposite signs at both ends, to rounding (Chandrupatla 1997)."""
    a, b, c = high, low, high
    at_a, at_b, at_c = function(a), function(b), function(high)
    share = 0.5
    while True:
        middle = a + share * (b - a)
        at = function(middle)
        if (at > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, b, at_c, at_b = b, a, at_b, at_a
        a, at_a = middle, at
        best = a if abs(at_a) < abs(at_b) else b
        width = abs(b - c) if a == b else abs(b - a)
        if at_a == 0 or width <= ROUNDING * abs(best) + TINY:
            return best
        share = _share((a, at_a), (b, at_b), (c, at_c), (ROUNDING * abs(best) + TINY) / (2 * width))


def _share(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], least: float) -> float:
    """How far from a to b to look next: by inverse quadratic interpolation where that is safe, else half-way."""
    (x, f), (y, g), (z, h) = a, b, c
    across, up = (x - y) / (z - y) if z != y else 1.0, (f - g) / (h - g) if h != g else 1.0
    if not (up * up < across and (1 - up) ** 2 < 1 - across):
        return 0.5
    share = f / (g - f) * h / (g - h) + (z - x) / (y - x) * f / (h - f) * g / (h - g)
    return min(1 - least, max(least, share))


def inverse(tails: Callable[[float], tuple[float, float]], p: float, start: float, q: float | None = None) -> float:
    """The x ≥ 0 whose tails, the lower and the upper, are p and q = 1 - p; sought from `start` on.

    The smaller tail is the one compared, so a tiny q stays exact where the caller knows it.
    """
    q = 1 - p if q is None else q
    if min(p, q) <= 0:
        raise ValueError(f"A quantile belongs to a probability between 0 and 1, not to {p}.")

    def beyond(x: float) -> float:
        lower, upper = tails(x)
        return log(max(lower, TINY) / p) if p < q else log(q / max(upper, TINY))

    low = high = start
    while beyond(low) > 0 and low > TINY:
        low /= 4
    while beyond(high) < 0:
        high *= 4
    return low if low == high else root(beyond, low, high)


def least_count(cdf: Callable[[int], float], p: float, low: int, high: int) -> int:
    """The smallest k of `low`..`high` with cdf(k) ≥ p; what rounding makes of an equality does not count."""
    enough = p * (1 - 64 * float_info.epsilon)
    while low < high:
        middle = (low + high) // 2
        if cdf(middle) >= enough:
            high = middle
        else:
            low = middle + 1
    return low
