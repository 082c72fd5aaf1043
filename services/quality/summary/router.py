from typing import Annotated

from services.quality.summary import schemas
from services.quality.summary.queries import summary
from shared.admission import allow
from shared.answers import Document
from shared.http.routing import Router
from shared.work import Reading

router = Router("/summary", "Summary")
Reader = Annotated[Reading, allow("summary:read")]


@router.get("")
async def get_quality_summary(work: Reader) -> Document[schemas.QualitySummary]:
    """How quality stands, in numbers, counting what you may see."""
    return Document((await work.value(summary(work.actor.scopes))).encode())
