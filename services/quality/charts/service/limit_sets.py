from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.quality.characteristics.models import ControlChart
from services.quality.characteristics.rules import ALWAYS
from services.quality.charts import schemas
from services.quality.charts.models import LimitSet
from services.quality.charts.queries.charts import (
    ACTIVE_SET,
    CHART_OF,
    MATERIAL,
    NEXT_NUMBER,
    WATCHED,
    charts,
    limit_sets,
)
from services.quality.charts.rules import estimation
from services.quality.charts.rules.judging import FOR_EVER, check_drawable
from services.quality.charts.rules.setup import Setup, setup
from services.quality.charts.rules.states import ACTIVE, SUPERSEDED, check_begins, check_enough
from services.quality.charts.service.judging import judge, sample_of
from services.quality.charts.service.rebaselining import look
from services.quality.measurements.rules import EXCLUDED
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.limits import AnyLimits, Limits
from shared.answers import Document, Page
from shared.problems import NotFound
from shared.work import Reading, Work

MOST_SUBGROUPS = 10_000


async def page(work: Reading, chart_id: UUID, query: schemas.LimitSetQuery) -> Page[schemas.LimitSet]:
    found = await limit_sets.page(work, query, chart_id=chart_id)
    if not found.items:
        await charts.show(work, chart_id)  # No limits yet, or no such chart: 404.
    return found


async def propose(work: Work, chart_id: UUID, data: schemas.LimitSetCreate) -> Document[schemas.LimitSet]:
    """Limits on trial; estimated again from other subgroups, they are the next number."""
    estimation.check_asked(**data.model_dump())
    chart = await charts.load(work, chart_id, "propose_limits")
    if data.rebaseline:
        limits, basis = await _rebaselined(work, chart)
    elif data.center is None:
        limits, basis = await _estimated(work, chart, data)
    else:
        limits, basis = Limits(data.center, data.sigma), {"subgroups": 0, "excluded_ids": [], "source": data.source}
    check_drawable(_setup(chart), limits, DataKind(await work.value(WATCHED, id=chart.characteristic_id)))
    number = await work.value(NEXT_NUMBER, chart_id=chart_id)
    said = estimation.stored(limits) | basis
    proposed = work.add(LimitSet(chart_id=chart_id, number=number, proposed_by=work.actor.id, **said))
    work.note("limit_set.proposed", proposed, chart_id=chart_id)
    return replace(await limit_sets.show(work, proposed.id), collection="limit-sets")


async def transition(work: Work, id: UUID, data: schemas.LimitSetTransition) -> Document[schemas.LimitSet]:
    """The chart is held first, as whoever judges it does."""
    chart_id = await work.value(CHART_OF, id=id)
    if chart_id is None:
        raise NotFound()
    chart = await work.lock(ControlChart, chart_id)
    limits, status = await limit_sets.decide(work, id, data.action, data.reason)
    changes: dict[str, Any] = {"status": status}
    if data.action == "approve":
        check_enough(limits.subgroups, data.reason)
        changes |= {"approved_by": work.actor.id, "approved_at": work.now}
    if data.action == "activate":
        changes["valid_from"] = await _succeeding(work, chart, data.valid_from or work.now)
    if data.reason is not None:
        changes["reason"] = data.reason
    work.change(limits, changes)
    if limits.status is ACTIVE:
        await judge(work, {chart.characteristic_id: [changes["valid_from"], FOR_EVER]}, chart_id=chart.id)
    work.note(f"limit_set.{data.action}", limits, chart_id=chart_id, reason=data.reason)
    return await limit_sets.show(work, id)


async def _succeeding(work: Work, chart: ControlChart, valid_from: datetime) -> datetime:
    """What was taken since then is judged anew; what the limits before had found there is superseded."""
    before = await work.session.scalar(ACTIVE_SET, {"chart_id": chart.id})
    check_begins(valid_from, before.valid_from if before else None, work.now)
    if before is not None:
        work.change(before, {"status": SUPERSEDED})
        work.note("limit_set.superseded", before, chart_id=chart.id)
        await work.flush()
    return valid_from


async def _rebaselined(work: Work, chart: ControlChart) -> tuple[AnyLimits, dict[str, Any]]:
    """From the run alone. Refused where none is due."""
    found = await look(work, chart.id)
    found.ensure()
    limits, basis = await _estimated(work, chart, schemas.LimitSetCreate(taken_since=found.run.taken_since))
    return limits, basis | {"source": " ".join(reason.detail for reason in found.reasons)}


async def _estimated(work: Work, chart: ControlChart, data: schemas.LimitSetCreate) -> tuple[AnyLimits, dict[str, Any]]:
    context = None if chart.context is None else orjson.dumps(chart.context).decode()
    period = {"taken_since": data.taken_since or ALWAYS, "taken_before": data.taken_before or FOR_EVER}
    rows = await work.rows(
        MATERIAL, characteristic_id=chart.characteristic_id, context=context, last=data.last or MOST_SUBGROUPS, **period
    )
    rows = rows[::-1]
    excluded = [at for at, row in enumerate(rows) if row["status"] == EXCLUDED]
    limits, subgroups = estimation.estimate(_setup(chart), [sample_of(row) for row in rows], excluded)
    return limits, {"subgroups": subgroups, **_basis(rows, excluded)}


def _basis(rows: Sequence[Mapping[str, Any]], excluded: Sequence[int]) -> dict[str, Any]:
    ids = [rows[at]["id"] for at in excluded]
    return {"taken_from": rows[0]["taken_at"], "taken_to": rows[-1]["taken_at"], "excluded_ids": ids}


def _setup(chart: ControlChart) -> Setup:
    return setup(vars(chart))
