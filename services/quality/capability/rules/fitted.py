"""Distributions other than the normal one, fitted to the values, for the percentile method of ISO 22514-2."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import exp, expm1, log

import numpy as np
from numpy.typing import NDArray

from services.quality.capability.rules import normality
from services.quality.capability.rules.normality import AndersonDarling
from services.quality.distributions.rules import normal
from services.quality.distributions.rules.roots import root
from shared.problems import FieldError, Invalid

Floats = NDArray[np.float64]

ENOUGH_FOR_QUANTILES = 1_000


class PositiveValuesRequired(Invalid):
    """A lognormal or Weibull distribution has positive values only; `value` is one that is not."""


class EmpiricalNeedsThousand(Invalid):
    """Quantiles of 0.135 % are read off the values themselves only from 1,000 values on; `n` is how many there are."""


class Distribution(StrEnum):
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    WEIBULL = "weibull"
    EMPIRICAL = "empirical"


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Mean and standard deviation (n - 1, as for normal values) of the natural logarithms."""

    log_mean: float
    log_sigma: float

    def quantile(self, p: float) -> float:
        return exp(self.log_mean + self.log_sigma * normal.quantile(p))

    def cdf(self, x: float) -> float:
        return normal.cdf(self._z(x)) if x > 0 else 0.0

    def sf(self, x: float) -> float:
        return normal.sf(self._z(x)) if x > 0 else 1.0

    def _z(self, x: float) -> float:
        return (log(x) - self.log_mean) / self.log_sigma

    def fit_of(self, values: Floats) -> AndersonDarling:
        return normality.of_normal(np.log(values))


@dataclass(frozen=True, slots=True)
class Weibull:
    """Shape and scale by maximum likelihood."""

    shape: float
    scale: float

    def quantile(self, p: float) -> float:
        return float(self.scale * (-np.log1p(-p)) ** (1 / self.shape))

    def cdf(self, x: float) -> float:
        return -expm1(-self._hazard(x))

    def sf(self, x: float) -> float:
        return exp(-self._hazard(x))

    def _hazard(self, x: float) -> float:
        return float((x / self.scale) ** self.shape) if x > 0 else 0.0

    def fit_of(self, values: Floats) -> AndersonDarling:
        return normality.of_weibull(values, self.shape, self.scale)


@dataclass(frozen=True, slots=True)
class Empirical:
    """The values themselves; quantiles interpolate between neighbours (definition 7 of Hyndman & Fan 1996)."""

    values: Floats

    def quantile(self, p: float) -> float:
        return float(np.quantile(self.values, p))

    def cdf(self, x: float) -> float:
        """Below x; a value on a limit is within it."""
        return float(np.mean(self.values < x))

    def sf(self, x: float) -> float:
        return float(np.mean(self.values > x))

    def fit_of(self, _values: Floats) -> None:
        return None


Fitted = Lognormal | Weibull | Empirical


def fit(values: Floats, distribution: Distribution) -> Fitted:
    """The distribution of that kind; the values may not all be equal."""
    return FITS[distribution](values)


def _lognormal(values: Floats) -> Lognormal:
    logs = np.log(_positive(values))
    return Lognormal(float(logs.mean()), float(logs.std(ddof=1)))


def _weibull(values: Floats) -> Weibull:
    """The shape k solves Σ xᵏ ln x / Σ xᵏ - mean of ln x = 1 / k; logarithms are taken from the largest value on."""
    logs = np.log(_positive(values))
    largest = float(logs.max())
    logs = logs - largest
    average = float(logs.mean())

    def excess(shape: float) -> float:
        weights = np.exp(shape * logs)
        return float(np.dot(weights, logs) / weights.sum()) - average - 1 / shape

    low = high = 1 / float(logs.std())
    while excess(low) > 0:
        low /= 2
    while excess(high) < 0:
        high *= 2
    shape = root(excess, low, high)
    return Weibull(shape, exp(largest + log(float(np.mean(np.exp(shape * logs)))) / shape))


def _empirical(values: Floats) -> Empirical:
    if values.size < ENOUGH_FOR_QUANTILES:
        error = FieldError("/distribution", "too_few_values", "needs 1,000 values")
        raise EmpiricalNeedsThousand(errors=[error], n=int(values.size))
    return Empirical(np.sort(values))


def _positive(values: Floats) -> Floats:
    smallest = float(values.min())
    if smallest <= 0:
        error = FieldError("/distribution", "not_positive", "take another distribution, or measure from below")
        raise PositiveValuesRequired(errors=[error], value=smallest)
    return values


FITS: dict[Distribution, Callable[[Floats], Fitted]] = {
    Distribution.LOGNORMAL: _lognormal,
    Distribution.WEIBULL: _weibull,
    Distribution.EMPIRICAL: _empirical,
}
