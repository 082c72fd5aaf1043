from uuid import UUID

from services.performance.company_values import schemas
from services.performance.company_values.models import CompanyValue
from services.performance.company_values.queries import company_values
from shared.answers import Document
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.CompanyValueCreate) -> Document[schemas.CompanyValue]:
    value = work.add(CompanyValue(**data.model_dump()))
    work.note("company_value.created", value)
    return await company_values.show(work, value.id)


async def patch(work: Work, id: UUID, data: schemas.CompanyValuePatch) -> Document[schemas.CompanyValue]:
    value = await company_values.load(work, id, "update")
    if work.change(value, data.model_dump()):
        work.note("company_value.updated", value)
    return await company_values.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.CompanyValue]:
    value = await company_values.advance(work, id, data.action, data.reason)
    work.note(f"company_value.{data.action}", value, reason=data.reason)
    return await company_values.show(work, id)
