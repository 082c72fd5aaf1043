from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.attainment import schemas, service
from services.performance.attainment.rules.periods import RangeInvalid
from services.performance.standards.rules.precedence import OneSubject
from shared.admission import allow
from shared.answers import Document
from shared.http.errors import problems
from shared.http.routing import Router
from shared.pages import CursorMismatch
from shared.work import Reading

router = Router("/standards", "Standards")
Reader = Annotated[Reading, allow("productivity:read")]


@router.get("/{standard_id}/attainment", responses=problems(OneSubject, RangeInvalid, CursorMismatch))
async def get_attainment(
    work: Reader, standard_id: UUID, query: Annotated[schemas.AttainmentQuery, Query()]
) -> Document[schemas.Attainment]:
    """How far a person or a unit attained the targets, by period, from the measurements you may see."""
    return await service.attainment(work, standard_id, query)
