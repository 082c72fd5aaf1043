from typing import Any

from services.quality.metrics import rules, schemas
from services.quality.metrics.queries import registers
from services.quality.metrics.queries.metrics import metrics
from shared.answers import Document
from shared.database.statements import Statement
from shared.work import Reading


async def all_of(work: Reading, query: schemas.MetricQuery) -> Document[schemas.QualityMetrics]:
    keys = tuple(dict.fromkeys(query.keys)) or tuple(rules.QualityMetricKey)
    return await _answer(work, metrics(work.actor.scopes, keys), **_period(work, query))


async def pareto(work: Reading, query: schemas.ParetoQuery) -> Document[schemas.Pareto]:
    rules.check_unit(query.weight, query.unit)
    given = _period(work, query)
    before = given["since"] - (given["before"] - given["since"])
    asked = {"unit": query.unit, "limit": query.limit, "period_before": before}
    return await _answer(work, registers.pareto(query.weight), **given, **asked)


async def ageing(work: Reading, query: schemas.ProcessQuery) -> Document[schemas.Ageing]:
    return await _answer(work, registers.ageing(), process_id=query.process_id)


async def flow(work: Reading, query: schemas.FlowQuery) -> Document[schemas.Flow]:
    given = _period(work, query)
    rules.check_steps(given["since"], given["before"], query.step)
    return await _answer(work, registers.flow(query.step), **given)


async def costs(work: Reading, query: schemas.PeriodQuery) -> Document[schemas.QualityCosts]:
    return await _answer(work, registers.costs(), **_period(work, query))


def _period(work: Reading, query: schemas.PeriodQuery) -> dict[str, Any]:
    since, before = rules.period(query.since, query.before, work.today)
    return {"since": since, "before": before, "process_id": query.process_id}


async def _answer(work: Reading, statement: Statement, **given: Any) -> Document[Any]:
    return Document((await work.value(statement, **given)).encode())
