"""Eight estimators of the standard deviation of single values, seven of them of what varies within subgroups."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from services.quality.spc.rules.arrays import Floats, present
from services.quality.spc.rules.constants import D4_OF_TWO, by_size, c4, c5, d2, d3
from services.quality.spc.rules.observations import InsufficientData, InvalidOption, Observations
from services.quality.spc.rules.subgroups import Subgroups, moving_ranges


class SigmaMethod(StrEnum):
    RBAR = "rbar"
    RBAR_MVLUE = "rbar_mvlue"
    SBAR = "sbar"
    SBAR_MVLUE = "sbar_mvlue"
    POOLED = "pooled"
    MR = "mr"
    MR_MEDIAN = "mr_median"
    OVERALL = "overall"


OF_SUBGROUPS = {
    SigmaMethod.RBAR,
    SigmaMethod.RBAR_MVLUE,
    SigmaMethod.SBAR,
    SigmaMethod.SBAR_MVLUE,
    SigmaMethod.POOLED,
}
OF_RANGES = {SigmaMethod.RBAR, SigmaMethod.RBAR_MVLUE}
OF_MOVING_RANGES = {SigmaMethod.MR, SigmaMethod.MR_MEDIAN}


@dataclass(frozen=True, slots=True)
class SigmaEstimate:
    """In the unit of the values. `terms`: how many ranges, standard deviations or values it comes from.

    `df`: its degrees of freedom, Σ(n - 1) or N - 1; of ranges about 0.9 of them, of moving ranges 0.62.
    """

    value: float
    method: SigmaMethod
    terms: int
    df: float


def estimate_sigma(data: Observations, method: SigmaMethod, *, span: int = 2, unbiased: bool = False) -> SigmaEstimate:
    """In the unit of the values. Subgroups of fewer than two values count for nothing; moving ranges are those of the
    subgroup means. `span` is for moving ranges, `unbiased` divides pooled and overall by c4. Raises InsufficientData.
    """
    if method in OF_MOVING_RANGES:
        return _of_moving_ranges(data.groups.mean, method, span)
    if method is SigmaMethod.OVERALL:
        return _overall(data.values, unbiased=unbiased)
    return _of_subgroups(data.groups, method, unbiased=unbiased)


def _of_subgroups(groups: Subgroups, method: SigmaMethod, *, unbiased: bool) -> SigmaEstimate:
    usable = groups.n >= 2
    if not usable.any():
        raise InsufficientData("No subgroup has two or more values.", usable_subgroups=0)
    n, ranges, deviations = groups.n[usable], groups.range[usable], groups.deviation[usable]
    df = float(np.sum(n - 1))
    if method is SigmaMethod.POOLED:
        pooled = sqrt(float(np.sum((n - 1) * deviations**2)) / df)
        return SigmaEstimate(pooled / (c4(round(df) + 1) if unbiased else 1), method, len(n), df)
    mean, spread = (by_size(d2, n), by_size(d3, n)) if method in OF_RANGES else (by_size(c4, n), by_size(c5, n))
    sigmas = (ranges if method in OF_RANGES else deviations) / mean
    weights = (mean / spread) ** 2 if method in {SigmaMethod.RBAR_MVLUE, SigmaMethod.SBAR_MVLUE} else np.ones(len(n))
    value = float(np.sum(weights * sigmas) / np.sum(weights))
    return SigmaEstimate(value, method, len(n), 0.9 * df if method in OF_RANGES else df)


def _of_moving_ranges(means: Floats, method: SigmaMethod, span: int) -> SigmaEstimate:
    ranges = moving_ranges(means, span)
    ranges = ranges[present(ranges)]
    if not ranges.size:
        raise InsufficientData(f"A moving range needs {span} values in a row.", moving_ranges=0)
    if method is SigmaMethod.MR_MEDIAN and span != 2:
        raise InvalidOption("A median moving range is one of two values.", span=span)
    value = (
        float(np.median(ranges)) / D4_OF_TWO if method is SigmaMethod.MR_MEDIAN else float(np.mean(ranges)) / d2(span)
    )
    return SigmaEstimate(value, method, len(ranges), 0.62 * (int(np.count_nonzero(present(means))) - 1))


def _overall(values: Floats, *, unbiased: bool) -> SigmaEstimate:
    known = values[present(values)]
    if known.size < 2:
        raise InsufficientData("A standard deviation needs two values.", values=int(known.size))
    value = float(np.std(known, ddof=1)) / (c4(known.size) if unbiased else 1)
    return SigmaEstimate(value, SigmaMethod.OVERALL, int(known.size), float(known.size - 1))
