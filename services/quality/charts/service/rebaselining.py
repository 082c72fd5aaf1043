from dataclasses import asdict
from uuid import UUID

import orjson

from services.quality.charts import schemas
from services.quality.charts.queries.charts import KNOWN_CHANGE, MATERIAL
from services.quality.charts.queries.judging import IN_FORCE, ONE
from services.quality.charts.rules.judging import FOR_EVER
from services.quality.charts.rules.rebaselining import Change, Offer, Run, has_runs, latest_run, offer
from services.quality.charts.service.judging import Watched, in_force, sample_of, watch
from shared.answers import Document
from shared.problems import NotFound
from shared.work import Reading

MOST_POINTS = 1_000
"""Of a longer run the latest."""


async def show(work: Reading, chart_id: UUID) -> Document[schemas.Rebaseline]:
    found = await look(work, chart_id)
    said = asdict(found.run) | {"offered": found.due, "reasons": [asdict(reason) for reason in found.reasons]}
    return Document(orjson.dumps(said | {"change": found.change and asdict(found.change)}, default=str))


async def look(work: Reading, chart_id: UUID) -> Offer:
    """Whether the latest points call for a new baseline, and why or why not."""
    row = await work.row(ONE, id=chart_id)
    if row is None:
        raise NotFound()
    run = await _run(work, watch(row))
    change = await work.row(KNOWN_CHANGE, chart_id=chart_id, taken_since=run.taken_since) if run.long else None
    return offer(run, Change(**change) if change else None)


async def _run(work: Reading, chart: Watched) -> Run:
    """By the limits in force; without any there is none."""
    stages = [in_force(row) for row in await work.rows(IN_FORCE, chart_ids=[chart.id])]
    if not stages or not has_runs(chart.setup):
        return Run()
    period = {"taken_since": stages[-1].valid_from, "taken_before": FOR_EVER}
    of_chart = {"characteristic_id": chart.characteristic_id, "context": chart.context}
    rows = await work.rows(MATERIAL, **of_chart, **period, last=MOST_POINTS)
    return latest_run(chart.setup, stages[-1], [sample_of(row) for row in rows[::-1]])
