"""A chart as a reader gets it: arrays of points with their lines, and the signals among them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from services.quality.spc.rules.arrays import Flags, Floats, Integers, present
from services.quality.spc.rules.plots import ChangePoint, Plot
from services.quality.spc.rules.run_rules import Rule, nelson
from services.quality.spc.rules.signals import TOLERANCE, Course, Signals, judge


@dataclass(frozen=True, slots=True)
class Chart:
    """One plotted statistic. Arrays are (points,), contiguous, NaN where there is no point: a gap has no lines either.

    `z`: distance from the point's own centre in its own sigma. `zone`: how many whole sigma beyond the centre, -3..3,
    0 within one. `beyond`: outside its control limits. `n`: values, units or exposure behind the point. `counts`: of
    CUSUMs, how many points in a row the sum has been above 0.
    """

    statistic: str
    values: Floats
    n: Floats | Integers
    center: Floats
    sigma: Floats
    lcl: Floats
    ucl: Floats
    z: Floats
    zone: npt.NDArray[np.int8]
    beyond: Flags
    signals: tuple[Signals, ...]
    counts: Integers | None
    changes: tuple[ChangePoint, ...]


LIMITS = nelson(1)
LINES = ("values", "n", "center", "sigma", "lcl", "ucl", "z", "zone", "beyond")


def charted(plot: Plot, rules: tuple[Rule, ...]) -> Chart:
    """One statistic in one stage, judged."""
    outside, *signals = judge(plot.course, LIMITS + rules)
    there = present(plot.course.values)
    beyond = np.zeros(len(there), dtype=np.bool_)
    beyond[outside.points - 1] = True
    z = _z(plot)
    return Chart(
        statistic=plot.statistic,
        values=plot.shown(plot.course.values),
        n=plot.n,
        center=plot.shown(np.where(there, plot.center, np.nan)),
        sigma=np.where(there, plot.course.sigma, np.nan),
        lcl=plot.shown(np.where(there, plot.lcl, np.nan)),
        ucl=plot.shown(np.where(there, plot.ucl, np.nan)),
        z=z,
        zone=_zones(z, plot.course),
        beyond=beyond,
        signals=tuple(signals),
        counts=plot.counts,
        changes=plot.changes,
    )


def joined(stages: Sequence[Chart]) -> Chart:
    """One statistic through all stages."""
    first, *later = stages
    if not later:
        return first
    starts = np.cumsum([0] + [len(stage.n) for stage in stages]).tolist()
    lines = {name: np.concatenate([getattr(stage, name) for stage in stages]) for name in LINES}
    return Chart(
        statistic=first.statistic,
        signals=tuple(_in_turn(of_rule, starts) for of_rule in zip(*(stage.signals for stage in stages), strict=True)),
        counts=None if first.counts is None else np.concatenate([stage.counts for stage in stages]),
        changes=tuple(
            replace(change, signal=change.signal + start, last_in_control=change.last_in_control + start)
            for stage, start in zip(stages, starts, strict=False)
            for change in stage.changes
        ),
        **lines,
    )


def _in_turn(stages: tuple[Signals, ...], starts: list[int]) -> Signals:
    moved = [(found.points + start, found.firsts + start) for found, start in zip(stages, starts, strict=False)]
    points, firsts = (np.concatenate(parts) for parts in zip(*moved, strict=True))
    return Signals(stages[0].rule, points, firsts)


def _z(plot: Plot) -> Floats:
    sigma = plot.course.sigma
    z = np.full(len(plot.n), np.nan)
    np.divide(plot.course.values - plot.center, sigma, out=z, where=np.greater(sigma, 0))
    return z


def _zones(z: Floats, course: Course) -> npt.NDArray[np.int8]:
    """A point on a line lies in the zone inside it; for want of sigma in none."""
    away = np.abs(course.center) / np.where(np.greater(course.sigma, 0), course.sigma, np.nan)
    slack = TOLERANCE * np.maximum(1.0, away)
    zones = np.zeros(len(z), dtype=np.int8)
    for line in (1, 2, 3):
        zones += z > line + slack
        zones -= z < -line - slack
    return zones
