"""Points judged in the transaction that brought or changed them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.quality.charts.queries.judging import IN_FORCE, LOCKED, MEMORIES, SEEN
from services.quality.charts.queries.settling import FORGOTTEN, RAISED, REMEMBERED, SETTLING, SHIFTED
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


class Stood(NamedTuple):
    """A signal as it stands."""

    id: UUID
    chart_id: UUID
    verdict: Verdict
    limit_set_id: UUID
    window: tuple[UUID, ...]


@dataclass(frozen=True)
class Raised:
    """What an event needs to know of a signal that a statement wrote."""

    id: UUID
    version: int = 1


async def judge(work: Work, changed: Mapping[UUID, Sequence[datetime]], *, chart_id: UUID | None = None) -> None:
    """After points of some characteristics came or changed, at these times: each window that holds one, again.

    Whoever judges a chart holds it, so the next one sees all points and signals of the one before. However many charts
    and points there are, five statements at most. `chart_id`: only that one, whose limits changed.
    """
    rows = await work.rows(LOCKED, characteristic_ids=sorted(changed), chart_id=chart_id)
    charts = {row["id"]: watch(row) for row in rows}
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
        await _settle(work, watched, await _find(work, watched))


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


async def _find(work: Work, charts: Sequence[Watched]) -> list[Stood]:
    """What the points say now; and the signals that stand where they may have changed."""
    asked = [(chart, span) for chart in charts for span in chart.spans]
    given = [
        {"span": number, "chart_id": chart.id, "characteristic_id": chart.characteristic_id, "context": chart.context}
        | {"begin": chart.begin(span), "since": span.since, "until": span.until, "reach": chart.setup.reach or 0}
        for number, (chart, span) in enumerate(asked)
    ]
    standing = []
    for number, points in groupby(await work.rows(SEEN, **in_columns(given)), key=itemgetter("span")):
        if number is None:
            standing = [_stood(row["standing"]) for row in points]
            break
        chart, span = asked[number]
        samples = [sample_of(row) for row in points]
        said = judged(chart.setup, chart.stages, samples, span.since, chart.memory)
        chart.found.update(said.findings)
        chart.memories.extend(said.memories)
    return standing


async def _settle(work: Work, charts: Sequence[Watched], standing: Sequence[Stood]) -> None:
    """Signals as the points say: those that are new are raised, those that no longer hold are kept as superseded.

    What is remembered takes the place of what was known since the first change.
    """
    by_chart = {chart.id: chart for chart in charts}
    fallen, shifted = [], []
    for one in standing:
        finding = by_chart[one.chart_id].found.pop(one.verdict, None)
        if finding is None:
            fallen.append(one.id)
        elif (finding.limit_set_id, finding.window) != (one.limit_set_id, one.window):
            window = _array(finding.window)
            shifted.append({"id": one.id, "limit_set_id": finding.limit_set_id, "window_ids": window})
    raised = [_raised(chart, *one, work.now) for chart in charts for one in chart.found.items()]
    remembering = [chart for chart in charts if chart.setup.remembers]
    if fallen or shifted or raised or remembering:
        forgotten = [
            {"chart_id": chart.id, "since": span.since, "until": span.until}
            for chart in remembering
            for span in chart.spans
        ]
        remembered = [_remembered(chart.id, one) for chart in remembering for one in chart.memories]
        given = _columns("raised_", RAISED, raised) | _columns("shifted_", SHIFTED, shifted)
        given |= _columns("forgotten_", FORGOTTEN, forgotten) | _columns("remembered_", REMEMBERED, remembered)
        await work.rows(SETTLING, fallen=fallen, **given)
    _tell(work, fallen, raised)


def _raised(chart: Watched, verdict: Verdict, finding: Finding, now: datetime) -> dict[str, Any]:
    known = {"id": uuid7(), "chart_id": chart.id, "limit_set_id": finding.limit_set_id, "taken_at": finding.taken_at}
    window = {"window_ids": _array(finding.window), "ack_due_at": now + chart.acknowledge_within}
    return known | window | verdict._asdict()


def _remembered(chart_id: UUID, memory: Memory) -> dict[str, Any]:
    state = orjson.dumps(memory.state).decode().translate(AS_ARRAY)
    return memory._asdict() | {"id": uuid7(), "chart_id": chart_id, "state": state}


def _columns(prefix: str, names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {f"{prefix}{name}": [row[name] for row in rows] for name in names}


def _tell(work: Work, fallen: Iterable[UUID], raised: Iterable[Mapping[str, Any]]) -> None:
    for id in fallen:
        work.note("signal.superseded", Raised(id))
    for one in raised:
        said = {name: one[name] for name in ("chart_id", "subgroup_id", "statistic", "rule")}
        work.note("signal.raised", Raised(one["id"]), **said)


def _stood(written: str) -> Stood:
    one = orjson.loads(written)
    id, chart_id, subgroup_id, limit_set_id = (
        UUID(one[name]) for name in ("id", "chart_id", "subgroup_id", "limit_set_id")
    )
    verdict = Verdict(subgroup_id, one["statistic"], one["rule"])
    return Stood(id, chart_id, verdict, limit_set_id, tuple(map(UUID, one["window_ids"])))


def _array(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


def watch(row: Mapping[str, Any]) -> Watched:
    asked = setup(dict(row) | {"parameters": orjson.loads(row["parameters"])})
    within = timedelta(minutes=row["acknowledge_within_minutes"])
    return Watched(row["id"], row["characteristic_id"], row["context"], within, asked)


def in_force(row: Mapping[str, Any]) -> InForce:
    return InForce(row["id"], row["valid_from"], restored(row))


def sample_of(row: Mapping[str, Any]) -> Sample:
    return Sample(*SAMPLED(row))
