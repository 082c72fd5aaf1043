"""The standard normal distribution."""

from math import erfc, exp, log, log1p, pi, sqrt
from statistics import NormalDist

STANDARD = NormalDist()
FAR = -36.0
"""Below it `cdf` nears the smallest float, so its logarithm comes from the asymptotic series."""


def pdf(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def cdf(z: float) -> float:
    """Φ(z), to the last digits far into the lower tail."""
    return erfc(-z / sqrt(2)) / 2


def sf(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


def log_cdf(z: float) -> float:
    """ln Φ(z) for any z, also where Φ(z) itself is too small for a float (Abramowitz & Stegun 26.2.12)."""
    if z > FAR:
        return log(cdf(z)) if z < 0 else log1p(-sf(z))
    series = 1 - (1 - (3 - 15 / z**2) / z**2) / z**2
    return -z * z / 2 - log(-z * sqrt(2 * pi)) + log(series)


def quantile(p: float) -> float:
    """Φ⁻¹(p), 0 < p < 1 (Wichura 1988, AS 241); of an upper tail q it is `-quantile(q)`."""
    if not 0 < p < 1:
        raise ValueError(f"A quantile belongs to a probability between 0 and 1, not to {p}.")
    return STANDARD.inv_cdf(p)
