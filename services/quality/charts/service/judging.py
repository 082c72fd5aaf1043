"""Points judged in the transaction that brought or changed them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.quality.charts.queries.judging import (
    FALLING,
    FORGETTING,
    IN_FORCE,
    LOCKED,
    MEMORIES,
    POINTS,
    RAISING,
    REMEMBERING,
    SHIFTING,
    STANDING,
)
from services.quality.charts.rules.estimation import restored
from services.quality.charts.rules.judging import (
    Finding,
    InForce,
    Sample,
    Span,
    Verdict,
    judged,
    spans,
    stage_at,
    widened,
)
from services.quality.charts.rules.memory import Memory
from services.quality.charts.rules.setup import WITH_MEMORY, Setup, setup
from shared.database.statements import in_columns
from shared.work import Work

AS_ARRAY = str.maketrans("[]", "{}")
SAMPLED = itemgetter("id", "taken_at", "values", "count", "size", "exposure")


@dataclass
class Watched:
    """A chart held until the end, its limits through time, and what is to be judged."""

    id: UUID
    characteristic_id: UUID
    context: str | None
    acknowledge_within: timedelta
    setup: Setup
    stages: list[InForce] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    memory: Memory | None = None
    """Of EWMA and CUSUM, of all points before the first that is read."""
    found: dict[Verdict, Finding] = field(default_factory=dict)
    reached: set[UUID] = field(default_factory=set)
    memories: list[Memory] = field(default_factory=list)

    def spread(self, changed: Sequence[datetime]) -> None:
        """Over what has to be judged: what comes later depends on what EWMA and CUSUM remember, so that is one span."""
        parts = [Span(min(changed), max(changed))] if self.setup.kind in WITH_MEMORY else spans(changed)
        wide = (widened(part, self.setup, self.stages) for part in parts)
        self.spans = [span for span in wide if span is not None]

    def begin(self, span: Span) -> datetime:
        """Of what is read: after what is remembered, or with the limits that were in force when the span begins."""
        if self.setup.kind not in WITH_MEMORY:
            return span.since
        if self.memory is not None:
            return self.memory.taken_at + timedelta(microseconds=1)
        return stage_at(self.stages, span.since).valid_from


@dataclass(frozen=True)
class Raised:
    """What an event needs to know of a signal that a statement wrote."""

    id: UUID
    version: int = 1


async def judge(work: Work, changed: Mapping[UUID, Sequence[datetime]], *, chart_id: UUID | None = None) -> None:
    """After points of some characteristics came or changed, at these times: each window that holds one, again.

    Whoever judges a chart holds it, so the next one sees all points and signals of the one before. However many charts
    and points there are, seven statements at most. `chart_id`: only that one, whose limits changed.
    """
    rows = await work.rows(LOCKED, characteristic_ids=sorted(changed), chart_id=chart_id)
    charts = {row["id"]: _watched(row) for row in rows}
    for row in await work.rows(IN_FORCE, chart_ids=list(charts)) if charts else ():
        charts[row["chart_id"]].stages.append(in_force(row))
    limited = [chart for chart in charts.values() if chart.stages]
    for chart in limited:
        chart.spread(changed[chart.characteristic_id])
    watched = [chart for chart in limited if chart.spans]
    remembering = [chart for chart in watched if chart.setup.remembers]
    if remembering:
        await _recall(work, remembering)
    if watched:
        await _find(work, watched)
        await _settle(work, watched)
    if remembering:
        await _remember(work, remembering)


async def _recall(work: Work, charts: Sequence[Watched]) -> None:
    """What was known before the first change."""
    by_chart = {chart.id: chart for chart in charts}
    given = [
        {"chart_id": chart.id, "limit_set_id": stage_at(chart.stages, span.since).id, "since": span.since}
        for chart in charts
        for span in chart.spans
    ]
    for row in await work.rows(MEMORIES, **in_columns(given)):
        by_chart[row["chart_id"]].memory = Memory(row["limit_set_id"], row["taken_at"], tuple(row["state"]))


async def _remember(work: Work, charts: Sequence[Watched]) -> None:
    """In place of what was known since the first change."""
    given = [
        {"chart_id": chart.id, "since": span.since, "until": span.until} for chart in charts for span in chart.spans
    ]
    await work.rows(FORGETTING, **in_columns(given))
    known: list[dict[str, Any]] = [
        {"id": uuid7(), "chart_id": chart.id, "limit_set_id": one.limit_set_id, "taken_at": one.taken_at}
        | {"state": orjson.dumps(one.state).decode().translate(AS_ARRAY)}
        for chart in charts
        for one in chart.memories
    ]
    if known:
        await work.rows(REMEMBERING, **in_columns(known))


async def _find(work: Work, charts: Sequence[Watched]) -> None:
    """What the points say now."""
    asked = [(chart, span) for chart in charts for span in chart.spans]
    given = [
        {"span": number, "characteristic_id": chart.characteristic_id, "until": span.until}
        | {"since": chart.begin(span), "reach": chart.setup.reach or 0, "context": chart.context}
        for number, (chart, span) in enumerate(asked)
    ]
    rows = await work.rows(POINTS, **in_columns(given))
    for number, points in groupby(rows, key=itemgetter("span")):
        chart, span = asked[number]
        samples = [sample_of(row) for row in points]
        said = judged(chart.setup, chart.stages, samples, span.since, chart.memory)
        chart.found.update(said.findings)
        chart.memories.extend(said.memories)
        chart.reached.update(sample.id for sample in samples if sample.taken_at > span.until)


async def _settle(work: Work, charts: Sequence[Watched]) -> None:
    """Signals as the points say: those that are new are raised, those that no longer hold are kept as superseded."""
    given = [
        {"chart_id": chart.id, "since": span.since, "until": span.until} for chart in charts for span in chart.spans
    ]
    reached = [id for chart in charts for id in chart.reached]
    standing = await work.rows(
        STANDING, chart_ids=[chart.id for chart in charts], subgroup_ids=reached, **in_columns(given)
    )
    by_chart = {chart.id: chart for chart in charts}
    fallen, shifted = [], []
    for row in standing:
        finding = by_chart[row["chart_id"]].found.pop(Verdict(row["subgroup_id"], row["statistic"], row["rule"]), None)
        if finding is None:
            fallen.append(row["id"])
        elif (finding.limit_set_id, list(finding.window)) != (row["limit_set_id"], row["window_ids"]):
            window = _array(finding.window)
            shifted.append({"id": row["id"], "limit_set_id": finding.limit_set_id, "window_ids": window})
    if fallen:
        await work.rows(FALLING, ids=fallen)
        for id in fallen:
            work.note("signal.superseded", Raised(id))
    if shifted:
        await work.rows(SHIFTING, **in_columns(shifted))
    await _raise(work, charts)


async def _raise(work: Work, charts: Iterable[Watched]) -> None:
    raised: list[dict[str, Any]] = [
        {"id": uuid7(), "chart_id": chart.id, "limit_set_id": finding.limit_set_id, "taken_at": finding.taken_at}
        | {"window_ids": _array(finding.window), "ack_due_at": work.now + chart.acknowledge_within}
        | verdict._asdict()
        for chart in charts
        for verdict, finding in chart.found.items()
    ]
    if raised:
        await work.rows(RAISING, **in_columns(raised))
    for one in raised:
        said = {name: one[name] for name in ("chart_id", "subgroup_id", "statistic", "rule")}
        work.note("signal.raised", Raised(one["id"]), **said)


def _array(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


def _watched(row: Mapping[str, Any]) -> Watched:
    asked = setup(dict(row) | {"parameters": orjson.loads(row["parameters"])})
    within = timedelta(minutes=row["acknowledge_within_minutes"])
    return Watched(row["id"], row["characteristic_id"], row["context"], within, asked)


def in_force(row: Mapping[str, Any]) -> InForce:
    return InForce(row["id"], row["valid_from"], restored(row))


def sample_of(row: Mapping[str, Any]) -> Sample:
    return Sample(*SAMPLED(row))
