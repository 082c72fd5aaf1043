from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.measurements import schemas, service
from services.quality.measurements.queries import measurements
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.routing import Router
from shared.schemas import Transitions
from shared.work import Reading

router = Router("", "Measurements")
Reader = Annotated[Reading, allow("measurements:read")]
Asked = Annotated[schemas.SubgroupQuery, Query()]


@router.get("/characteristics/{characteristic_id}/measurements")
async def list_subgroups(work: Reader, characteristic_id: UUID, query: Asked) -> Page[schemas.Subgroup]:
    """What was measured of a characteristic, latest first; void and corrected ones by `status`."""
    return await service.of_characteristic(work, characteristic_id, query)


@router.get("/gages/{gage_id}/calibrations/{calibration_id}/measurements")
async def list_suspect_subgroups(
    work: Reader, gage_id: UUID, calibration_id: UUID, query: Asked
) -> Page[schemas.Subgroup]:
    """What a calibration that failed as found puts in doubt: all since the last one that left the gage good."""
    return await service.suspected_by(work, gage_id, calibration_id, query)


@router.get("/measurements/{measurement_id}")
async def get_subgroup(work: Reader, measurement_id: UUID) -> Document[schemas.Subgroup]:
    """One measurement, a subgroup of values or a count."""
    return await measurements.show(work, measurement_id)


@router.get("/measurements/{measurement_id}/transitions")
async def list_subgroup_transitions(work: Reader, measurement_id: UUID) -> Transitions:
    """What can become of a measurement, whether you may do it now, and what is missing."""
    return Transitions.model_validate({"items": await measurements.transitions(work, measurement_id)})
