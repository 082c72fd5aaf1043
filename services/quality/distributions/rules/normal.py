"""The standard normal distribution."""

from math import erfc, exp, pi, sqrt
from statistics import NormalDist
from sys import float_info

import numpy as np
from numpy.typing import NDArray

STANDARD = NormalDist()
FAR = 36.0
"""From there on a tail nears the smallest float, so its logarithm comes from the asymptotic series."""
TINY = float_info.min


def pdf(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def cdf(z: float) -> float:
    """Φ(z), to the last digits far into the lower tail."""
    return erfc(-z / sqrt(2)) / 2


def sf(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


def log_tails(z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """ln Φ(z) and ln (1 - Φ(z)) of many z, also where a tail is too small for a float (Abramowitz & Stegun 26.2.12)."""
    size = np.abs(z)
    tail = np.fromiter(map(erfc, (size / sqrt(2)).tolist()), float, size.size) / 2
    beyond = np.maximum(size, FAR)
    series = np.log1p(-(1 - (3 - 15 / beyond**2) / beyond**2) / beyond**2)
    far = series - beyond * beyond / 2 - np.log(beyond * sqrt(2 * pi))
    small = np.where(size < FAR, np.log(np.maximum(tail, TINY)), far)
    large = np.log1p(-tail)
    return np.where(z < 0, small, large), np.where(z < 0, large, small)


def quantile(p: float) -> float:
    """Φ⁻¹(p), 0 < p < 1 (Wichura 1988, AS 241); of an upper tail q it is `-quantile(q)`."""
    if not 0 < p < 1:
        raise ValueError(f"A quantile belongs to a probability between 0 and 1, not to {p}.")
    return STANDARD.inv_cdf(p)
