from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics import schemas, service
from services.quality.characteristics.rules import (
    LimitRequired,
    LimitsCrossed,
    SizeNotForKind,
    TargetOutsideLimits,
    UnitRequired,
)
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
KIND = (UnitRequired, SizeNotForKind)
AsOf = Annotated[schemas.AsOf | SkipJsonSchema[None], Query()]


@router.get("")
async def list_characteristics(
    work: Reader, query: Annotated[schemas.CharacteristicQuery, Query()]
) -> Page[schemas.Characteristic]:
    """What is measured, by code."""
    return await service.page(work, query)


@router.post("", status_code=201, responses=problems(*SPECIFICATION, *KIND, ReferenceNotFound))
async def create_characteristic(work: Writer, data: schemas.CharacteristicCreate) -> Document[schemas.Characteristic]:
    """Say what is measured of a process and within which limits it is good; one side may be open."""
    return await service.create(work, data)


@router.get("/{characteristic_id}")
async def get_characteristic(
    work: Reader, characteristic_id: UUID, as_of: AsOf = None
) -> Document[schemas.Characteristic]:
    """One characteristic with its specification."""
    return await service.show(work, characteristic_id, as_of)


@router.patch("/{characteristic_id}", responses=problems(AlreadyExists, LimitRequired, SizeNotForKind))
async def patch_characteristic(
    work: Writer, characteristic_id: UUID, data: schemas.CharacteristicPatch
) -> Document[schemas.Characteristic]:
    """Change what a characteristic is called and how it is classed; limits change by a new specification."""
    return await service.patch(work, characteristic_id, data)


@router.get("/{characteristic_id}/specifications")
async def list_specifications(
    work: Reader, characteristic_id: UUID, query: Annotated[schemas.SpecificationQuery, Query()]
) -> Page[schemas.Specification]:
    """All specifications of a characteristic, past and future, the latest first."""
    return await service.list_specifications(work, characteristic_id, query)


@router.post("/{characteristic_id}/specifications", status_code=201, responses=problems(*SPECIFICATION))
async def create_specification(
    work: Writer, characteristic_id: UUID, data: schemas.SpecificationCreate
) -> Document[schemas.Specification]:
    """Say within which limits it is good from a time on; what was measured keeps the specification it was judged by."""
    return await service.specify(work, characteristic_id, data)


@router.get("/{characteristic_id}/specifications/{specification_id}")
async def get_specification(
    work: Reader, characteristic_id: UUID, specification_id: UUID
) -> Document[schemas.Specification]:
    """One specification of a characteristic."""
    return await service.show_specification(work, characteristic_id, specification_id)
