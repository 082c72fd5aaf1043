"""What EWMA and CUSUM know at some points of all points before, so that later ones need not look back further."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.kinds import ChartKind

EVERY = 100
"""As many points are read again with each that is new, at most; the rest of the chart is remembered."""


class Memory(NamedTuple):
    """After all points up to `taken_at` that these limits judged: z and its variance, or the sums above and below."""

    limit_set_id: UUID
    taken_at: datetime
    state: tuple[float, float]


def _ewma(plots: Sequence[Chart], at: int) -> tuple[float, float]:
    return float(plots[0].values[at]), float(plots[0].sigma[at]) ** 2


def _cusum(plots: Sequence[Chart], at: int) -> tuple[float, float]:
    upper, lower = plots
    return float(upper.values[at]), float(lower.values[at])


STATES = {ChartKind.EWMA: _ewma, ChartKind.CUSUM: _cusum}


def remembered(
    kind: ChartKind, plots: Sequence[Chart], times: Sequence[datetime], limits: Sequence[UUID]
) -> Iterator[Memory]:
    """At every hundredth point or so; never between two of one time, whose order the next one may change."""
    last = -1
    for at, (time, limit_set_id) in enumerate(zip(times, limits, strict=True)):
        alone = at + 1 == len(times) or times[at + 1] > time
        if at - last >= EVERY and alone and plots[0].n[at] > 0:
            last = at
            yield Memory(limit_set_id, time, STATES[kind](plots, at))
