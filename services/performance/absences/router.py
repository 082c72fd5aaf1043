from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.absences import schemas, service
from services.performance.absences.queries import absences
from services.performance.absences.rules import AbsencesOverlap, EndsBeforeItStarts
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work

router = Router("/absences", "Absences")
Reader = Annotated[Reading, allow("absences:read")]
Writer = Annotated[Work, allow("absences:write")]
NOT_VALID = EndsBeforeItStarts, AbsencesOverlap


@router.get("")
async def list_absences(work: Reader, query: Annotated[schemas.AbsenceQuery, Query()]) -> Page[schemas.Absence]:
    """The leave of yourself and your people, the latest first; all of it for HR."""
    return await absences.page(work, query)


@router.post("", status_code=201, responses=problems(*NOT_VALID, ReferenceNotFound))
async def create_absence(work: Writer, data: schemas.AbsenceCreate) -> Document[schemas.Absence]:
    """Say that somebody is away; the health of their goals follows."""
    return await service.create(work, data)


@router.get("/{absence_id}")
async def get_absence(work: Reader, absence_id: UUID) -> Document[schemas.Absence]:
    """One leave."""
    return await absences.show(work, absence_id)


@router.patch("/{absence_id}", responses=problems(*NOT_VALID))
async def patch_absence(work: Writer, absence_id: UUID, data: schemas.AbsencePatch) -> Document[schemas.Absence]:
    """Change the days of leave, or whether they count."""
    return await service.patch(work, absence_id, data)


@router.delete("/{absence_id}", status_code=204)
async def delete_absence(work: Writer, absence_id: UUID) -> None:
    """Take leave back: it will not be, or was not."""
    await service.delete(work, absence_id)
