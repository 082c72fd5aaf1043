from typing import Annotated

from fastapi import Query

from services.quality.metrics import schemas, service
from services.quality.metrics.rules import PeriodReversed, TooManySteps, UnitUnclear
from services.quality.pictures.service import PICTURES
from shared.admission import allow
from shared.answers import Document, File
from shared.http.errors import problems
from shared.http.negotiation import NotAcceptable, preferred
from shared.http.routing import Router, files
from shared.work import Reading

router = Router("/metrics", "Metrics")
Counter = Annotated[Reading, allow("summary:read")]
Reader = Annotated[Reading, allow("nonconformances:read")]
Wanted = Annotated[str, preferred("application/json", *PICTURES)]
DRAWN = files(*PICTURES)


@router.get("", responses=problems(PeriodReversed))
async def get_metrics(
    work: Counter, query: Annotated[schemas.MetricQuery, Query()]
) -> Document[schemas.QualityMetrics]:
    """Many metrics in one call, in the order asked for, counting what you may see; of CAPAs those you see whole."""
    return await service.all_of(work, query)


@router.get("/pareto", responses=DRAWN | problems(PeriodReversed, UnitUnclear, NotAcceptable))
async def get_pareto(
    work: Reader, query: Annotated[schemas.ParetoQuery, Query()], wanted: Wanted
) -> Document[schemas.Pareto] | File:
    """Which causes weigh most, with the vital few marked, beside the period before; `Accept` asks for a picture."""
    return await service.pareto(work, query, wanted)


@router.get("/ageing", responses=DRAWN | problems(NotAcceptable))
async def get_ageing(
    work: Reader, query: Annotated[schemas.ProcessQuery, Query()], wanted: Wanted
) -> Document[schemas.Ageing] | File:
    """How old what is open is, stage by stage; `Accept` asks for a picture."""
    return await service.ageing(work, query, wanted)


@router.get("/flow", responses=DRAWN | problems(PeriodReversed, TooManySteps, NotAcceptable))
async def get_flow(
    work: Reader, query: Annotated[schemas.FlowQuery, Query()], wanted: Wanted
) -> Document[schemas.Flow] | File:
    """What was opened against what ended, and what was open at the end of each step; `Accept` asks for a picture."""
    return await service.flow(work, query, wanted)


@router.get("/costs", responses=problems(PeriodReversed))
async def get_quality_costs(
    work: Reader, query: Annotated[schemas.PeriodQuery, Query()]
) -> Document[schemas.QualityCosts]:
    """Prevention, appraisal and failure, rolled up from what was entered, and by disposition."""
    return await service.costs(work, query)
