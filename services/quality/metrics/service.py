from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import orjson

from services.quality.metrics import rules, schemas
from services.quality.metrics.queries import registers
from services.quality.metrics.queries.metrics import metrics
from services.quality.pictures.rules import registers as pictures
from services.quality.pictures.rules.layers import Spec
from services.quality.pictures.service import PICTURES, drawn
from shared.answers import Document, File
from shared.database.statements import Statement
from shared.work import Reading


async def all_of(work: Reading, query: schemas.MetricQuery) -> Document[schemas.QualityMetrics]:
    keys = tuple(dict.fromkeys(query.keys)) or tuple(rules.QualityMetricKey)
    return await _answer(work, metrics(work.actor.scopes, keys), **_period(work, query))


async def pareto(work: Reading, query: schemas.ParetoQuery, wanted: str) -> Document[schemas.Pareto] | File:
    rules.check_unit(query.weight, query.unit)
    given = _period(work, query)
    before = given["since"] - (given["before"] - given["since"])
    asked = {"unit": query.unit, "limit": query.limit, "period_before": before}
    return await _shown(await _answer(work, registers.pareto(query.weight), **given, **asked), wanted, pictures.pareto)


async def ageing(work: Reading, query: schemas.ProcessQuery, wanted: str) -> Document[schemas.Ageing] | File:
    return await _shown(await _answer(work, registers.ageing(), process_id=query.process_id), wanted, pictures.ageing)


async def flow(work: Reading, query: schemas.FlowQuery, wanted: str) -> Document[schemas.Flow] | File:
    given = _period(work, query)
    rules.check_steps(given["since"], given["before"], query.step)
    return await _shown(await _answer(work, registers.flow(query.step), **given), wanted, pictures.flow)


async def costs(work: Reading, query: schemas.PeriodQuery) -> Document[schemas.QualityCosts]:
    return await _answer(work, registers.costs(), **_period(work, query))


def _period(work: Reading, query: schemas.PeriodQuery) -> dict[str, Any]:
    since, before = rules.period(query.since, query.before, work.today)
    return {"since": since, "before": before, "process_id": query.process_id}


async def _answer(work: Reading, statement: Statement, **given: Any) -> Document[Any]:
    return Document((await work.value(statement, **given)).encode())


async def _shown(answer: Document[Any], wanted: str, picture: Callable[[Any], Spec]) -> Document[Any] | File:
    """The numbers, or a picture of the same numbers."""
    if wanted not in PICTURES:
        return answer
    return await to_thread(drawn, picture(orjson.loads(answer.body)), wanted, picture.__name__)
