from services.performance.org_units import schemas
from services.performance.org_units.queries import org_units
from services.performance.people.models import OrgUnit, OrgUnitVersion
from shared.answers import Document
from shared.work import Work


async def create(work: Work, data: schemas.OrgUnitCreate) -> Document[schemas.OrgUnit]:
    """A new unit has none below it yet, so no circle can close."""
    unit = work.add(OrgUnit(code=data.code))
    began = data.effective_from or work.today
    said = data.model_dump(exclude={"code", "effective_from"})
    work.add(OrgUnitVersion(org_unit_id=unit.id, effective_from=began, **said))
    work.note("org_unit.created", unit)
    return await org_units.show(work, unit.id)
