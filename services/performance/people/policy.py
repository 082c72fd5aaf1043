"""Who leads whom and who works together, as SQL: what other features build their own visibility on.

All of it is true of today, and false for a viewer who does not work here today.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    any_,
    cast,
    exists,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
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


def _latest(row: Any, later: Any, owner: str, day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    superseded = exists().where(
        later.org_id == row.org_id,
        getattr(later, owner) == getattr(row, owner),
        later.effective_from > row.effective_from,
        later.effective_from <= day,
    )
    return and_(row.effective_from <= day, ~superseded.correlate_except(later))


def assigned(column: str, person: SQLColumnExpression[Any], day: SQLColumnExpression[date]) -> ColumnElement[Any]:
    """What somebody's assignment in force on that day says, or null: one look into an index, and quick to plan."""
    line = aliased(Assignment)
    begun = select(getattr(line, column)).where(line.person_id == person, line.effective_from <= day)
    return begun.order_by(line.effective_from.desc()).limit(1).correlate_except(line).scalar_subquery()


def employed(person: SQLColumnExpression[UUID], day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Whether somebody works here on that day, said by the assignments: right at midnight, whoever turns the day."""
    return ~func.coalesce(assigned("ends_employment", person, day), true())


def led_directly(leads: Any) -> Select[Any]:
    """The ids of those whom somebody manages today: one lead, or any of a query."""
    line = aliased(Assignment)
    mine = line.manager_id.in_(leads) if isinstance(leads, Select) else line.manager_id == leads
    return select(line.person_id).where(mine, in_force(line, Viewer.today))


def led_by_any(leads: Select[Any]) -> Select[Any]:
    """The ids of those whom one of these leads today, directly or through others.

    Both ends of a line are made first, because row-level security lets no join that makes text use an index.
    """
    lead, other = aliased(Person), aliased(Person)
    ends = (lead.lead_path + BELOW).label("first"), (lead.lead_path + END).label("last")
    lines = select(*ends).where(lead.id.in_(leads)).offset(0).subquery()
    return select(other.id).join(lines, and_(other.lead_path >= lines.c.first, other.lead_path < lines.c.last))


def _from_the_path(first: str) -> Select[Any]:
    """Those whose line begins with the viewer's, as a range: row-level security lets no other operator use an index."""
    me, other = aliased(Person), aliased(Person)
    path = select(me.lead_path).where(me.id == Viewer.id, employed(me.id, Viewer.today)).scalar_subquery()
    return select(other.id).where(other.lead_path >= path + first, other.lead_path < path + END)


def gathered(name: str, ids: Select[Any]) -> CTE:
    """The ids as an array, once a statement, however many of its conditions ask.

    As an array, so that rows are found by the index on their person: PostgreSQL can't guess how many a range of unknown
    ends yields, and would rather walk a whole table for the few that most people see. Once, because a condition that is
    written out a dozen times takes longer to plan than to run.
    """
    return select(func.array(ids.scalar_subquery()).label("ids")).cte(name)


def one_of_those(gathered: CTE, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    return person == any_(cast(select(gathered.c.ids).scalar_subquery(), ARRAY(Uuid)))


def among(gathered: CTE, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The same, looked up in a hash table: an array of thousands would be walked for each of thousands of rows."""
    return person.in_(select(func.unnest(gathered.c.ids)))


LED, SELF_AND_LED = gathered("led", _from_the_path(BELOW)), gathered("self_and_led", _from_the_path(""))
REPORTS = gathered("reports", led_directly(Viewer.id).where(employed(Viewer.id, Viewer.today)))


def reports_to(_viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person's manager."""
    return one_of_those(REPORTS, person)


def self_or_led(_viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer is this person, or leads them, directly or through others."""
    return one_of_those(SELF_AND_LED, person)


def led(_viewer: Viewer, person: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The viewer leads this person, directly or through others."""
    return one_of_those(LED, person)


def same_unit(viewer: Viewer, person: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Both work in the same unit."""
    return person.in_(colleagues(viewer))


def colleagues(viewer: Viewer) -> Select[Any]:
    """The ids of those who work in the viewer's unit today, the viewer's own too."""
    line = aliased(Assignment)
    unit = assigned("org_unit_id", viewer.id, viewer.today)
    return select(line.person_id).where(line.org_unit_id == unit, in_force(line, viewer.today))


def member_of(viewer: Viewer, unit: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The viewer works in this unit."""
    return unit == assigned("org_unit_id", viewer.id, viewer.today)


def head_of(unit: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Who heads this unit today, if anybody does."""
    version = aliased(OrgUnitVersion)
    begun = select(version.head_id).where(version.org_unit_id == unit, version.effective_from <= Viewer.today)
    return begun.order_by(version.effective_from.desc()).limit(1).scalar_subquery()
