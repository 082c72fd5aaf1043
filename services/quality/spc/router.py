from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.spc import schemas, service
from services.quality.spc.rules.observations import InsufficientData
from shared.admission import allow
from shared.answers import Document
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading

router = Router("/characteristics", "Charts")
Reader = Annotated[Reading, allow("measurements:read")]
Last = Annotated[int, Query(ge=2, le=1_000, description="How many of the latest subgroups to show.")]


@router.get("/{characteristic_id}/chart", responses=problems(InsufficientData))
async def get_chart(work: Reader, characteristic_id: UUID, last: Last = 25) -> Document[schemas.Chart]:
    """X-bar/R chart of the latest subgroups in time order, with limits estimated from them."""
    return await service.chart(work, characteristic_id, last)
