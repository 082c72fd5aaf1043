"""The regularized incomplete beta function: the beta distribution on 0..1."""

from services.quality.distributions.rules import saddle_point
from services.quality.distributions.rules.roots import ROUNDING, TINY, inverse


def cdf(x: float, a: float, b: float) -> float:
    """I_x(a, b), a, b > 0."""
    return tails(x, 1 - x, a, b)[0]


def sf(x: float, a: float, b: float) -> float:
    return tails(x, 1 - x, a, b)[1]


def tails(x: float, rest: float, a: float, b: float) -> tuple[float, float]:
    """I_x(a, b) and what is left of 1, where rest = 1 - x is known better than by subtraction (DLMF 8.17.22)."""
    if x <= 0:
        return 0.0, 1.0
    if rest <= 0:
        return 1.0, 0.0
    if x < (a + 1) / (a + b + 2):
        lower = _fraction(x, rest, a, b)
        return lower, 1 - lower
    upper = _fraction(rest, x, b, a)
    return 1 - upper, upper


def quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p, 0 < p < 1."""
    odds = inverse(lambda odds: tails(odds / (1 + odds), 1 / (1 + odds), a, b), p, a / b)
    return odds / (1 + odds)


def _fraction(x: float, rest: float, a: float, b: float) -> float:
    """I_x(a, b) by its continued fraction, two steps at a time (Lentz's method)."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    result, step, m = d, 0.0, 0
    while abs(step - 1) > ROUNDING / 4:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for factor in (even, odd):
            d = 1 / _off_zero(1 + factor * d)
            c = _off_zero(1 + factor / c)
            step *= c * d
        result *= step
    return saddle_point.binomial(a, a + b, x, rest) * b / (a + b) * result


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
