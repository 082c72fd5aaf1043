from typing import Annotated

from services.performance.dashboards.service import leads_most
from services.performance.summary import schemas
from services.performance.summary.queries import summary
from shared.admission import allow
from shared.answers import Document
from shared.http.routing import Router
from shared.work import Reading

router = Router("/summary", "Summary")
Reader = Annotated[Reading, allow("summary:read")]


@router.get("")
async def get_performance_summary(work: Reader) -> Document[schemas.PerformanceSummary]:
    """How people and their goals stand, in numbers, counting what you may see."""
    statement = summary(work.actor.scopes, leads_most=await leads_most(work))
    return Document((await work.value(statement)).encode())
