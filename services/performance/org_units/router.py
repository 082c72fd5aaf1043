from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.org_units import schemas, service
from services.performance.org_units.queries import org_units
from services.performance.org_units.rules import OnlyVersion, OrgUnitCycle, VersionHasBegun
from services.performance.people.rules.units import OrgUnitClosed
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.pages import CursorMismatch
from shared.problems import ReferenceNotFound
from shared.schemas import Day, TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed

router = Router("/org-units", "OrgUnits")
Reader = Annotated[Reading, allow("people:read")]
Writer = Annotated[Work, allow("people:write")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="As the unit was that day; today if absent.")]
REFUSED = TransitionNotAllowed, TransitionForbidden


@router.get("")
async def list_org_units(work: Reader, query: Annotated[schemas.OrgUnitQuery, Query()]) -> Page[schemas.OrgUnit]:
    """The organisation's units, by name."""
    asked = {} if query.as_of is None else {"as_of": query.as_of}  # a cursor is bound to what was asked, not to today
    return await org_units.page(work, query, **asked)


@router.post("", status_code=201, responses=problems(AlreadyExists, OrgUnitClosed, ReferenceNotFound))
async def create_org_unit(work: Writer, data: schemas.OrgUnitCreate) -> Document[schemas.OrgUnit]:
    """Add a unit."""
    return await service.create(work, data)


@router.get("/{org_unit_id}")
async def get_org_unit(work: Reader, org_unit_id: UUID, as_of: AsOf = None) -> Document[schemas.OrgUnit]:
    """One unit, as it is called and placed on a day."""
    return await org_units.show(work, org_unit_id, as_of=as_of or work.today)


@router.patch("/{org_unit_id}", responses=problems(AlreadyExists, *REFUSED))
async def patch_org_unit(work: Writer, org_unit_id: UUID, data: schemas.OrgUnitPatch) -> Document[schemas.OrgUnit]:
    """Change a unit's code; what it is called and where it stands changes by a version, from a day on."""
    return await service.patch(work, org_unit_id, data)


@router.get("/{org_unit_id}/versions")
async def list_org_unit_versions(work: Reader, org_unit_id: UUID) -> Document[schemas.OrgUnitVersions]:
    """What a unit was and will be called, where it stood and will stand and who heads it, the latest first."""
    return await service.history(work, org_unit_id)


@router.post("/{org_unit_id}/versions", responses=problems(OrgUnitCycle, OrgUnitClosed, ReferenceNotFound, *REFUSED))
async def set_org_unit_version(
    work: Writer, org_unit_id: UUID, data: schemas.OrgUnitVersionSet
) -> Document[schemas.OrgUnit]:
    """Say what a unit is from a day on, past or to come; one for the same day is corrected. The answer is the unit."""
    return await service.set_version(work, org_unit_id, data)


@router.delete(
    "/{org_unit_id}/versions/{org_unit_version_id}",
    status_code=204,
    responses=problems(OrgUnitCycle, VersionHasBegun, OnlyVersion, *REFUSED),
)
async def delete_org_unit_version(work: Writer, org_unit_id: UUID, org_unit_version_id: UUID) -> None:
    """Give up a version that is to come; the one before goes on."""
    await service.delete_version(work, org_unit_id, org_unit_version_id)


@router.get("/{org_unit_id}/tree", responses=problems(CursorMismatch))
async def get_org_unit_tree(
    work: Reader, org_unit_id: UUID, query: Annotated[schemas.OrgUnitTreeQuery, Query()]
) -> Page[schemas.OrgUnitNode]:
    """A unit and those that stand in it on a day, depth first."""
    return await service.show_tree(work, org_unit_id, query)


@router.get("/{org_unit_id}/transitions")
async def list_org_unit_transitions(work: Reader, org_unit_id: UUID) -> Transitions:
    """Whether a unit can be closed or reopened now, and what is missing."""
    return Transitions.model_validate({"items": await org_units.transitions(work, org_unit_id)})


@router.post("/{org_unit_id}/transitions", responses=problems(ReasonRequired, *REFUSED))
async def transition_org_unit(work: Writer, org_unit_id: UUID, data: TransitionRequest) -> Document[schemas.OrgUnit]:
    """Close a unit in which nobody works and no unit stands, or reopen it; send If-Match."""
    return await service.transition(work, org_unit_id, data)
