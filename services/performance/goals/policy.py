"""Who sees a goal and who sets one."""

from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Uuid, or_, select, true

from services.performance.goals.models import Goal
from services.performance.goals.rules import SETTER
from services.performance.people.policy import reports_to, self_or_led
from shared.database.statements import Statement, argument
from shared.problems import Forbidden
from shared.resources.viewer import Viewer
from shared.work import Work


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Everyone sees their own, leads see their people's all the way down, HR sees all."""
    if viewer.has("goals:read:all"):
        return true()
    return self_or_led(viewer, Goal.owner_id)


def may_set(viewer: Viewer) -> ColumnElement[bool]:
    """A person's goals are set by that person, their lead, or HR."""
    return _sets_for(viewer, Goal.owner_id)


def _sets_for(viewer: Viewer, owner: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    if viewer.has("goals:write:all"):
        return true()
    return or_(owner == viewer.id, reports_to(viewer, owner))


SETS_FOR = Statement(select(_sets_for(Viewer(frozenset()), argument("owner_id", Uuid))))


async def ensure_may_set(work: Work, owner_id: UUID) -> None:
    if owner_id == work.actor.id or work.actor.has("goals:write:all"):
        return
    if not await work.value(SETS_FOR, owner_id=owner_id):
        raise Forbidden(SETTER.detail)
