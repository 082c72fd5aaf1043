"""The run chart: a median without limits, and Anhøj's tests for runs that are too long and crossings too few."""

from dataclasses import replace
from math import log2

import numpy as np

from services.quality.distributions.rules import binomial
from services.quality.spc.rules.arrays import Floats, present
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import InsufficientData, Observations
from services.quality.spc.rules.plots import Plot, RunTest, plot
from services.quality.spc.rules.signals import Course

FEWEST = 10


def of_median(data: Observations, _: Options) -> Limits:
    known = data.single[present(data.single)]
    if not known.size:
        raise InsufficientData("A median needs a value.", values=0)
    return Limits(float(np.median(known)))


def run(data: Observations, limits: Limits, _: Options) -> list[Plot]:
    values = data.single
    drawn = plot("value", present(values).astype(np.int64), Course(values, limits.center, np.nan))
    return [replace(drawn, runs=run_test(values, limits.center))]


def run_test(values: Floats, median: float) -> RunTest:
    """Longest run > round(log2 n) + 3, or crossings < the 5 % quantile of binomial(n - 1, ½) (Anhøj & Olesen 2014).

    n counts the points off the median; those on it are passed over. A missing value (NaN) ends a run.
    """
    sides = np.sign(values - median)
    off = sides != 0
    useful = sides[off & ~np.isnan(sides)]
    n, longest, crossings = len(useful), _longest(sides[off]), int(np.sum(useful[1:] != useful[:-1]))
    if n < FEWEST:
        return RunTest(n, longest, None, crossings, None, None)
    most, fewest = round(log2(n)) + 3, binomial.quantile(0.05, n - 1, 0.5)
    return RunTest(n, longest, most, crossings, fewest, longest > most or crossings < fewest)


def _longest(sides: Floats) -> int:
    """NaN equals nothing, so that every missing value is a run of its own, which does not count."""
    starts = np.flatnonzero(np.concatenate(([True], sides[1:] != sides[:-1]))) if sides.size else np.zeros(0, int)
    lengths = np.diff(np.append(starts, len(sides)))
    return int(max(lengths[~np.isnan(sides[starts])], default=0))
