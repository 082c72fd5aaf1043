from typing import Annotated

from fastapi import Query

from gateway.admission import Punctual, allow
from gateway.dashboards import schemas, service
from gateway.dashboards.rules import EXECUTIVE, MINE, QUALITY, NothingAnswered, PeriodReversed, ensure_period
from gateway.upstreams import Errand
from shared.answers import Document
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/dashboards", "Dashboards")
router.route_class = Punctual
Reader = Annotated[Errand, allow("dashboards:read")]


@router.get("/me", responses=problems(NothingAnswered))
async def get_personal_dashboard(errand: Reader) -> Document[schemas.PersonalDashboard]:
    """What is yours to do: your goals with what is due, and what waits for you in quality."""
    return await service.shown(errand, MINE, {})


@router.get("/quality", responses=problems(NothingAnswered, PeriodReversed))
async def get_quality_dashboard(
    errand: Reader, query: Annotated[schemas.QualityDashboardQuery, Query()]
) -> Document[schemas.QualityDashboard]:
    """How processes stand: metrics, the causes that weigh most, the age of what is open, its flow and its costs."""
    ensure_period(query.since, query.before)
    return await service.shown(errand, QUALITY, query.model_dump(mode="json", exclude_none=True))


@router.get("/executive", responses=problems(NothingAnswered))
async def get_executive_dashboard(errand: Reader) -> Document[schemas.ExecutiveDashboard]:
    """How people and processes stand: both summaries with what you may see in each, by one deadline."""
    return await service.shown(errand, EXECUTIVE, {})
