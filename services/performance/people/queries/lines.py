"""Who is above whom: read from the assignments, and kept with each person for today."""

from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, cast, column, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.policy import in_force
from services.performance.people.rules.lines import MOST_LEVELS
from shared.database.statements import Statement, argument
from shared.resources.viewer import Viewer


def _lines_above() -> Statement:
    """All assignments, past and future, of these people and of everybody who was or will be above them."""
    given = select(func.unnest(argument("people", ARRAY(Uuid))).label("id")).cte("above", recursive=True)
    line, link = aliased(Assignment), aliased(PersonLink)
    leads = select(line.manager_id).join(given, line.person_id == given.c.id).where(line.manager_id.is_not(None))
    above = given.union(leads)
    of_manager = link.person_id == Assignment.manager_id, link.source == argument("source", Text)
    named = select(func.min(link.external_id)).where(*of_manager).correlate(Assignment).scalar_subquery()
    return Statement(
        select(
            Assignment.person_id,
            Assignment.effective_from,
            Assignment.manager_id,
            func.coalesce(named, cast(Assignment.manager_id, Text)).label("manager_name"),
            OrgUnit.code.label("org_unit"),
            Assignment.job_title,
        )
        .join(above, above.c.id == Assignment.person_id)
        .outerjoin(OrgUnit, OrgUnit.id == Assignment.org_unit_id)
        .order_by(Assignment.effective_from)
    )


LINES_ABOVE = _lines_above()


def step(person_id: Any) -> ColumnElement[str]:
    """One person of a `lead_path`."""
    return literal("/") + func.replace(cast(person_id, Text), "-", "")


def _manager(person_id: Any) -> ColumnElement[Any]:
    """Whom somebody reports to today."""
    line = aliased(Assignment)
    begun = select(line.manager_id).where(line.person_id == person_id, line.effective_from <= Viewer.today)
    return begun.order_by(line.effective_from.desc()).limit(1).scalar_subquery()


def _tops_of_given() -> Any:
    """The given people's lines, climbed by the assignments: what is stored above them may be on the move too."""
    given = func.unnest(argument("people", ARRAY(Uuid))).table_valued(column("id", Uuid), name="given").render_derived()
    line = select(given.c.id, _manager(given.c.id).label("above"), step(given.c.id).label("path")).cte(recursive=True)
    higher = select(line.c.id, _manager(line.c.above), step(line.c.above) + line.c.path)
    line = line.union_all(higher.where(line.c.above.is_not(None), func.length(line.c.path) <= LONGEST))
    return select(line.c.id, line.c.path).where(or_(line.c.above.is_(None), func.length(line.c.path) > LONGEST))


def _place(tops: Any) -> Statement:
    """`lead_path` of all who stand below, where it differs; returns how many levels the longest has."""
    placed, line, table = tops.cte("placed", recursive=True), aliased(Assignment), Person.__table__
    reports = select(line.person_id, placed.c.path + step(line.person_id)).join(placed, line.manager_id == placed.c.id)
    going_on = in_force(line, Viewer.today), func.length(placed.c.path) <= LONGEST
    placed = placed.union(reports.where(*going_on))
    moved = update(table).values(lead_path=placed.c.path)
    moved = moved.where(table.c.id == placed.c.id, table.c.lead_path != placed.c.path)
    levels = moved.returning((func.length(placed.c.path) // LEVEL).label("levels")).cte("moved")
    return Statement(select(func.coalesce(func.max(levels.c.levels), 0)))


LEVEL = 33
LONGEST = LEVEL * MOST_LEVELS
PLACE = _place(_tops_of_given())
PLACE_ALL = _place(select(Person.id, step(Person.id).label("path")).where(_manager(Person.id).is_(None)))
