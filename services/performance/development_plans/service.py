from uuid import UUID

from services.performance.development_plans import policy, queries, rules, schemas
from services.performance.development_plans.models import DevelopmentItem, DevelopmentPlan
from services.performance.development_plans.queries import items, plans
from services.performance.development_plans.rules import ItemStatus
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.DevelopmentPlanCreate) -> Document[schemas.DevelopmentPlan]:
    if await work.value(policy.may_plan_for(work.actor.scopes), person_id=data.person_id) is None:
        raise rules.NotYoursToPlan()
    rules.check_coach(data.person_id, data.coach_id)
    plan = work.add(DevelopmentPlan(**data.model_dump()))
    work.note("development_plan.created", plan)
    return await plans.show(work, plan.id)


async def patch(work: Work, id: UUID, data: schemas.DevelopmentPlanPatch) -> Document[schemas.DevelopmentPlan]:
    plan = await plans.load(work, id, "update")
    wanted = data.model_dump()
    rules.check_coach(plan.person_id, wanted.get("coach_id"))
    if work.change(plan, wanted):
        work.note("development_plan.updated", plan)
    return await plans.show(work, id)


async def move(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.DevelopmentPlan]:
    plan = await plans.advance(work, id, data.action, data.reason)
    work.change(plan, {"status_reason": data.reason})
    work.note(f"development_plan.{data.action}", plan)
    return await plans.show(work, id)


async def add_item(work: Work, data: schemas.DevelopmentItemCreate) -> Document[schemas.DevelopmentItem]:
    """The plan is held, so that it does not end meanwhile."""
    plan = await plans.load(work, data.plan_id, "update")
    await _check_goal(work, data.goal_id)
    item = work.add(DevelopmentItem(**data.model_dump()))
    work.touch(plan)
    work.note("development_plan.item_added", plan, item_id=item.id)
    return await items.show(work, item.id)


async def patch_item(work: Work, id: UUID, data: schemas.DevelopmentItemPatch) -> Document[schemas.DevelopmentItem]:
    item, wanted = await items.load(work, id, "update"), data.model_dump()
    await _check_goal(work, wanted.get("goal_id"))
    if work.change(item, wanted):
        work.note("development_item.updated", item)
    return await items.show(work, id)


async def move_item(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.DevelopmentItem]:
    item = await items.advance(work, id, data.action, data.reason)
    done_at = work.now if item.status is ItemStatus.DONE else None
    work.change(item, {"done_at": done_at, "status_reason": data.reason})
    work.note(f"development_item.{data.action}", item)
    return await items.show(work, id)


async def _check_goal(work: Work, goal_id: UUID | None) -> None:
    if goal_id and not await work.value(queries.goal_seen(work.actor.scopes), goal_id=goal_id):
        raise ReferenceNotFound(errors=[FieldError("/goal_id", "not_found", "there is no such record")])
