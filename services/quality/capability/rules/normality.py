"""The Anderson-Darling test: whether values can come from a distribution whose parameters they themselves gave.

D'Agostino & Stephens (1986), Goodness-of-Fit Techniques, section 4.8.
"""

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import normal

Floats = NDArray[np.float64]

FEWEST = 8
"""Below this the p-values are not tabulated."""
WEIBULL_SIGNIFICANCE = (0.25, 0.10, 0.05, 0.025, 0.01)
WEIBULL_CRITICAL = (0.474, 0.637, 0.757, 0.877, 1.038)


@dataclass(frozen=True, slots=True)
class AndersonDarling:
    """A²*, corrected for the number of values, and its p; p is None below eight values."""

    statistic: float
    p: float | None


def of_normal(values: Floats) -> AndersonDarling:
    """Mean and standard deviation (n - 1) are the values' own; they may not all be equal."""
    n = values.size
    z = (np.sort(values) - values.mean()) / values.std(ddof=1)
    statistic = _a_squared(*normal.log_tails(z)) * (1 + 0.75 / n + 2.25 / n**2)
    return AndersonDarling(statistic, _normal_p(statistic) if n >= FEWEST else None)


def of_weibull(values: Floats, shape: float, scale: float) -> AndersonDarling:
    """Against the Weibull distribution fitted to them by maximum likelihood; p is held between 0.01 and 0.25."""
    hazard = (np.sort(values) / scale) ** shape
    log_cdf = np.log(np.maximum(-np.expm1(-hazard), np.finfo(float).tiny))
    statistic = _a_squared(log_cdf, -hazard) * (1 + 0.2 / sqrt(values.size))
    p = exp(float(np.interp(statistic, WEIBULL_CRITICAL, np.log(WEIBULL_SIGNIFICANCE))))
    return AndersonDarling(statistic, p if values.size >= FEWEST else None)


def _a_squared(log_cdf: Floats, log_sf: Floats) -> float:
    """A² of values in order."""
    n = log_cdf.size
    weights = 2 * np.arange(1, n + 1) - 1
    return float(-n - np.sum(weights * (log_cdf + log_sf[::-1])) / n)


def _normal_p(a: float) -> float:
    """Stephens' four branches; beyond 10 they were never fitted, so p stays at its 3.7e-24."""
    if a <= 0.2:
        return 1 - exp(-13.436 + 101.14 * a - 223.73 * a**2)
    if a <= 0.34:
        return 1 - exp(-8.318 + 42.796 * a - 59.938 * a**2)
    if a < 0.6:
        return exp(0.9177 - 4.279 * a - 1.38 * a**2)
    a = min(a, 10.0)
    return exp(1.2937 - 5.709 * a + 0.0186 * a**2)
