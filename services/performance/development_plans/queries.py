from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Uuid, exists, func, select
from sqlalchemy.orm import aliased

from services.performance.development_plans import schemas
from services.performance.development_plans.models import DevelopmentItem, DevelopmentPlan
from services.performance.development_plans.policy import is_party, sees_item, tends_item, visible_to
from services.performance.development_plans.rules import (
    ACTIVE,
    ALL_ENDED,
    ITEM_LIFECYCLE,
    PARTY,
    PLAN_ACTIVE,
    PLAN_LIFECYCLE,
    SHOWN,
    ItemStatus,
)
from services.performance.goals.models import Goal
from services.performance.goals.policy import visible_to as goal_visible_to
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.viewer import Viewer, among, equals


def _items(*statuses: ItemStatus) -> ColumnElement[Any]:
    item = aliased(DevelopmentItem)
    found = select(func.count()).where(item.plan_id == DevelopmentPlan.id, item.status.in_(statuses))
    return found.correlate(DevelopmentPlan).scalar_subquery()


plans = Resource(
    schemas.DevelopmentPlan,
    DevelopmentPlan,
    visible=visible_to,
    workflow=PLAN_LIFECYCLE,
    guards={
        PARTY: is_party,
        ALL_ENDED: lambda _viewer: _items(ItemStatus.OPEN, ItemStatus.IN_PROGRESS) == 0,
    },
    derived={
        "person": person_of(DevelopmentPlan.person_id, DevelopmentPlan),
        "coach": person_of(DevelopmentPlan.coach_id, DevelopmentPlan),
        "items_done": _items(ItemStatus.DONE),
        "items_total": _items(ItemStatus.OPEN, ItemStatus.IN_PROGRESS, ItemStatus.DONE),
    },
    filters={
        "person_id": equals(DevelopmentPlan.person_id),
        "coach_id": equals(DevelopmentPlan.coach_id),
        "status": among(DevelopmentPlan.status),
    },
    sorts={"created_at": DevelopmentPlan.created_at},
)


def _plan_active(_viewer: Viewer) -> ColumnElement[bool]:
    plan = aliased(DevelopmentPlan)
    return exists().where(plan.id == DevelopmentItem.plan_id, plan.status == ACTIVE).correlate(DevelopmentItem)


def _goal_id(viewer: Viewer) -> ColumnElement[Any]:
    found = select(Goal.id).where(Goal.id == DevelopmentItem.goal_id, goal_visible_to(viewer))
    return found.correlate(DevelopmentItem).scalar_subquery()


items = Resource(
    schemas.DevelopmentItem,
    DevelopmentItem,
    visible=sees_item,
    workflow=ITEM_LIFECYCLE,
    guards={
        PARTY: tends_item,
        PLAN_ACTIVE: _plan_active,
        SHOWN: lambda _viewer: func.btrim(DevelopmentItem.evidence) != "",
    },
    per_viewer={"goal_id": _goal_id},
    filters={
        "plan_id": equals(DevelopmentItem.plan_id),
        "competency_id": equals(DevelopmentItem.competency_id),
        "status": among(DevelopmentItem.status),
    },
    sorts={"created_at": DevelopmentItem.created_at},
)


@lru_cache(VARIANTS)
def goal_seen(scopes: frozenset[str]) -> Statement:
    seen = exists().where(Goal.id == argument("goal_id", Uuid), goal_visible_to(Viewer(scopes)))
    return Statement(select(seen))
