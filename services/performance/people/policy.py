"""Who leads whom and who works together, as SQL: what other features build their own visibility on.

All of it is true of today, and false for a viewer who does not work here today.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, any_, exists, func, select
from sqlalchemy.orm import aliased

from services.performance.people.models import Assignment, OrgUnitVersion, Person
from shared.resources.viewer import Viewer

BELOW, END = "/", "0"
"""A line that goes on after somebody begins with the one, and sorts before the other, which follows it in ASCII."""


def in_force(assignment: Any, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Begun by that day, and no later one of the same person has."""
    return _latest(assignment, aliased(Assignment), "person_id", day)


def version_in_force(version: Any, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Begun by that day, and no later one of the same unit has."""
    return _latest(version, aliased(OrgUnitVersion), "org_unit_id", day)


def employed(person: SQLColumnExpression[UUID], day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Whether somebody works here on that day, said by the assignments: right at midnight, whoever turns the day."""
    line = aliased(Assignment)
    here = exists().where(line.person_id == person, in_force(line, day), ~line.ends_employment)
    return here.correlate_except(line)


def reports_to(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person's manager."""
    return person.in_(led_directly(viewer.id).where(employed(viewer.id, viewer.today)))


def self_or_led(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person, or leads them, directly or through others."""
    return _on_the_path(viewer, "", person)


def led(viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer leads this person, directly or through others."""
    return _on_the_path(viewer, BELOW, person)


def managed_by(leads: Any, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """One of these ids is this person's manager today."""
    line = aliased(Assignment)
    ids = select(line.person_id).where(line.manager_id.in_(leads), in_force(line, Viewer.today))
    return person == any_(func.array(ids.scalar_subquery()))


def led_by(leads: Any, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """One of these ids leads this person today, directly or through others.

    Both ends of a line are made first, because row-level security lets no join that makes text use an index.
    """
    lead, other = aliased(Person), aliased(Person)
    ends = (lead.lead_path + BELOW).label("first"), (lead.lead_path + END).label("last")
    lines = select(*ends).where(lead.id.in_(leads)).offset(0).subquery()
    ids = select(other.id).join(lines, and_(other.lead_path >= lines.c.first, other.lead_path < lines.c.last))
    return person == any_(func.array(ids.scalar_subquery()))


def same_unit(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Both work in the same unit."""
    mine, theirs = aliased(Assignment), aliased(Assignment)
    unit = select(mine.org_unit_id).where(mine.person_id == viewer.id, in_force(mine, viewer.today))
    return person.in_(
        select(theirs.person_id).where(theirs.org_unit_id == unit.scalar_subquery(), in_force(theirs, viewer.today))
    )


def led_directly(manager: SQLColumnExpression[UUID]) -> Any:
    """The ids of those whom somebody manages today."""
    line = aliased(Assignment)
    return select(line.person_id).where(line.manager_id == manager, in_force(line, Viewer.today))


def member_of(viewer: Viewer, unit: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The viewer works in this unit."""
    line = aliased(Assignment)
    return unit.in_(select(line.org_unit_id).where(line.person_id == viewer.id, in_force(line, viewer.today)))


def head_of(unit: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Who heads this unit today, if anybody does."""
    version = aliased(OrgUnitVersion)
    begun = select(version.head_id).where(version.org_unit_id == unit, version.effective_from <= Viewer.today)
    return begun.order_by(version.effective_from.desc()).limit(1).scalar_subquery()


def _latest(row: Any, later: Any, owner: str, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    superseded = exists().where(
        later.org_id == row.org_id,
        getattr(later, owner) == getattr(row, owner),
        later.effective_from > row.effective_from,
        later.effective_from <= day,
    )
    return and_(row.effective_from <= day, ~superseded.correlate_except(later))


def _on_the_path(viewer: Viewer, first: str, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Those whose line begins with the viewer's, as a range: row-level security lets no other operator use an index.

    The ids are gathered once, as an array, so that rows are found by the index on their person: PostgreSQL can't guess
    how many a range of unknown ends yields, and would rather walk a whole table for the few that most people see.
    """
    me, other = aliased(Person), aliased(Person)
    path = select(me.lead_path).where(me.id == viewer.id, employed(me.id, viewer.today)).scalar_subquery()
    ids = select(other.id).where(other.lead_path >= path + first, other.lead_path < path + END)
    return person == any_(func.array(ids.scalar_subquery()))
