"""Student's t distribution with `df` > 0 degrees of freedom, whole or not."""

from services.quality.distributions.rules import beta
from services.quality.distributions.rules.roots import inverse


def cdf(t: float, df: float) -> float:
    return sf(-t, df)


def sf(t: float, df: float) -> float:
    outside = _outside(abs(t), df)[1] / 2
    return outside if t >= 0 else 1 - outside


def quantile(p: float, df: float) -> float:
    """The t with P(T ≤ t) = p, 0 < p < 1; of an upper tail q it is `-quantile(q, df)`."""
    if p == 0.5:
        return 0.0
    tail = min(p, 1 - p)
    size = inverse(lambda t: _outside(t, df), 1 - 2 * tail, 1.0, 2 * tail)
    return size if p > 0.5 else -size


def _outside(t: float, df: float) -> tuple[float, float]:
    """P(|T| ≤ t) and P(|T| > t)."""
    whole = df + t * t
    return beta.tails(t * t / whole, df / whole, 0.5, df / 2)
