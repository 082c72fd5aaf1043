"""The exponentially weighted moving average of single values or subgroup means (Roberts 1959)."""

from itertools import accumulate

import numpy as np

from services.quality.spc.rules.arrays import Floats, placed
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import Observations
from services.quality.spc.rules.plots import Plot, plot
from services.quality.spc.rules.signals import Course


def ewma(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """z = λx + (1 - λ)z from the target on; its variance v = λ²σ²/n + (1 - λ)²v (Montgomery, chapter 9).

    A missing point leaves both as they are; those after the points before are its memory. Asymptotic limits take v of
    endless points of the same size.
    """
    groups, weight = data.groups, options.ewma.weight
    there = groups.n > 0
    target = limits.center if options.target is None else options.target
    variances = limits.required_sigma() ** 2 / groups.n[there]
    average, spread = options.memory or (target, 0.0)
    smoothed = _recursion(weight * groups.mean[there], 1 - weight, average)
    if options.ewma.asymptotic:
        variance = variances * weight / (2 - weight)
    else:
        variance = _recursion(weight**2 * variances, (1 - weight) ** 2, spread)
    width = options.ewma.width
    course = Course(placed(smoothed, there), target, placed(np.sqrt(variance), there), width, width)
    return [plot("ewma", groups.n, course)]


def _recursion(inputs: Floats, factor: float, start: float) -> Floats:
    """yₜ = factor·yₜ₋₁ + inputₜ."""
    return np.array(list(accumulate(inputs.tolist(), lambda y, added: factor * y + added, initial=start))[1:], float)
