"""A chart as a reader gets it: arrays of points with their lines, and the signals among them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from services.quality.spc.rules.arrays import Flags, Floats, Integers, present
from services.quality.spc.rules.plots import ChangePoint, Plot
from services.quality.spc.rules.run_rules import Rule, nelson
from services.quality.spc.rules.signals import TOLERANCE, Line, Signals, judge


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


def joined(plots: tuple[Plot, ...], rules: tuple[Rule, ...]) -> Chart:
    """One statistic through all stages, each judged by itself."""
    first, lengths = plots[0], [len(plot.n) for plot in plots]
    starts = [sum(lengths[:at]) for at in range(len(plots))]
    return Chart(
        statistic=first.statistic,
        values=np.concatenate([plot.shown(plot.course.values) for plot in plots]),
        n=np.concatenate([plot.n for plot in plots]),
        center=np.concatenate([_shown(plot, plot.center) for plot in plots]),
        sigma=np.concatenate([_spread(plot, plot.course.sigma) for plot in plots]),
        lcl=np.concatenate([_shown(plot, plot.lcl) for plot in plots]),
        ucl=np.concatenate([_shown(plot, plot.ucl) for plot in plots]),
        z=np.concatenate([_z(plot) for plot in plots]),
        zone=np.concatenate([_zones(plot) for plot in plots]),
        beyond=np.concatenate([_beyond(plot) for plot in plots]),
        signals=_signals(plots, starts, rules),
        counts=None if first.counts is None else np.concatenate([plot.counts for plot in plots]),
        changes=tuple(
            _later(change, start) for plot, start in zip(plots, starts, strict=True) for change in plot.changes
        ),
    )


def _spread(plot: Plot, line: Line) -> Floats:
    """At each point that is there."""
    return np.where(present(plot.course.values), line, np.nan)


def _shown(plot: Plot, line: Line) -> Floats:
    return plot.shown(_spread(plot, line))


def _z(plot: Plot) -> Floats:
    sigma = np.broadcast_to(plot.course.sigma, len(plot.n))
    z = np.full(len(sigma), np.nan)
    np.divide(plot.course.values - plot.center, sigma, out=z, where=sigma > 0)
    return z


def _zones(plot: Plot) -> npt.NDArray[np.int8]:
    """A point on a line lies in the zone inside it; for want of sigma in none."""
    z, sigma = _z(plot), np.asarray(plot.course.sigma)
    slack = TOLERANCE * np.maximum(1.0, np.abs(plot.course.center) / np.where(sigma > 0, sigma, np.nan))
    zones = np.zeros(len(z), dtype=np.int8)
    for line in (1, 2, 3):
        zones += z > line + slack
        zones -= z < -line - slack
    return zones


def _beyond(plot: Plot) -> Flags:
    [signals] = judge(plot.course, nelson(1))
    beyond = np.zeros(len(plot.n), dtype=np.bool_)
    beyond[signals.points - 1] = True
    return beyond


def _signals(plots: tuple[Plot, ...], starts: list[int], rules: tuple[Rule, ...]) -> tuple[Signals, ...]:
    found = [judge(plot.course, rules) for plot in plots]
    return tuple(
        Signals(
            rule,
            np.concatenate([stage[at].points + start for stage, start in zip(found, starts, strict=True)]),
            np.concatenate([stage[at].firsts + start for stage, start in zip(found, starts, strict=True)]),
        )
        for at, rule in enumerate(rules)
    )


def _later(change: ChangePoint, start: int) -> ChangePoint:
    return replace(change, signal=change.signal + start, last_in_control=change.last_in_control + start)
