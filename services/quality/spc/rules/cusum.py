"""The tabular CUSUM of single values or subgroup means, and when and how far it says they shifted (Page 1954)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from services.quality.spc.rules.limits import Cusum, Limits, Options
from services.quality.spc.rules.observations import Floats, Integers, Observations
from services.quality.spc.rules.plots import ChangePoint, Plot, plot
from services.quality.spc.rules.signals import TOLERANCE, Course
from services.quality.spc.rules.subgroups import summarize


@dataclass(frozen=True, slots=True)
class Standardized:
    """Of the points that are there, numbered from 1 in `places`: how many `spreads` each mean is from the target."""

    z: Floats
    spreads: Floats
    places: Integers
    target: float


def cusum(data: Observations, limits: Limits, options: Options) -> list[Plot]:
    """C⁺ = max(0, C⁺ + z - k), C⁻ = max(0, C⁻ - z - k), z = (x̄ - target)/(σ/√n); above h is a signal.

    A missing point leaves both sums as they are.
    """
    groups = summarize(data.values)
    there = groups.n > 0
    target = limits.center if options.target is None else options.target
    spreads = limits.required_sigma() / np.sqrt(groups.n[there])
    z = np.divide(groups.mean[there] - target, spreads, out=np.zeros(len(spreads)), where=spreads > 0)
    points = Standardized(z, spreads, np.flatnonzero(there) + 1, target)
    return [
        _side("cusum_upper", 1, points, groups.n, options.cusum),
        _side("cusum_lower", -1, points, groups.n, options.cusum),
    ]


def _side(statistic: str, direction: int, points: Standardized, n: Integers, options: Cusum) -> Plot:
    followed = list(_follow(direction * points.z, options))
    sums, counts = np.full(len(n), np.nan), np.zeros(len(n), dtype=np.int64)
    sums[points.places - 1] = [total for total, _ in followed]
    counts[points.places - 1] = [count for _, count in followed]
    drawn = plot(statistic, n, Course(sums, 0.0, 1.0, np.inf, options.interval), floor=0.0)
    return replace(drawn, counts=counts, changes=tuple(_changes(direction, points, followed, options)))


def _follow(z: Floats, options: Cusum) -> Iterator[tuple[float, int]]:
    """The sum at each point, and how many points in a row it has been above 0 since the last reset."""
    total, count = options.head_start, 0
    for value in z.tolist():
        if options.reset and total > options.interval + TOLERANCE and count:
            total, count = options.head_start, 0
        total = max(0.0, total + value - options.slack)
        count = count + 1 if total > 0 else 0
        yield total, count


def _changes(
    direction: int, points: Standardized, followed: list[tuple[float, int]], options: Cusum
) -> Iterator[ChangePoint]:
    """One for the first of each run of signals: the mean since is target ± σ_x̄(k + C/N)."""
    already = False
    for at, (total, count) in enumerate(followed):
        signals = total > options.interval + TOLERANCE
        if signals and not already:
            shift = float(points.spreads[at]) * (options.slack + total / count)
            before = int(points.places[at - count]) if count <= at else 0
            yield ChangePoint(int(points.places[at]), before, points.target + direction * shift)
        already = signals and not options.reset
