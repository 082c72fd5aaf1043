from uuid import UUID

from services.quality.characteristics import service as characteristics
from services.quality.gages import service as gages
from services.quality.measurements import schemas
from services.quality.measurements.queries import measurements
from shared.answers import Page
from shared.work import Reading


async def of_characteristic(
    work: Reading, characteristic_id: UUID, query: schemas.SubgroupQuery
) -> Page[schemas.Subgroup]:
    found = await measurements.page(work, query, characteristic_id=characteristic_id)
    if not found.items:
        await characteristics.show(work, characteristic_id)  # Nothing measured yet, or no such characteristic: 404.
    return found


async def suspected_by(
    work: Reading, gage_id: UUID, calibration_id: UUID, query: schemas.SubgroupQuery
) -> Page[schemas.Subgroup]:
    found = await measurements.page(work, query, gage_id=gage_id, suspected_by=calibration_id)
    if not found.items:
        await gages.show_calibration(work, gage_id, calibration_id)  # Nothing is doubtful, or no such calibration: 404.
    return found
