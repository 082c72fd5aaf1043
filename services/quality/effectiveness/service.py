from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from services.quality.capas.models import Capa, EffectivenessPlan, EffectivenessResult
from services.quality.capas.queries.capas import capas
from services.quality.capas.rules.kinds import EffectivenessMetric
from services.quality.effectiveness import queries, schemas
from services.quality.effectiveness.queries import effectiveness_plans, effectiveness_results
from services.quality.effectiveness.rules import plans as rules
from services.quality.effectiveness.rules.effectiveness import Criterion, judged
from services.quality.effectiveness.rules.samples import Mean, Rate, Sample, Share, Spread
from shared.answers import Document
from shared.database.statements import Statement
from shared.problems import Conflict, NotFound
from shared.schemas import TransitionRequest
from shared.work import Work

SHARES = {
    EffectivenessMetric.SHARE_DEFECTIVE: queries.DEFECTIVES,
    EffectivenessMetric.SIGNALS_PER_POINT: queries.SIGNALLING,
}
RATES = {
    EffectivenessMetric.DEFECTS_PER_UNIT: queries.DEFECTS,
    EffectivenessMetric.NONCONFORMANCES_PER_DAY: queries.NONCONFORMANCES,
}


class WindowOpen(Conflict):
    """The window of this round has not ended, or has not begun: there is nothing to judge yet."""


async def plan(work: Work, data: schemas.EffectivenessPlanCreate) -> Document[schemas.EffectivenessPlan]:
    """A draft; frozen, it is what the verdict is computed by."""
    said = data.model_dump()
    Criterion(data.direction, data.min_sample, data.threshold, data.alpha)
    rules.check_baseline(data.baseline_from, data.baseline_to, work.now)
    kind = await work.value(queries.KIND_OF_DATA, id=data.characteristic_id) if data.characteristic_id else None
    rules.check_source(data.metric, said, kind)
    capa = await capas.load(work, data.capa_id, "plan_effectiveness")
    number = await work.value(queries.NEXT_NUMBER, capa_id=capa.id)
    drafted = work.add(EffectivenessPlan(**said, number=number, iteration=capa.iteration, author_id=work.actor.id))
    work.touch(capa)
    work.note("capa.effectiveness_planned", capa, plan_id=drafted.id)
    return await effectiveness_plans.show(work, drafted.id)


async def freeze(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.EffectivenessPlan]:
    """The baseline is computed now, so that it is known before anything is done."""
    capa = await _hold_capa(work, id)
    plan, status = await effectiveness_plans.decide(work, id, data.action, data.reason)
    before = await work.session.scalar(queries.FROZEN_PLAN, {"capa_id": capa.id, "iteration": capa.iteration})
    if before is not None:
        work.change(before, {"status": rules.REPLACED})
        await work.flush()
    baseline = await _sample(work, plan, plan.baseline_from, plan.baseline_to)
    known = {"baseline_value": baseline.value, "baseline_n": baseline.n, "reason": data.reason if before else None}
    work.change(plan, {"status": status, "frozen_at": work.now, "frozen_by": work.actor.id} | known)
    work.touch(capa)
    work.note("capa.effectiveness_frozen", capa, about=plan, plan_id=plan.id, replaces=before and before.id)
    return await effectiveness_plans.show(work, id)


async def judge(work: Work, capa_id: UUID) -> EffectivenessResult:
    """The verdict of this round, computed from what is stored."""
    capa = await work.lock(Capa, capa_id)
    plan = await work.session.scalar(queries.FROZEN_PLAN, {"capa_id": capa.id, "iteration": capa.iteration})
    if plan is None or capa.window_from is None or capa.window_to is None or capa.window_to > work.now:
        raise WindowOpen(window_to=capa.window_to)
    after = await _sample(work, plan, capa.window_from, capa.window_to)
    before = await _sample(work, plan, plan.baseline_from, plan.baseline_to)
    found = judged(Criterion(plan.direction, plan.min_sample, plan.threshold, plan.alpha), after, before)
    result = work.add(
        EffectivenessResult(
            capa_id=capa.id, plan_id=plan.id, iteration=capa.iteration, window_from=capa.window_from,
            window_to=capa.window_to, value=found.value, n=found.n, baseline_value=found.baseline_value,
            baseline_n=found.baseline_n, chance=found.chance, verdict=found.verdict,
            shortfalls=[str(one) for one in found.shortfalls],
        )
    )  # fmt: skip
    work.touch(capa)
    work.note("capa.effectiveness_judged", capa, result_id=result.id, verdict=found.verdict)
    return result


async def judge_now(work: Work, data: schemas.EffectivenessResultCreate) -> Document[schemas.EffectivenessResult]:
    await capas.show(work, data.capa_id)
    result = await judge(work, data.capa_id)
    return await effectiveness_results.show(work, result.id)


async def _hold_capa(work: Work, plan_id: UUID) -> Capa:
    capa_id = await work.value(queries.CAPA_OF_PLAN, id=plan_id)
    if capa_id is None:
        raise NotFound()
    return await work.lock(Capa, capa_id)


async def _sample(work: Work, plan: EffectivenessPlan, since: datetime, before: datetime) -> Any:
    given = {"id": plan.characteristic_id or plan.process_id, "since": since, "before": before}
    return await _read(work, plan.metric, given)


async def _read(work: Work, metric: EffectivenessMetric, given: dict[str, Any]) -> Sample:
    if metric in SHARES:
        row = await _counted(work, SHARES[metric], given)
        return Share(int(row["bad"]), int(row["n"]))
    if metric in RATES:
        row = await _counted(work, RATES[metric], given)
        return Rate(int(row["events"]), float(row["exposure"]))
    values = np.array(await work.value(queries.VALUES, **given) or [], dtype=np.float64)
    return Mean(values) if metric is EffectivenessMetric.MEAN else Spread(values)


async def _counted(work: Work, statement: Statement, given: dict[str, Any]) -> Mapping[str, Any]:
    """Of an aggregate there is always one row."""
    (row,) = await work.rows(statement, **given)
    return row
