from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.performance.dashboards import rules, schemas
from services.performance.dashboards.queries import documents
from shared.admission import allow
from shared.answers import Document
from shared.database.statements import Statement
from shared.http.routing import Router
from shared.problems import NotFound
from shared.work import Reading

router = Router("/dashboards", "PerformanceDashboards")
Reader = Annotated[Reading, allow("goals:read")]


@router.get("/me")
async def get_my_dashboard(work: Reader) -> Document[schemas.MyDashboard]:
    """Your own goals in numbers, what is due, and what waits for your decision."""
    return await _shown(work, documents.mine(work.actor.scopes))


@router.get("/team")
async def get_team_dashboard(
    work: Reader, query: Annotated[schemas.TeamQuery, Query()]
) -> Document[schemas.TeamDashboard]:
    """The goals of a lead's people in numbers, and person by person, as far as you may see them."""
    statement = documents.team(work.actor.scopes, query.depth)
    return await _shown(work, statement, manager_id=query.manager_id or work.actor.id)


@router.get("/org-units/{org_unit_id}")
async def get_org_unit_dashboard(
    work: Reader, org_unit_id: UUID, query: Annotated[schemas.UnitQuery, Query()]
) -> Document[schemas.OrgUnitDashboard]:
    """The goals of a unit and of who works in it, in numbers, as far as you may see them."""
    statement = documents.org_unit(work.actor.scopes, include_subunits=query.include_subunits)
    return await _shown(work, statement, org_unit_id=org_unit_id)


@router.get("/company")
async def get_company_dashboard(work: Reader) -> Document[schemas.CompanyDashboard]:
    """The goals of the whole organisation in numbers, as far as you may see them."""
    return await _shown(work, documents.company(work.actor.scopes), most_led=rules.MOST_LED)


async def _shown(work: Reading, statement: Statement, **given: UUID | float) -> Document[Any]:
    """What may not be seen and what is not there are the same 404."""
    body = await work.value(statement, **given)
    if body is None:
        raise NotFound()
    return Document(body.encode())
