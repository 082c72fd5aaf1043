"""Sums of squares of balanced designs, and the table they are shown in (Montgomery & Runger 1993)."""

from dataclasses import dataclass
from sys import float_info

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import fisher_f

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """Degrees of freedom, sum of squares, mean square; F and its p where it is tested against something that varies."""

    df: int
    ss: float
    ms: float
    f: float | None = None
    p: float | None = None


def source(df: int, ss: float) -> Source:
    return Source(df, ss, ss / df)


def tested(one: Source, against: Source) -> Source:
    """With F and p against the mean square of another; what stands out from no variation at all has p = 0 and no F."""
    if against.ms == 0:
        return Source(one.df, one.ss, one.ms, None, 0.0 if one.ms > 0 else None)
    ratio = one.ms / against.ms
    return Source(one.df, one.ss, one.ms, ratio, fisher_f.sf(ratio, one.df, against.df))


def pooled(one: Source, other: Source) -> Source:
    return source(one.df + other.df, one.ss + other.ss)


def sum_of_squares(residuals: Floats, repeats: int, largest: float) -> float:
    """Of residuals that each stand for `repeats` values; what rounding of values up to `largest` can make is 0."""
    rounding = 8 * float_info.epsilon * largest
    return repeats * float(np.sum(np.where(np.abs(residuals) > rounding, residuals, 0.0) ** 2))
