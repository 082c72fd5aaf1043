"""Who reads somebody's development and who plans it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Uuid, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.development_plans.models import DevelopmentItem, DevelopmentPlan
from services.performance.people.models import Person
from services.performance.people.policy import employed, reports_to
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS
from shared.resources.viewer import Viewer


def is_party(viewer: Viewer, plan: Any = DevelopmentPlan) -> ColumnElement[bool]:
    """The person, their coach and their manager, while they work here."""
    coaches = func.coalesce(plan.coach_id == viewer.id, false())
    return or_(
        and_(or_(plan.person_id == viewer.id, coaches), employed(viewer.id, viewer.today)),
        reports_to(viewer, plan.person_id),
    )


def visible_to(viewer: Viewer, plan: Any = DevelopmentPlan) -> ColumnElement[bool]:
    return true() if viewer.has("development:read:all") else is_party(viewer, plan)


def _of_plan(condition: ColumnElement[bool], plan: Any) -> ColumnElement[bool]:
    return exists().where(plan.id == DevelopmentItem.plan_id, condition).correlate(DevelopmentItem)


def sees_item(viewer: Viewer) -> ColumnElement[bool]:
    plan = aliased(DevelopmentPlan)
    return _of_plan(visible_to(viewer, plan), plan)


def tends_item(viewer: Viewer) -> ColumnElement[bool]:
    plan = aliased(DevelopmentPlan)
    return _of_plan(is_party(viewer, plan), plan)


@lru_cache(VARIANTS)
def may_plan_for(scopes: frozenset[str]) -> Statement:
    """A row where the caller is this person or their manager."""
    viewer = Viewer(scopes)
    mine = or_(Person.id == viewer.id, reports_to(viewer, Person.id))
    return Statement(select(Person.id).where(Person.id == argument("person_id", Uuid), mine))
