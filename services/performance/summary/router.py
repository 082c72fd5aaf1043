from typing import Annotated

from services.performance.dashboards import rules
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
    body = await work.value(summary(work.actor.scopes), most_led=rules.MOST_LED)
    return Document(body.encode())
