"""How many parts per million lie outside the limits: as a distribution says, and as was seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.quality.capability.rules.specification import Specification
from services.quality.distributions.rules import normal

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Fallout:
    """Parts per million; None on a side without a limit, and everywhere if nothing can be said."""

    below_lsl: float | None
    above_usl: float | None
    total: float | None


UNKNOWN = Fallout(None, None, None)


def observed(values: NDArray[np.float64], spec: Specification) -> Fallout:
    """A value on a limit is within it."""
    return expected(lambda lsl: float(np.mean(values < lsl)), lambda usl: float(np.mean(values > usl)), spec)


def of_normal(mean: float, sigma: float, spec: Specification) -> Fallout:
    return expected(lambda lsl: normal.cdf((lsl - mean) / sigma), lambda usl: normal.sf((usl - mean) / sigma), spec)


def expected(cdf: Callable[[float], float], sf: Callable[[float], float], spec: Specification) -> Fallout:
    """Of any distribution by its two tails, which are shares."""
    below = None if spec.lsl is None else MILLION * cdf(spec.lsl)
    above = None if spec.usl is None else MILLION * sf(spec.usl)
    return Fallout(below, above, sum(side for side in (below, above) if side is not None))


def z_bench(fallout: Fallout) -> float | None:
    """The z with the whole fallout beyond it on one side; None where there is none, or nothing else."""
    share = None if fallout.total is None else fallout.total / MILLION
    return -normal.quantile(share) if share is not None and 0 < share < 1 else None
