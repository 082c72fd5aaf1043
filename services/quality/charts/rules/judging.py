"""What points say: of those that are new or changed, and of those that are judged together with them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple
from uuid import UUID

import numpy as np

from services.quality.charts.rules.memory import Memory, remembered
from services.quality.charts.rules.setup import WITH_MEMORY, Setup
from services.quality.spc.rules.analysis import Analysis, analyze
from services.quality.spc.rules.chart import Chart as Plotted
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import AnyLimits, Stage
from services.quality.spc.rules.observations import Observations, observations

FOR_EVER = datetime(2201, 1, 1, tzinfo=UTC)
MOST_SPANS = 20
OF_MEANS = {ChartKind.I_MR, ChartKind.T, ChartKind.G, ChartKind.RUN}
FAR = 10
"""Changes further apart than so many times the usual are judged each for itself."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A subgroup as a chart needs it."""

    id: UUID
    taken_at: datetime
    values: Sequence[float | None] | None
    count: int | None
    size: int | None
    exposure: float | None


class Verdict(NamedTuple):
    """What tells a signal from another: at which subgroup, of what, by which rule."""

    subgroup_id: UUID
    statistic: str
    rule: str


@dataclass(frozen=True, slots=True)
class Finding:
    limit_set_id: UUID
    taken_at: datetime
    window: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """Limits, and from when on points are judged by them."""

    id: UUID
    valid_from: datetime
    limits: AnyLimits


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last change that are judged together, both included."""

    since: datetime
    until: datetime


class Judged(NamedTuple):
    findings: Mapping[Verdict, Finding]
    memories: Sequence[Memory]


def spans(changed: Sequence[datetime]) -> list[Span]:
    """A late point of last year and today's points are judged apart, so that nothing between them is read."""
    times = [time for time, _ in groupby(sorted(changed))]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    far = FAR * median(gaps) if gaps else 0
    widest = sorted((place for place, gap in enumerate(gaps) if gap > far), key=lambda place: gaps[place])
    ends = [*sorted(widest[-MOST_SPANS + 1 :]), len(times) - 1]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [Span(times[start], times[end]) for start, end in zip(starts, ends, strict=True)]


def widened(span: Span, setup: Setup, stages: Sequence[InForce]) -> Span | None:
    """What has to be judged because of changes within a span; None where no limits were in force yet.

    What EWMA and CUSUM say depends on all points before, so it changes to the end of the stage.
    """
    begins = [stage.valid_from for stage in stages]
    if not begins or span.until < begins[0]:
        return None
    since = max(span.since, begins[0])
    if setup.kind not in WITH_MEMORY:
        return Span(since, span.until)
    last = bisect_right(begins, span.until)
    ends = begins[last] - timedelta(microseconds=1) if last < len(begins) else FOR_EVER
    return Span(since, ends)


def stage_at(stages: Sequence[InForce], time: datetime) -> InForce:
    """Of those times at which some limits were in force."""
    return stages[bisect_right([stage.valid_from for stage in stages], time) - 1]


def judged(
    setup: Setup, stages: Sequence[InForce], samples: Sequence[Sample], since: datetime, memory: Memory | None = None
) -> Judged:
    """The signals at the samples from `since` on; earlier ones lead in. Samples are in order of time.

    `memory` is of the points before the first sample.
    """
    begins = [stage.valid_from for stage in stages]
    watched = [sample for sample in samples if sample.taken_at >= begins[0]]
    if not watched:
        return Judged({}, ())
    places = [bisect_right(begins, sample.taken_at) - 1 for sample in watched]
    plots = drawn(setup, stages, watched, places, memory=memory and memory.state).charts
    limits = [stages[place].id for place in places]
    memories: list[Memory] = []
    if setup.remembers:
        times = [sample.taken_at for sample in watched]
        memories = [one for one in remembered(setup.kind, plots, times, limits) if one.taken_at >= since]
    return Judged(dict(_findings(plots, watched, limits, since)), memories)


def _findings(
    plots: Sequence[Plotted], watched: Sequence[Sample], limits: Sequence[UUID], since: datetime
) -> Iterator[tuple[Verdict, Finding]]:
    for plot in plots:
        for signals in plot.signals:
            for point, first in zip(signals.points.tolist(), signals.firsts.tolist(), strict=True):
                at = watched[point - 1]
                if at.taken_at >= since:
                    window = tuple(sample.id for sample in watched[first - 1 : point])
                    finding = Finding(limits[point - 1], at.taken_at, window)
                    yield Verdict(at.id, plot.statistic, signals.rule.name), finding


def check_drawable(setup: Setup, limits: AnyLimits, data: DataKind) -> None:
    """Refused where the chart could not be drawn with these limits, so that no batch is refused for it later."""
    values = None if data in {DataKind.DEFECTIVES, DataKind.DEFECTS} else [1.0] * max(2, setup.positions)
    counted = (None, None, None) if values else (0, 1 if data is DataKind.DEFECTIVES else None, 1.0)
    samples = [Sample(UUID(int=at), FOR_EVER, values, *counted) for at in (1, 2)]
    drawn(setup, [InForce(UUID(int=0), FOR_EVER, limits)], samples, [0, 0])


def drawn(
    setup: Setup,
    stages: Sequence[InForce],
    samples: Sequence[Sample],
    places: Sequence[int],
    excluded: Sequence[int] = (),
    *,
    memory: tuple[float, float] | None = None,
) -> Analysis:
    """The chart of samples, each by the limits at its place among the stages, or of all by those that they set.

    Samples from before all limits, at place -1, are drawn by the first ones, apart from those that are judged.
    """
    firsts = [at for at, place in enumerate(places) if at == 0 or place != places[at - 1]]
    by_stage = tuple(Stage(at + 1, limits=stages[max(0, places[at])].limits if stages else None) for at in firsts)
    by_stage = (replace(by_stage[0], memory=memory), *by_stage[1:])
    exclusions = {at + 1: "excluded" for at in excluded}
    options = replace(setup.options, stages=by_stage, exclusions=exclusions)
    return analyze(setup.kind, observed(setup, samples), options)


def observed(setup: Setup, samples: Sequence[Sample]) -> Observations:
    """Of several values a chart of single ones shows the mean, and a run chart of counts their rate; a c chart has gaps
    where the exposure is not 1, a T² chart where a position has no value."""
    kind = setup.kind
    if kind is ChartKind.HOTELLING_T2:
        return observations([_whole(sample.values or (), setup.positions) for sample in samples])
    if samples[0].values is not None:
        rows = observations([sample.values or [None] for sample in samples])
        return _means(rows) if kind in OF_MEANS else rows
    sizes = np.array([sample.size or sample.exposure for sample in samples], dtype=np.float64)
    counts = np.array([sample.count for sample in samples], dtype=np.float64)
    if kind is ChartKind.RUN:
        return observations(counts / sizes)
    if kind is ChartKind.C:
        return observations(np.where(np.equal(sizes, 1), counts, np.nan))
    return observations(counts, sizes)


def _whole(values: Sequence[float | None], positions: int) -> Sequence[float | None]:
    return values if len(values) == positions else [None] * positions


def _means(rows: Observations) -> Observations:
    if rows.values.shape[1] == 1:
        return rows
    there = ~np.isnan(rows.values)
    n = there.sum(axis=1)
    sums = np.where(there, rows.values, 0.0).sum(axis=1)
    return observations(np.divide(sums, n, out=np.full(len(n), np.nan), where=n > 0))
