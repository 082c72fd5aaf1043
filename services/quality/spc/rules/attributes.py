"""Charts of counts: defectives (p, np), defects (c, u), and Laney's where samples vary more than their distribution."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from services.quality.distributions.rules import binomial, poisson
from services.quality.spc.rules.arrays import Flags, Floats, places, present
from services.quality.spc.rules.constants import d2
from services.quality.spc.rules.limits import Limits, LimitsKind, Options
from services.quality.spc.rules.observations import InsufficientData, InvalidCount, Observations, UseUChart
from services.quality.spc.rules.plots import Plot, plot
from services.quality.spc.rules.signals import Course, Line
from services.quality.spc.rules.subgroups import moving_ranges

Quantile = Callable[[float, float], int]
"""The count that a sample of this size exceeds with probability 1 - p at most."""


@dataclass(frozen=True, slots=True)
class Samples:
    """(points,) each; a sample without a count or without a size is missing in both."""

    counts: Floats
    sizes: Floats

    @property
    def inspected(self) -> Floats:
        """What was looked at for each point, 0 where it is missing."""
        return np.nan_to_num(self.sizes)


def defectives(data: Observations) -> Samples:
    """Raises InvalidCount for a count that is no whole number from 0 to a whole sample size."""
    if data.sizes is None:
        raise InvalidCount("Defectives are counted in samples of a known size.", points=[])
    samples = _samples(data)
    _ensure(samples.counts > samples.sizes, "A sample has no more defectives than units.")
    _ensure((samples.sizes % 1 != 0) & present(samples.sizes), "Defectives are counted in a whole number of units.")
    return _measured(samples)


def defects(data: Observations) -> Samples:
    """Raises InvalidCount for a count that is no whole number, or that was found in nothing."""
    samples = _samples(data)
    _ensure((samples.sizes == 0) & (samples.counts > 0), "There is nothing that the defects were found in.")
    return _measured(samples)


def of_defectives(data: Observations, _: Options) -> Limits:
    return _limits(defectives(data), spread_of_share)


def of_defects(data: Observations, _: Options) -> Limits:
    return _limits(defects(data), spread_of_rate)


def of_equal_exposure(data: Observations, options: Options) -> Limits:
    """Of c charts. Raises UseUChart where exposures differ."""
    _ensure_equal(data)
    return of_defects(Observations(data.values), options)


def p(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    samples = defectives(data)
    sigma = spread_of_share(limits.center, _size(samples))
    course = Course(samples.counts / samples.sizes, limits.center, sigma)
    limited = _limited(course, samples, options, partial(_defectives_below, limits.center))
    return [plot("proportion", samples.inspected, limited, floor=0.0, ceiling=1.0)]


def np_(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    samples = defectives(data)
    size = _size(samples)
    course = Course(samples.counts, limits.center * size, size * spread_of_share(limits.center, size))
    limited = _limited(course, samples, options, partial(_defectives_below, limits.center), counted=True)
    return [plot("defectives", samples.inspected, limited, floor=0.0, ceiling=size)]


def c(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    _ensure_equal(data)
    [rate] = u(Observations(data.values), limits, options)
    return [replace(rate, statistic="defects")]


def u(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    samples = defects(data)
    course = Course(samples.counts / samples.sizes, limits.center, spread_of_rate(limits.center, _size(samples)))
    limited = _limited(course, samples, options, partial(_defects_below, limits.center))
    return [plot("defects_per_unit", samples.inspected, limited, floor=0.0)]


def laney_p(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """p chart whose sigma is multiplied by sigma_z (Laney 2002)."""
    samples = defectives(data)
    sigma = spread_of_share(limits.center, _size(samples)) * _sigma_z(limits)
    course = Course(samples.counts / samples.sizes, limits.center, sigma, options.k, options.k)
    return [plot("proportion", samples.inspected, course, floor=0.0, ceiling=1.0)]


def laney_u(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    samples = defects(data)
    sigma = spread_of_rate(limits.center, _size(samples)) * _sigma_z(limits)
    course = Course(samples.counts / samples.sizes, limits.center, sigma, options.k, options.k)
    return [plot("defects_per_unit", samples.inspected, course, floor=0.0)]


def spread_of_share(share: float, size: Line) -> Line:
    """√(p̄(1 - p̄)/n), of the share of defectives among `size` units."""
    return np.sqrt(share * (1 - share) / size)


def spread_of_rate(rate: float, size: Line) -> Line:
    """√(ū/a), of the defects per unit of `size` units."""
    return np.sqrt(rate / size)


def deviates(samples: Samples, center: float, spread: Callable[[float, Line], Line]) -> Floats:
    """zᵢ = (yᵢ - ȳ)/σᵢ, (points,); NaN throughout where nothing varies."""
    sigma = np.asarray(spread(center, samples.sizes))
    away = samples.counts / samples.sizes - center
    z = np.full(len(away), np.nan)
    np.divide(away, sigma, out=z, where=sigma > 0)
    return z


def _limits(samples: Samples, spread: Callable[[float, Line], Line]) -> Limits:
    """Centre: all counts over all sizes. Sigma_z: mean moving range of the deviates over d2(2)."""
    size = float(np.nansum(samples.sizes))
    if not size:
        raise InsufficientData("No sample has a size and a count.", samples=0)
    center = float(np.nansum(samples.counts)) / size
    ranges = moving_ranges(deviates(samples, center, spread))
    ranges = ranges[present(ranges)]
    return Limits(center, sigma_z=float(np.mean(ranges)) / d2(2) if ranges.size else None)


def _sigma_z(limits: Limits) -> float:
    """Where nothing varies there is no spread to be multiplied."""
    if limits.sigma_z is None and 0 < limits.center != 1:
        raise InsufficientData("Sigma_z needs two samples in a row.")
    return limits.sigma_z or 0.0


def _samples(data: Observations) -> Samples:
    counts = data.single
    sizes = np.ones(len(counts)) if data.sizes is None else data.sizes
    _ensure((counts < 0) | (counts % 1 != 0) & present(counts), "A count is a whole number of 0 or more.")
    _ensure(sizes < 0, "A size is 0 or more.")
    return Samples(counts, sizes)


def _measured(samples: Samples) -> Samples:
    missing = ~(samples.sizes > 0) | np.isnan(samples.counts)
    return Samples(np.where(missing, np.nan, samples.counts), np.where(missing, np.nan, samples.sizes))


def _size(samples: Samples) -> Line:
    """One number where all are equal."""
    known = samples.sizes[present(samples.sizes)]
    return float(known[0]) if known.size and (known == known[0]).all() else samples.sizes


def _ensure(wrong: Flags, detail: str) -> None:
    if np.any(wrong):
        raise InvalidCount(detail, points=places(wrong))


def _ensure_equal(data: Observations) -> None:
    if data.sizes is not None and len(np.unique(data.sizes[present(data.sizes)])) > 1:
        raise UseUChart


def _limited(
    course: Course, samples: Samples, options: Options, quantile: Quantile, *, counted: bool = False
) -> Course:
    """Limits k sigma away, or at the counts, or counts per unit, that alpha/2 of such samples lie below and above."""
    if options.limits_kind is LimitsKind.SIGMA:
        return Course(course.values, course.center, course.sigma, options.k, options.k)
    low, high = (
        _at_each(samples.sizes, partial(quantile, tail)) / (1.0 if counted else samples.sizes)
        for tail in (options.risk / 2, 1 - options.risk / 2)
    )
    sigma = np.where(np.greater(course.sigma, 0), course.sigma, np.inf)
    lower, upper = (course.center - low) / sigma, (high - course.center) / sigma
    return Course(course.values, course.center, course.sigma, lower, upper)


def _at_each(sizes: Floats, count: Callable[[float], int]) -> Floats:
    """Once for each different size, but between two of the same count there is no other: larger samples have more."""
    different, where = np.unique(sizes, return_inverse=True)
    found = np.full(len(different), np.nan)
    last = int(np.count_nonzero(present(different))) - 1
    for at in {0, last} if last >= 0 else ():
        found[at] = count(float(different[at]))
    stretches = [(0, last)]
    while stretches:
        first, last = stretches.pop()
        middle = (first + last) // 2
        if found[first] == found[last]:
            found[first:last] = found[first]
        elif middle > first:
            found[middle] = count(float(different[middle]))
            stretches += [(first, middle), (middle, last)]
    return found[where]


def _defectives_below(share: float, tail: float, size: float) -> int:
    return binomial.quantile(tail, int(size), share)


def _defects_below(rate: float, tail: float, size: float) -> int:
    return poisson.quantile(tail, rate * size)
