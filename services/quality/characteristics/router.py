from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.characteristics import schemas, service
from services.quality.characteristics.queries import characteristics
from services.quality.characteristics.rules import LimitRequired, LimitsCrossed, TargetOutsideLimits
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work

router = Router("/characteristics", "Characteristics")
Reader = Annotated[Reading, allow("characteristics:read")]
Writer = Annotated[Work, allow("characteristics:write")]
SPECIFICATION = (AlreadyExists, LimitRequired, LimitsCrossed, TargetOutsideLimits)


@router.get("")
async def list_characteristics(
    work: Reader, query: Annotated[schemas.CharacteristicQuery, Query()]
) -> Page[schemas.Characteristic]:
    """What is measured, by code."""
    return await characteristics.page(work, query)


@router.post("", status_code=201, responses=problems(*SPECIFICATION, ReferenceNotFound))
async def create_characteristic(work: Writer, data: schemas.CharacteristicCreate) -> Document[schemas.Characteristic]:
    """Say what is measured of a process and within which limits it is good; one side may be open."""
    return await service.create(work, data)


@router.get("/{characteristic_id}")
async def get_characteristic(work: Reader, characteristic_id: UUID) -> Document[schemas.Characteristic]:
    """One characteristic with its specification."""
    return await characteristics.show(work, characteristic_id)


@router.patch("/{characteristic_id}", responses=problems(*SPECIFICATION))
async def patch_characteristic(
    work: Writer, characteristic_id: UUID, data: schemas.CharacteristicPatch
) -> Document[schemas.Characteristic]:
    """Change a characteristic; the specification must be valid afterwards as a whole."""
    return await service.patch(work, characteristic_id, data)
