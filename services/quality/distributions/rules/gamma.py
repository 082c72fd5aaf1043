"""The regularized incomplete gamma functions: the gamma distribution of shape a and rate 1."""

from services.quality.distributions.rules import saddle_point
from services.quality.distributions.rules.roots import ROUNDING, TINY, inverse


def cdf(x: float, a: float) -> float:
    """P(a, x), a > 0."""
    return tails(x, a)[0]


def sf(x: float, a: float) -> float:
    """Q(a, x) = 1 - P(a, x), a > 0."""
    return tails(x, a)[1]


def tails(x: float, a: float) -> tuple[float, float]:
    """P and Q: the smaller one is worked out (DLMF 8.11.4 and 8.9.2), the other follows."""
    if x <= 0:
        return 0.0, 1.0
    if x < a + 1:
        lower = _series(x, a)
        return lower, 1 - lower
    upper = _fraction(x, a)
    return 1 - upper, upper


def quantile(p: float, a: float) -> float:
    """The x with P(a, x) = p, 0 < p < 1."""
    return inverse(lambda x: tails(x, a), p, a)


def _series(x: float, a: float) -> float:
    """P(a, x) as xᵃ e⁻ˣ / Γ(a + 1) times a sum of positive terms."""
    total = term = 1.0
    shape = a
    while term > ROUNDING / 8 * total:
        shape += 1
        term *= x / shape
        total += term
    return saddle_point.poisson(a, x) * total


def _fraction(x: float, a: float) -> float:
    """Q(a, x) by its continued fraction (Lentz's method)."""
    b = x + 1 - a
    c, d = 1 / TINY, 1 / b
    result, step, i = d, 0.0, 0
    while abs(step - 1) > ROUNDING / 4:
        i += 1
        factor = i * (a - i)
        b += 2
        d = 1 / _off_zero(factor * d + b)
        c = _off_zero(b + factor / c)
        step = c * d
        result *= step
    return saddle_point.poisson(a, x) * a * result


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
