"""A chart as its picture needs it."""

from asyncio import to_thread
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from services.quality.characteristics.rules import ALWAYS
from services.quality.charts import schemas
from services.quality.charts.queries.showing import SHOWN, SHOWN_BY_DEFAULT
from services.quality.charts.rules.judging import FOR_EVER, InForce, drawn
from services.quality.charts.rules.setup import ALONE, Setup, setup
from services.quality.charts.service.judging import in_force, sample_of
from services.quality.charts.service.pictures import picture_of
from services.quality.measurements.rules import EXCLUDED
from services.quality.pictures.rules.layers import vega_lite
from services.quality.pictures.service import PICTURES
from services.quality.pictures.service import drawn as drawn_as
from services.quality.spc.rules.analysis import Analysis
from services.quality.spc.rules.arrays import Floats, present
from services.quality.spc.rules.chart import Chart as Plotted
from services.quality.spc.rules.limits import AnyLimits, Limits
from services.quality.spc.rules.run_lengths.average import of_chart
from services.quality.spc.rules.thinning import extremes
from shared.answers import Document, File
from shared.database.statements import Statement
from shared.problems import Invalid, NotFound
from shared.work import Reading

Data = Document[schemas.ControlChartData] | File

SHOWN_AS_IT_IS = ("id", "name", "kind", "limits_kind", "is_default", "context", "characteristic")
FIGURES = ("center", "sigma", "sigma_z")
USUAL_LAST = 25
MOST_READ = 100_000


class PeriodTooLong(Invalid):
    """A chart is drawn of at most 100,000 points: ask for a shorter period, or for the last ones in it."""


@dataclass(frozen=True)
class Head:
    """A chart, its limits through time and what is written beside its points."""

    row: Mapping[str, Any]
    setup: Setup
    numbers: Mapping[UUID, int]
    stages: Sequence[InForce]
    memory: tuple[float, float] | None
    """Of EWMA and CUSUM, of all points before those that were read."""

    def place(self, taken_at: datetime) -> int:
        """Which limits were in force then; -1: none."""
        return bisect_right([stage.valid_from for stage in self.stages], taken_at) - 1


async def show(work: Reading, chart_id: UUID, query: schemas.ChartQuery, wanted: str) -> Data:
    return await _shown(work, SHOWN, query, wanted, id=chart_id)


async def show_default(work: Reading, characteristic_id: UUID, query: schemas.ChartQuery, wanted: str) -> Data:
    return await _shown(work, SHOWN_BY_DEFAULT, query, wanted, characteristic_id=characteristic_id)


async def _shown(work: Reading, asked: Statement, query: schemas.ChartQuery, wanted: str, **which: UUID) -> Data:
    """In the form that is wanted: numbers, or one of the pictures' media types."""
    in_period = query.taken_since is not None or query.taken_before is not None
    last, since = query.last or (MOST_READ if in_period else USUAL_LAST), query.taken_since or ALWAYS
    period = {"taken_since": since, "taken_before": query.taken_before or FOR_EVER}
    found = await work.rows(asked, **which, **period, last=last, most=MOST_READ + 1)
    if not found:
        raise NotFound()
    head = _head(found[0]["chart"])
    rows, leading = _rows(head, found[1:], since, last)
    lengths = await to_thread(of_chart, head.setup.kind, head.setup.options)
    data = _document(head, rows, leading, query.most_points)
    if wanted not in PICTURES:
        return Document(orjson.dumps(data | {"run_lengths": list(map(asdict, lengths))}, default=str))
    name = f"{data['characteristic']['code']}-chart"
    return await to_thread(drawn_as, vega_lite(picture_of(data, lengths)), wanted, name=name)


def _head(chart: str) -> Head:
    row = orjson.loads(chart)
    sets = row["limit_sets"]
    stages = [in_force(one | {"id": UUID(one["id"]), "valid_from": _time(one["valid_from"])}) for one in sets]
    return Head(row, setup(row), {UUID(one["id"]): one["number"] for one in sets}, stages, row["memory"])


def _rows(
    head: Head, rows: Sequence[Mapping[str, Any]], since: datetime, last: int
) -> tuple[Sequence[Mapping[str, Any]], int]:
    """The points in order of time, and how many only lead in: a moving range, or the memory of EWMA and CUSUM.

    Where no limits are in force, the points shown set them, and nothing leads in; as little where points say nothing of
    one another.
    """
    begin = _time(head.row["begin"])
    if sum(row["taken_at"] >= begin for row in rows) > MOST_READ:
        raise PeriodTooLong(limit=MOST_READ)
    shown = min(last, sum(row["taken_at"] >= since for row in rows))
    if head.memory is not None:
        rows = [row for row in rows if row["taken_at"] >= begin]
    if not head.stages or head.setup.kind in ALONE:
        return rows[:shown][::-1], 0
    return rows[::-1], len(rows) - shown


def _document(head: Head, rows: Sequence[Mapping[str, Any]], leading: int, most: int) -> dict[str, Any]:
    shown = rows[leading:]
    places = [head.place(row["taken_at"]) for row in rows]
    drawing = _drawing(head, rows, places) if rows else None
    plots = [_cut(plot, leading) for plot in drawing.charts] if drawing else []
    blank = np.array([bool(head.stages) and place < 0 for place in places[leading:]], dtype=np.bool_)
    signals = list(_stored(shown) if head.stages else _estimated(drawing))
    needed = {one["index"] - 1 for one in signals} | {at for at, row in enumerate(shown) if row["status"] == EXCLUDED}
    for plot in plots:
        needed |= set(np.flatnonzero(plot["beyond"] & ~blank).tolist())
    chosen = _chosen(plots[0]["values"], needed, most) if plots else []
    return {
        **{name: head.row[name] for name in SHOWN_AS_IT_IS},
        "specifications": _specifications(head, shown),
        "stages": list(_stages(head, drawing, places[leading:])),
        "points": [_point(at, shown[at]) for at in chosen],
        "plots": [_columns(plot, chosen, blank) for plot in plots],
        "signals": signals,
        "total": len(shown),
        "warnings": drawing.warnings if drawing and not head.stages else [],
    }


def _chosen(values: Floats, needed: set[int], most: int) -> list[int]:
    """All places, or the course of the chart in at most so many; those needed always stay."""
    if len(values) <= most:
        return list(range(len(values)))
    needed |= {0, len(values) - 1}
    return sorted(needed | set(extremes(values, max(1, (most - len(needed)) // 2)).tolist()))


def _drawing(head: Head, rows: Sequence[Mapping[str, Any]], places: Sequence[int]) -> Analysis:
    """Without limits in force, by those that the points themselves set."""
    excluded = [at for at, row in enumerate(rows) if row["status"] == EXCLUDED]
    samples = [sample_of(row) for row in rows]
    return drawn(head.setup, head.stages, samples, places, excluded, memory=head.memory)


def _cut(plot: Plotted, leading: int) -> dict[str, Any]:
    names = ("values", "n", "center", "sigma", "lcl", "ucl", "beyond")
    return {"statistic": plot.statistic} | {name: getattr(plot, name)[leading:] for name in names}


def _columns(plot: Mapping[str, Any], chosen: Sequence[int], blank: Any) -> dict[str, Any]:
    """Where no limits were in force there are no lines."""
    at = np.array(chosen, dtype=np.int64)
    column: dict[str, Any] = {"statistic": plot["statistic"], "n": plot["n"][at].tolist()}
    column["values"] = _nulls(plot["values"][at])
    for name in ("center", "sigma", "lcl", "ucl"):
        column[name] = _nulls(np.where(blank, np.nan, plot[name])[at])
    return column | {"beyond": (plot["beyond"] & ~blank)[at].tolist()}


def _nulls(numbers: Any) -> list[float | None]:
    return [number if there else None for number, there in zip(numbers.tolist(), present(numbers), strict=True)]


def _point(at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "index": at + 1,
        "subgroup_id": row["id"],
        "taken_at": f"{row['taken_at'].isoformat(timespec='milliseconds')[:-6]}Z",
        "excluded": row["status"] == EXCLUDED,
        "assignable_cause": row["assignable_cause"],
        "context": row["context"] and orjson.loads(row["context"]),
        "note": row["note"],
    }


def _stored(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for index, row in enumerate(rows, 1):
        for one in orjson.loads(row["signals"]) if row["signals"] else ():
            first = max(1, index - one.pop("points") + 1)
            yield one | {"index": index, "first_index": first}


def _estimated(drawing: Analysis | None) -> Iterator[dict[str, Any]]:
    for plot in drawing.charts if drawing else ():
        for signals in plot.signals:
            for index, first in zip(signals.points.tolist(), signals.firsts.tolist(), strict=True):
                said = {"id": None, "statistic": plot.statistic, "rule": signals.rule.name, "status": None}
                yield said | {"index": index, "first_index": first}


def _specifications(head: Head, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    known: list[dict[str, Any]] = head.row["specifications"]
    begins = [_time(one["valid_from"]) for one in known]
    first, last = (bisect_right(begins, row["taken_at"]) for row in (rows[0], rows[-1])) if rows else (len(known),) * 2
    return known[first - 1 : last]


def _stages(head: Head, drawing: Analysis | None, places: Sequence[int]) -> Iterator[dict[str, Any]]:
    begins = [at for at, place in enumerate(places) if at == 0 or place != places[at - 1]]
    stretches = drawing.stages[len(drawing.stages) - len(begins) :] if drawing else ()
    for (at, end), stretch in zip(pairwise([*begins, len(places)]), stretches, strict=True):
        span = {"first_index": at + 1, "last_index": end}
        if head.stages and places[at] < 0:
            nobody = {"limit_set_id": None, "number": None, "estimated_from": 0, "run_test": None}
            yield span | nobody | _limits(None)
            continue
        known = head.stages[places[at]].id if head.stages else None
        yield span | _limits(stretch.limits) | {
            "limit_set_id": known, "number": known and head.numbers[known], "estimated_from": stretch.estimated,
            "run_test": None if stretch.runs is None else asdict(stretch.runs),
        }  # fmt: skip


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _limits(limits: AnyLimits | None) -> dict[str, float | None]:
    if not isinstance(limits, Limits):
        return dict.fromkeys(FIGURES)
    return {name: getattr(limits, name) for name in FIGURES}
