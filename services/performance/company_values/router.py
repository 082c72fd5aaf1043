from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.company_values import schemas, service
from services.performance.company_values.queries import company_values
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/company-values", "CompanyValues")
Reader = Annotated[Reading, allow("feedback:read")]
Writer = Annotated[Work, allow("company_values:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)


@router.get("")
async def list_company_values(
    work: Reader, query: Annotated[schemas.CompanyValueQuery, Query()]
) -> Page[schemas.CompanyValue]:
    """What the organisation stands for, by code."""
    return await company_values.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_company_value(work: Writer, data: schemas.CompanyValueCreate) -> Document[schemas.CompanyValue]:
    """A new value, which feedback can refer to at once."""
    return await service.create(work, data)


@router.get("/{company_value_id}")
async def get_company_value(work: Reader, company_value_id: UUID) -> Document[schemas.CompanyValue]:
    """One value."""
    return await company_values.show(work, company_value_id)


@router.patch("/{company_value_id}", responses=problems(*REFUSED))
async def patch_company_value(
    work: Writer, company_value_id: UUID, data: schemas.CompanyValuePatch
) -> Document[schemas.CompanyValue]:
    """Say it better; what refers to it stays."""
    return await service.patch(work, company_value_id, data)


@router.get("/{company_value_id}/transitions")
async def list_company_value_transitions(work: Reader, company_value_id: UUID) -> Transitions:
    """Whether it can be retired or restored, and by whom."""
    return Transitions.model_validate({"items": await company_values.transitions(work, company_value_id)})


@router.post("/{company_value_id}/transitions", responses=problems(*REFUSED))
async def transition_company_value(
    work: Writer, company_value_id: UUID, data: TransitionRequest
) -> Document[schemas.CompanyValue]:
    """Retire or restore. Send If-Match."""
    return await service.transition(work, company_value_id, data)
