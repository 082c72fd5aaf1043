"""Charts of rare events: how much lies between them, counted (g) or in time (t)."""

from math import ceil, log1p, sqrt

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers, places, present
from services.quality.spc.rules.limits import Limits, LimitsKind, Options
from services.quality.spc.rules.observations import InsufficientData, InvalidCount, InvalidValue, Observations
from services.quality.spc.rules.plots import Plot, plot
from services.quality.spc.rules.sigma import SigmaMethod, estimate_sigma
from services.quality.spc.rules.signals import Course

POWER = 3.6
"""Times between events of a Poisson process are nearly normal to the power of 1/3.6 (Nelson 1994)."""


def of_counts_between(data: Observations, _: Options) -> Limits:
    counts = _counts(data)
    known = counts[present(counts)]
    if not known.size:
        raise InsufficientData("No event was counted up to.", values=0)
    return Limits(float(np.mean(known)), median=float(np.median(known)))


def of_times_between(data: Observations, options: Options) -> Limits:
    times = Observations(transformed(data.single).reshape(-1, 1))
    estimate = estimate_sigma(times, options.sigma_method or SigmaMethod.MR, span=options.span)
    return Limits(float(np.nanmean(times.values)), estimate.value, estimate=estimate)


def g(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """Opportunities between events are geometric: sigma = √(x̄(x̄ + 1)) (Benneyan 2001)."""
    counts, mean = _counts(data), limits.center
    sigma = sqrt(mean * (mean + 1))
    lowest, highest = mean - options.k * sigma, mean + options.k * sigma
    if options.limits_kind is LimitsKind.PROBABILITY:
        lowest, highest = (_quantile(tail, mean) for tail in (options.risk / 2, 1 - options.risk / 2))
    center = limits.median if options.median_center and limits.median is not None else mean
    reach = (center - lowest, highest - center) if sigma else (0.0, 0.0)
    lower, upper = (distance / sigma if sigma else 0.0 for distance in reach)
    return [plot("count_between_events", _one(counts), Course(counts, center, sigma, lower, upper), floor=0.0)]


def t(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """Judged as transformed, plotted in the unit of time; the sigma of its points is that of transformed times."""
    times = transformed(data.single)
    course = Course(times, limits.center, limits.required_sigma(), options.k, options.k)
    return [plot("time_between_events", _one(times), course, floor=0.0, shown=_back)]


def transformed(times: Floats) -> Floats:
    """Raises InvalidValue for a time of 0 or less."""
    if (times <= 0).any():
        raise InvalidValue("Between two events there is some time.", points=places(times <= 0))
    return times ** (1 / POWER)


def _back(times: Floats) -> Floats:
    return times**POWER


def _quantile(p: float, mean: float) -> float:
    """The smallest x with P(X ≤ x) = 1 - (mean/(mean + 1))ˣ⁺¹ ≥ p."""
    return max(0, ceil(log1p(-p) / -log1p(1 / mean) - 1 - 1e-12)) if mean > 0 else 0.0


def _counts(data: Observations) -> Floats:
    counts = data.single
    wrong = (counts < 0) | (counts % 1 != 0) & present(counts)
    if wrong.any():
        raise InvalidCount("A count between events is a whole number of 0 or more.", points=places(wrong))
    return counts


def _one(values: Floats) -> Integers:
    return present(values).astype(np.int64)
