from typing import Annotated

from gateway.admission import Punctual, allow
from gateway.dashboards import schemas, service
from gateway.dashboards.rules import NothingAnswered
from gateway.upstreams import Errand
from shared.answers import Document
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/dashboards", "Dashboards")
router.route_class = Punctual
Reader = Annotated[Errand, allow("dashboards:read")]


@router.get("/executive", responses=problems(NothingAnswered))
async def get_executive_dashboard(errand: Reader) -> Document[schemas.ExecutiveDashboard]:
    """How people and processes stand: both summaries with what you may see in each, by one deadline."""
    return await service.executive(errand)
