from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.measurements import schemas, service
from services.quality.measurements.rules import TakenInFuture
from shared.admission import allow
from shared.answers import Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading, Work

router = Router("/characteristics", "Measurements")
Reader = Annotated[Reading, allow("measurements:read")]
Writer = Annotated[Work, allow("measurements:write")]
FULL_BATCH = 4_000_000
"""Bytes that 1,000 subgroups of 50 values with a note each stay under."""


@router.get("/{characteristic_id}/subgroups")
async def list_subgroups(
    work: Reader, characteristic_id: UUID, query: Annotated[schemas.SubgroupQuery, Query()]
) -> Page[schemas.Subgroup]:
    """What was measured, latest first."""
    return await service.page(work, characteristic_id, query)


@router.post(
    "/{characteristic_id}/subgroups", status_code=201, responses=problems(TakenInFuture), max_body_size=FULL_BATCH
)
async def add_subgroups(
    work: Writer, characteristic_id: UUID, data: schemas.SubgroupsCreate
) -> schemas.SubgroupsCreated:
    """Add up to 1,000 subgroups, all or none; they are never changed or deleted."""
    return await service.add(work, characteristic_id, data)
