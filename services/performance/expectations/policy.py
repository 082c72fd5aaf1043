"""Who sees what is expected of whom, and who says it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Uuid, or_, select, true

from services.performance.delegations.policy import deputises
from services.performance.delegations.rules import DelegationScope
from services.performance.expectations.models import Expectation
from services.performance.expectations.rules import SETTER
from services.performance.people.policy import reports_to, self_or_led
from services.performance.relationships.policy import beside_the_line
from shared.database.statements import Statement, argument
from shared.problems import Forbidden
from shared.resources.viewer import Viewer
from shared.work import Work


def sees_person(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """What is expected of a person is known to them, their line and who stands beside it, their reviewer, and HR."""
    if viewer.has("expectations:read:all") or viewer.has("expectations:write:all"):
        return true()
    reviews = deputises(viewer, DelegationScope.REVIEW_WRITE, person)
    return or_(self_or_led(viewer, person), beside_the_line(viewer, person), reviews)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What a job expects is no secret."""
    return or_(Expectation.person_id.is_(None), sees_person(viewer, Expectation.person_id))


def may_set(viewer: Viewer) -> ColumnElement[bool]:
    """Of a person it is said by their manager, of a person or a job by HR."""
    return _sets_for(viewer, Expectation.person_id)


def _sets_for(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    return true() if viewer.has("expectations:write:all") else reports_to(viewer, person)


SETS_FOR = Statement(select(_sets_for(Viewer(frozenset()), argument("person_id", Uuid))))


async def ensure_may_set(work: Work, person_id: UUID | None) -> None:
    if not work.actor.has("expectations:write:all") and not await work.value(SETS_FOR, person_id=person_id):
        raise Forbidden(SETTER.detail)
