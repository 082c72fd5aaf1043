"""Who leads whom, as SQL: what other features build their own visibility on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, any_, exists, func, select
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


def self_or_led(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person, or leads them today, directly or through others.

    The ids are gathered once, as an array, so that rows are found by the index on their owner: PostgreSQL can't guess
    how many a recursion yields, and would compare each row of a table with each of them.
    """
    below = aliased(Assignment)
    tree = select(viewer.id.label("person_id")).cte(recursive=True)
    led = select(below.person_id).join(tree, below.manager_id == tree.c.person_id).where(in_force(below, viewer.today))
    tree = tree.union(led)
    return person == any_(func.array(select(tree.c.person_id).scalar_subquery()))
