from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.development_plans import schemas, service
from services.performance.development_plans.queries import items, plans
from services.performance.development_plans.rules import CoachOfOneself, NotYoursToPlan
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/development-plans", "DevelopmentPlans")
items_router = Router("/development-items", "DevelopmentPlans")
Reader = Annotated[Reading, allow("development:read")]
Writer = Annotated[Work, allow("development:write")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)


@router.get("")
async def list_development_plans(
    work: Reader, query: Annotated[schemas.DevelopmentPlanQuery, Query()]
) -> Page[schemas.DevelopmentPlan]:
    """Yours, those of your reports and those that you coach, the latest first."""
    return await plans.page(work, query)


@router.post("", status_code=201, responses=problems(CoachOfOneself, NotYoursToPlan, ReferenceNotFound))
async def create_development_plan(
    work: Writer, data: schemas.DevelopmentPlanCreate
) -> Document[schemas.DevelopmentPlan]:
    """Plan your development, or that of somebody who reports to you, with a coach or without."""
    return await service.create(work, data)


@router.get("/{development_plan_id}")
async def get_development_plan(work: Reader, development_plan_id: UUID) -> Document[schemas.DevelopmentPlan]:
    """One plan; its items are a list of their own."""
    return await plans.show(work, development_plan_id)


@router.patch("/{development_plan_id}", responses=problems(CoachOfOneself, ReferenceNotFound, *REFUSED))
async def patch_development_plan(
    work: Writer, development_plan_id: UUID, data: schemas.DevelopmentPlanPatch
) -> Document[schemas.DevelopmentPlan]:
    """Change what it says or who coaches."""
    return await service.patch(work, development_plan_id, data)


@router.get("/{development_plan_id}/transitions")
async def list_development_plan_transitions(work: Reader, development_plan_id: UUID) -> Transitions:
    """How it can end, by whom, and what is missing."""
    return Transitions.model_validate({"items": await plans.transitions(work, development_plan_id)})


@router.post("/{development_plan_id}/transitions", responses=problems(*REFUSED))
async def transition_development_plan(
    work: Writer, development_plan_id: UUID, data: TransitionRequest
) -> Document[schemas.DevelopmentPlan]:
    """Complete, cancel or reopen. Send If-Match."""
    return await service.move(work, development_plan_id, data)


@items_router.get("")
async def list_development_items(
    work: Reader, query: Annotated[schemas.DevelopmentItemQuery, Query()]
) -> Page[schemas.DevelopmentItem]:
    """What is to be done by the plans that you see."""
    return await items.page(work, query)


@items_router.post("", status_code=201, responses=problems(ReferenceNotFound, *REFUSED))
async def create_development_item(
    work: Writer, data: schemas.DevelopmentItemCreate
) -> Document[schemas.DevelopmentItem]:
    """One more thing to do, for a competency or a goal."""
    return await service.add_item(work, data)


@items_router.get("/{development_item_id}")
async def get_development_item(work: Reader, development_item_id: UUID) -> Document[schemas.DevelopmentItem]:
    """One thing to do."""
    return await items.show(work, development_item_id)


@items_router.patch("/{development_item_id}", responses=problems(ReferenceNotFound, *REFUSED))
async def patch_development_item(
    work: Writer, development_item_id: UUID, data: schemas.DevelopmentItemPatch
) -> Document[schemas.DevelopmentItem]:
    """Say it better, or what shows that it was done."""
    return await service.patch_item(work, development_item_id, data)


@items_router.get("/{development_item_id}/transitions")
async def list_development_item_transitions(work: Reader, development_item_id: UUID) -> Transitions:
    """What can become of it, by whom, and what is missing."""
    return Transitions.model_validate({"items": await items.transitions(work, development_item_id)})


@items_router.post("/{development_item_id}/transitions", responses=problems(*REFUSED))
async def transition_development_item(
    work: Writer, development_item_id: UUID, data: TransitionRequest
) -> Document[schemas.DevelopmentItem]:
    """Start, complete, drop or reopen. Send If-Match."""
    return await service.move_item(work, development_item_id, data)
