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
    IN_FORCE,
    LOCKED,
    POINTS,
    RAISING,
    SHIFTING,
    STANDING,
)
from services.quality.charts.rules.estimation import restored
from services.quality.charts.rules.judging import Finding, InForce, Sample, Span, Verdict, judged, spans, widened
from services.quality.charts.rules.setup import Setup, setup
from shared.database.statements import in_columns
from shared.work import Work

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
    found: dict[Verdict, Finding] = field(default_factory=dict)
    reached: set[UUID] = field(default_factory=set)


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
        wide = (widened(span, chart.setup, chart.stages) for span in spans(changed[chart.characteristic_id]))
        chart.spans = [span for span in wide if span is not None]
    watched = [chart for chart in limited if chart.spans]
    if watched:
        await _find(work, watched)
        await _settle(work, watched)


async def _find(work: Work, charts: Sequence[Watched]) -> None:
    """What the points say now."""
    asked = [(chart, span) for chart in charts for span in chart.spans]
    given = [
        {"span": number, "characteristic_id": chart.characteristic_id, "since": span.since, "until": span.until}
        | {"reach": chart.setup.reach or 0, "context": chart.context}
        for number, (chart, span) in enumerate(asked)
    ]
    rows = await work.rows(POINTS, **in_columns(given))
    for number, points in groupby(rows, key=itemgetter("span")):
        chart, span = asked[number]
        samples = [sample_of(row) for row in points]
        chart.found.update(judged(chart.setup, chart.stages, samples, span.since))
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
