"""What a relationship lets somebody read, as SQL: what other features build their own visibility on."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, any_, func, or_, select
from sqlalchemy.orm import aliased

from services.performance.people.policy import employed
from services.performance.relationships.models import Relationship
from services.performance.relationships.rules import DOTTED_LINE, HRBP, RelationshipKind
from shared.resources.viewer import Viewer


def lasts(relationship: Any, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Begun by that day, and not over."""
    return and_(relationship.valid_from <= day, or_(relationship.valid_to.is_(None), relationship.valid_to >= day))


def partners(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer works here and is this person's HR partner today."""
    return _related(viewer, [HRBP], person)


def beside_the_line(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer works here and is this person's HR partner or dotted-line lead today.

    Both read what those above the person read, and decide nothing.
    """
    return _related(viewer, [HRBP, DOTTED_LINE], person)


def _related(
    viewer: Viewer, kinds: Sequence[RelationshipKind], person: SQLColumnExpression[UUID]
) -> ColumnElement[bool]:
    """Gathered once, as an array, as those whom somebody leads are."""
    link = aliased(Relationship)
    mine = link.related_id == viewer.id, link.kind.in_(kinds), lasts(link, viewer.today)
    ids = select(link.person_id).where(*mine, employed(viewer.id, viewer.today))
    return person == any_(func.array(ids.scalar_subquery()))
