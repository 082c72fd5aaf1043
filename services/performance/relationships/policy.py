"""What a relationship lets somebody read, as SQL: what other features build their own visibility on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, SQLColumnExpression, and_, or_, select
from sqlalchemy.orm import aliased

from services.performance.people.policy import employed, gathered, one_of_those
from services.performance.relationships.models import Relationship
from services.performance.relationships.rules import DOTTED_LINE, HRBP, RelationshipKind
from shared.resources.viewer import Viewer


def lasts(relationship: Any, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Begun by that day, and not over."""
    return and_(relationship.valid_from <= day, or_(relationship.valid_to.is_(None), relationship.valid_to >= day))


def _related(name: str, *kinds: RelationshipKind) -> CTE:
    """Those to whom the viewer is one of these today, as long as the viewer works here."""
    link = aliased(Relationship)
    mine = link.related_id == Viewer.id, link.kind.in_(kinds), lasts(link, Viewer.today)
    return gathered(name, select(link.person_id).where(*mine, employed(Viewer.id, Viewer.today)))


PARTNERED, BESIDE = _related("partnered", HRBP), _related("beside", HRBP, DOTTED_LINE)


def partners(_viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person's HR partner."""
    return one_of_those(PARTNERED, person)


def beside_the_line(_viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person's HR partner or dotted-line lead: both read what the line reads, and decide nothing."""
    return one_of_those(BESIDE, person)
