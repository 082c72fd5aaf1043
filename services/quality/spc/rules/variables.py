"""Charts of measurements: means with ranges or standard deviations, single values with moving ranges, and both."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers, present
from services.quality.spc.rules.constants import by_size, c4, c5, d2, d3
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import InsufficientData, InvalidOption, Observations
from services.quality.spc.rules.plots import Plot, plot
from services.quality.spc.rules.sigma import OF_MOVING_RANGES, OF_RANGES, SigmaMethod, estimate_sigma
from services.quality.spc.rules.signals import Course, Line
from services.quality.spc.rules.subgroups import Subgroups, moving_ranges


def of_subgroups(method: SigmaMethod) -> Callable[[Observations, Options], Limits]:
    """Limits from two or more subgroups of two or more values, by `method` unless another is asked for."""

    def estimate(data: Observations, options: Options) -> Limits:
        usable = int(np.count_nonzero(data.groups.n >= 2))
        if usable < 2:
            raise InsufficientData("Limits need at least two subgroups of two or more values.", usable_subgroups=usable)
        chosen = options.sigma_method or method
        if chosen in OF_MOVING_RANGES:
            raise InvalidOption("Moving ranges are for single values; subgroups have ranges of their own.")
        return _limits(data, chosen, options)

    return estimate


def of_singles(data: Observations, options: Options) -> Limits:
    """Limits from single values, by their mean moving range unless another method is asked for."""
    chosen = options.sigma_method or SigmaMethod.MR
    if chosen not in OF_MOVING_RANGES | {SigmaMethod.OVERALL}:
        raise InvalidOption("Single values have moving ranges, but no ranges or standard deviations of their own.")
    return _limits(data, chosen, options)


def of_either(data: Observations, options: Options) -> Limits:
    """For EWMA and CUSUM: as subgroups where there are any, else as single values."""
    return (of_subgroups(SigmaMethod.SBAR) if data.values.shape[1] > 1 else of_singles)(data, options)


def between_within(data: Observations, options: Options) -> Limits:
    """Sigma of the means from their moving ranges, sigma within from ranges or standard deviations."""
    limits = of_subgroups(SigmaMethod.RBAR)(data, options)
    of_means = estimate_sigma(data, SigmaMethod.MR, span=options.span)
    return Limits(float(np.nanmean(data.groups.mean)), limits.sigma, of_means.value, estimate=limits.estimate)


def xbar_r(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    groups = data.groups
    return [_means(groups, limits, options), _ranges(groups, limits, options)]


def xbar_s(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    groups = data.groups
    return [_means(groups, limits, options), _deviations(groups, limits, options)]


def i_mr(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    return _singles("individual", data.single, limits.center, limits.required_sigma(), options)


def imr_rs(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """The third plot is of what sigma within was estimated from."""
    if limits.sigma_of_means is None:
        raise InvalidOption("A between/within chart needs the sigma of means too.")
    groups = data.groups
    method = options.sigma_method or SigmaMethod.RBAR
    within = _ranges if method in OF_RANGES else _deviations
    means = _singles("mean", groups.mean, limits.center, limits.sigma_of_means, options)
    return [*means, within(groups, limits, options)]


def at_each_size(constant: Callable[[int], float], n: Integers, least: int) -> Line:
    """One number where all subgroups are of one size, else (points,), NaN for sizes below `least`."""
    if len(n) and n[0] >= least and (n == n[0]).all():
        return constant(int(n[0]))
    return by_size(constant, n, least)


def _limits(data: Observations, method: SigmaMethod, options: Options) -> Limits:
    """The centre is the mean of all values."""
    groups = data.groups
    estimate = estimate_sigma(data, method, span=options.span, unbiased=options.unbiased)
    there = groups.n > 0
    center = float(np.sum(groups.n[there] * groups.mean[there]) / np.sum(groups.n))
    return Limits(center, estimate.value, estimate=estimate)


def _means(groups: Subgroups, limits: Limits, options: Options) -> Plot:
    sigma = limits.required_sigma() * at_each_size(lambda n: 1 / sqrt(n), groups.n, least=1)
    return plot("mean", groups.n, Course(groups.mean, limits.center, sigma, options.k, options.k))


def _ranges(groups: Subgroups, limits: Limits, options: Options) -> Plot:
    course = _dispersion(groups, groups.range, limits, options, around=(d2, d3))
    return plot("range", groups.n, course, floor=0.0)


def _deviations(groups: Subgroups, limits: Limits, options: Options) -> Plot:
    course = _dispersion(groups, groups.deviation, limits, options, around=(c4, c5))
    return plot("standard_deviation", groups.n, course, floor=0.0)


def _dispersion(
    groups: Subgroups,
    values: Floats,
    limits: Limits,
    options: Options,
    *,
    around: tuple[Callable[[int], float], Callable[[int], float]],
) -> Course:
    """`around`: mean and standard deviation of the statistic for a sigma of 1."""
    center, spread = (limits.required_sigma() * at_each_size(constant, groups.n, least=2) for constant in around)
    return Course(values, center, spread, options.k, options.k)


def _singles(statistic: str, values: Floats, center: float, sigma: float, options: Options) -> list[Plot]:
    n = present(values).astype(np.int64)
    ranges = moving_ranges(values, options.span)
    spread = Course(ranges, d2(options.span) * sigma, d3(options.span) * sigma, options.k, options.k)
    return [
        plot(statistic, n, Course(values, center, sigma, options.k, options.k)),
        plot("moving_range", n, spread, floor=0.0),
    ]
