from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.org_units import schemas, service
from services.performance.org_units.queries import org_units
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import Day
from shared.work import Reading, Work

router = Router("/org-units", "OrgUnits")
Reader = Annotated[Reading, allow("people:read")]
Writer = Annotated[Work, allow("people:write")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="As the unit was that day; today if absent.")]


@router.get("")
async def list_org_units(work: Reader, query: Annotated[schemas.OrgUnitQuery, Query()]) -> Page[schemas.OrgUnit]:
    """The organisation's units, by name."""
    asked = {} if query.as_of is None else {"as_of": query.as_of}  # a cursor is bound to what was asked, not to today
    return await org_units.page(work, query, **asked)


@router.post("", status_code=201, responses=problems(AlreadyExists, ReferenceNotFound))
async def create_org_unit(work: Writer, data: schemas.OrgUnitCreate) -> Document[schemas.OrgUnit]:
    """Add a unit."""
    return await service.create(work, data)


@router.get("/{org_unit_id}")
async def get_org_unit(work: Reader, org_unit_id: UUID, as_of: AsOf = None) -> Document[schemas.OrgUnit]:
    """One unit, as it is called and placed on a day."""
    return await org_units.show(work, org_unit_id, as_of=as_of or work.today)
