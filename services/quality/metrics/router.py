from typing import Annotated

from fastapi import Query

from services.quality.metrics import schemas, service
from services.quality.metrics.rules import PeriodReversed, TooManySteps, UnitUnclear
from shared.admission import allow
from shared.answers import Document
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading

router = Router("/metrics", "Metrics")
Counter = Annotated[Reading, allow("summary:read")]
Reader = Annotated[Reading, allow("nonconformances:read")]


@router.get("", responses=problems(PeriodReversed))
async def get_metrics(
    work: Counter, query: Annotated[schemas.MetricQuery, Query()]
) -> Document[schemas.QualityMetrics]:
    """Many metrics in one call, in the order asked for, counting what you may see; of CAPAs those you see whole."""
    return await service.all_of(work, query)


@router.get("/pareto", responses=problems(PeriodReversed, UnitUnclear))
async def get_pareto(work: Reader, query: Annotated[schemas.ParetoQuery, Query()]) -> Document[schemas.Pareto]:
    """Which causes weigh most, with the vital few marked, beside the period before."""
    return await service.pareto(work, query)


@router.get("/ageing")
async def get_ageing(work: Reader, query: Annotated[schemas.ProcessQuery, Query()]) -> Document[schemas.Ageing]:
    """How old what is open is, stage by stage."""
    return await service.ageing(work, query)


@router.get("/flow", responses=problems(PeriodReversed, TooManySteps))
async def get_flow(work: Reader, query: Annotated[schemas.FlowQuery, Query()]) -> Document[schemas.Flow]:
    """What was opened against what ended, and what was open at the end of each step."""
    return await service.flow(work, query)


@router.get("/costs", responses=problems(PeriodReversed))
async def get_quality_costs(
    work: Reader, query: Annotated[schemas.PeriodQuery, Query()]
) -> Document[schemas.QualityCosts]:
    """Prevention, appraisal and failure, rolled up from what was entered, and by disposition."""
    return await service.costs(work, query)
