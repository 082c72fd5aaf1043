"""Whether a gage reads true: bias at one reference value, and linearity over several. AIAG MSA, chapter III B."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import student_t
from shared.problems import FieldError, Invalid

Floats = NDArray[np.float64]


class InsufficientData(Invalid):
    """Bias needs two readings of a reference; linearity needs three readings, of references that differ."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """With its standard error and its interval; t and p against 0. None where nothing varies."""

    value: float
    se: float | None
    t: float | None
    p: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Bias:
    """Of n readings of a part whose true value is `reference`, all in one unit."""

    reference: float
    n: int
    mean: float
    sd: float | None
    bias: Estimate


@dataclass(frozen=True, slots=True)
class Linearity:
    """How bias changes with size: bias = intercept + slope · reference; `s` is what is left over."""

    n: int
    slope: Estimate
    intercept: Estimate
    s: float | None
    r_squared: float | None
    average_bias: Estimate
    by_reference: list[Bias]


def bias(values: Floats, reference: float, confidence: float = 0.95) -> Bias:
    """One-sample t test of readings in the unit of the reference. Raises InsufficientData below two."""
    if values.size < 2:
        error = FieldError("/values", "too_few", "must be at least two")
        raise InsufficientData(errors=[error], readings=int(values.size))
    away = values - reference
    return Bias(reference, int(values.size), float(values.mean()), _sd(away), _mean(away, confidence))


def linearity(values: Floats, references: Floats, confidence: float = 0.95) -> Linearity:
    """Regression of each reading's bias on its reference, (readings,) both. Raises InsufficientData."""
    levels, n = np.unique(references), int(values.size)
    middle = float(references.mean()) if n else 0.0
    away, from_middle = values - references, references - middle
    spread = float(np.sum(from_middle**2))
    if levels.size < 2 or n < 3 or spread == 0:
        error = FieldError("/readings", "too_few", "must be at least three, of two references")
        raise InsufficientData(errors=[error], references=int(levels.size), readings=n)
    slope = float(np.sum(from_middle * away)) / spread
    intercept = float(away.mean()) - slope * middle
    left, whole = float(np.sum((away - intercept - slope * references) ** 2)), float(np.sum((away - away.mean()) ** 2))
    s = sqrt(left / (n - 2))
    varies = bool(np.ptp(away) > 0) and whole > 0
    return Linearity(
        n=n,
        slope=_estimate(slope, s / sqrt(spread), n - 2, confidence),
        intercept=_estimate(intercept, s * sqrt(1 / n + middle**2 / spread), n - 2, confidence),
        s=s if varies else None,
        r_squared=1 - left / whole if varies else None,
        average_bias=_mean(away, confidence),
        by_reference=[_at(values[references == level], float(level), confidence) for level in levels],
    )


def _at(values: Floats, reference: float, confidence: float) -> Bias:
    if values.size > 1:
        return bias(values, reference, confidence)
    alone = Estimate(float(values[0]) - reference, None, None, None, None, None)
    return Bias(reference, 1, float(values[0]), None, alone)


def _mean(away: Floats, confidence: float) -> Estimate:
    return _estimate(float(away.mean()), _sd(away) / sqrt(away.size), away.size - 1, confidence)


def _sd(values: Floats) -> float:
    return float(values.std(ddof=1)) if np.ptp(values) > 0 else 0.0


def _estimate(value: float, se: float, df: int, confidence: float) -> Estimate:
    if se == 0:
        return Estimate(value, None, None, None, None, None)
    t = value / se
    reach = -student_t.quantile((1 - confidence) / 2, df) * se
    return Estimate(value, se, t, 2 * student_t.sf(abs(t), df), value - reach, value + reach)
