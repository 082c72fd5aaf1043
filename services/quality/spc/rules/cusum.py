"""The tabular CUSUM of single values or subgroup means, and when and how far it says they shifted (Page 1954)."""

from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from services.quality.spc.rules.arrays import Flags, Floats, Integers, placed
from services.quality.spc.rules.limits import Cusum, Limits, Options
from services.quality.spc.rules.observations import Observations
from services.quality.spc.rules.plots import ChangePoint, Plot, plot
from services.quality.spc.rules.signals import TOLERANCE, Course


@dataclass(frozen=True, slots=True)
class Standardized:
    """Of the points that are there, numbered from 1 in `places`: how many `spreads` each mean is from the target."""

    z: Floats
    spreads: Floats
    places: Integers
    target: float


def cusum(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """C⁺ = max(0, C⁺ + z - k), C⁻ = max(0, C⁻ - z - k), z = (x̄ - target)/(σ/√n); above h is a signal.

    A missing point leaves both sums as they are; those of the point before are its memory.
    """
    groups = data.groups
    there = groups.n > 0
    target = limits.center if options.target is None else options.target
    spreads = limits.required_sigma() / np.sqrt(groups.n[there])
    z = np.divide(groups.mean[there] - target, spreads, out=np.zeros(len(spreads)), where=spreads > 0)
    points = Standardized(z, spreads, np.flatnonzero(there) + 1, target)
    begins = options.memory or (options.cusum.head_start,) * 2
    return [
        _side("cusum_upper", 1, points, groups.n, options.cusum, begin=begins[0]),
        _side("cusum_lower", -1, points, groups.n, options.cusum, begin=begins[1]),
    ]


def _side(statistic: str, direction: int, points: Standardized, n: Integers, options: Cusum, *, begin: float) -> Plot:
    sums = _sums(direction * points.z, options, begin)
    signals = sums > options.interval + TOLERANCE
    counts = _counts(sums, signals & options.reset)
    drawn = plot(statistic, n, Course(placed(sums, n > 0), 0.0, 1.0, np.inf, options.interval), floor=0.0)
    counted = np.zeros(len(n), dtype=np.int64)
    counted[n > 0] = counts
    begun = signals & ~(_before(signals) & (not options.reset))
    changes = (
        _change(at, direction * (options.slack + sums[at] / counts[at]), int(counts[at]), points)
        for at in np.flatnonzero(begun).tolist()
    )
    return replace(drawn, counts=counted, changes=tuple(changes))


def _sums(z: Floats, options: Cusum, begin: float) -> Floats:
    ceiling = options.interval + TOLERANCE if options.reset else np.inf

    def follow(total: float, step: float) -> float:
        return max(0.0, (total if total <= ceiling else options.head_start) + step)

    return np.array(list(accumulate((z - options.slack).tolist(), follow, initial=begin))[1:], float)


def _counts(sums: Floats, resets: Flags) -> Integers:
    """How many points in a row each sum has been above 0, since the last reset."""
    at = np.arange(len(sums))
    restarts = np.where(sums <= 0, at, np.where(_before(resets), at - 1, -1))
    return at - np.maximum.accumulate(restarts)


def _before(flags: Flags) -> Flags:
    """Of each point, the flag of the one before."""
    return np.concatenate(([False], flags[:-1])) if flags.size else flags


def _change(at: int, shift: float, count: int, points: Standardized) -> ChangePoint:
    """`shift`: ±(k + C/N) sigma of the mean, N the points since the sum was last 0."""
    last = int(points.places[at - count]) if count <= at else 0
    return ChangePoint(int(points.places[at]), last, points.target + float(shift * points.spreads[at]))
