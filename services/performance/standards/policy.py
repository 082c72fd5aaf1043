"""Who sees what a standard says of a person."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Uuid, exists, or_, true

from services.performance.delegations.policy import deputises
from services.performance.delegations.rules import DelegationScope
from services.performance.people.models import Person
from services.performance.people.policy import self_or_led
from services.performance.relationships.policy import beside_the_line
from services.performance.standards.models import StandardTarget
from shared.database.statements import Statement, argument
from shared.problems import NotFound
from shared.resources.resource import VARIANTS
from shared.resources.viewer import Viewer
from shared.work import Reading


def sees_person(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """A person's targets and measurements are theirs, their line's and who stands beside it, their reviewer's, HR's."""
    if viewer.has("productivity:read:all"):
        return true()
    reviews = deputises(viewer, DelegationScope.REVIEW_WRITE, person)
    return or_(self_or_led(viewer, person), beside_the_line(viewer, person), reviews)


def sees_targets_of(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Those who see the person, and whoever keeps the targets."""
    return true() if viewer.has("standards:write") else sees_person(viewer, person)


def visible_target(viewer: Viewer) -> ColumnElement[bool]:
    """Targets of profiles and units are for everyone to know."""
    return or_(StandardTarget.person_id.is_(None), sees_targets_of(viewer, StandardTarget.person_id))


@lru_cache(VARIANTS)
def _sees(scopes: frozenset[str]) -> Statement:
    found = exists().where(Person.id == argument("person_id", Uuid), sees_targets_of(Viewer(scopes), Person.id))
    return Statement(found.select())


async def ensure_sees_targets_of(work: Reading, person_id: UUID) -> None:
    if not await work.value(_sees(work.actor.scopes), person_id=person_id):
        raise NotFound()
