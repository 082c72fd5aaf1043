"""Who leads whom, as SQL: what other features build their own visibility on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, select
from sqlalchemy.orm import aliased

from services.performance.people.models import Assignment
from shared.resources.viewer import Viewer


def in_force(assignment: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Begun by that day, and no later one of the same person has."""
    later = aliased(Assignment)
    superseded = exists().where(
        later.org_id == assignment.org_id,
        later.person_id == assignment.person_id,
        later.effective_from > assignment.effective_from,
        later.effective_from <= day,
    )
    return and_(assignment.effective_from <= day, ~superseded)


def reports_to(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer leads this person directly today."""
    line = aliased(Assignment)
    direct = select(line.person_id).where(line.manager_id == viewer.id, in_force(line, viewer.today))
    return person.in_(direct)


def led_by(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer leads this person today, directly or through others."""
    top, below = aliased(Assignment), aliased(Assignment)
    direct = select(top.person_id).where(top.manager_id == viewer.id, in_force(top, viewer.today))
    tree = direct.cte(recursive=True)
    next_level = select(below.person_id).join(tree, below.manager_id == tree.c.person_id)
    tree = tree.union(next_level.where(in_force(below, viewer.today)))
    return person.in_(select(tree.c.person_id))
