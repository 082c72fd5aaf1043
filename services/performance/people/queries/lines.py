"""Who is above whom: read from the assignments, and kept with each person for today."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Text, Uuid, cast, column, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.people.models import Assignment, Person
from services.performance.people.policy import assigned, employed, in_force
from services.performance.people.rules.lines import MOST_LEVELS
from shared.database.statements import Statement, argument
from shared.resources.shapes import all_of
from shared.resources.viewer import Viewer


def all_above() -> CTE:
    """The given people, and everybody who was, is or will be above them."""
    given = select(func.unnest(argument("people", ARRAY(Uuid))).label("id")).cte("above", recursive=True)
    line = aliased(Assignment)
    leads = select(line.manager_id).join(given, line.person_id == given.c.id).where(line.manager_id.is_not(None))
    return given.union(leads)


def _lines_above() -> Statement:
    above = all_above()
    line = select(Assignment.person_id, Assignment.effective_from, Assignment.manager_id)
    return Statement(line.join(above, above.c.id == Assignment.person_id))


LINES_ABOVE = _lines_above()
"""All assignments of theirs, past and future."""


def step(person_id: Any) -> ColumnElement[str]:
    """One person of a `lead_path`."""
    return literal("/") + func.replace(cast(person_id, Text), "-", "")


def manager_of(person_id: Any, day: Any) -> ColumnElement[Any]:
    """Whom somebody reports to on that day."""
    return assigned("manager_id", person_id, day)


def _tops_of_given() -> Any:
    """The given people's lines, climbed by the assignments: what is stored above them may be on the move too."""
    given = func.unnest(argument("people", ARRAY(Uuid))).table_valued(column("id", Uuid), name="given").render_derived()
    line = select(given.c.id, manager_of(given.c.id, Viewer.today).label("above"), step(given.c.id).label("path")).cte(
        recursive=True
    )
    higher = select(line.c.id, manager_of(line.c.above, Viewer.today), step(line.c.above) + line.c.path)
    line = line.union_all(higher.where(line.c.above.is_not(None), func.length(line.c.path) <= LONGEST))
    return select(line.c.id, line.c.path).where(or_(line.c.above.is_(None), func.length(line.c.path) > LONGEST))


def _all_tops() -> Any:
    """Whoever has no manager today, by joins that need no index and so no planner who knows which."""
    line = aliased(Assignment)
    led = exists().where(line.person_id == Person.id, line.manager_id.is_not(None), in_force(line, Viewer.today))
    return select(Person.id, step(Person.id).label("path")).where(~led)


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
PLACE_ALL = _place(_all_tops())


DEEPEST = Statement(select(func.coalesce(func.max(func.length(Person.lead_path)) // LEVEL, 0)))
"""How many levels the longest line of today has."""


def below(lead_id: Any, day: Any) -> Any:
    """All who report to somebody on that day, directly or through others, read from the assignments."""
    line = aliased(Assignment)
    tree = select(cast(lead_id, Uuid).label("id"), literal(0).label("depth")).cte(recursive=True)
    reports = select(line.person_id, tree.c.depth + 1).join(tree, line.manager_id == tree.c.id)
    return tree.union_all(reports.where(in_force(line, day), tree.c.depth < MOST_LEVELS))


def levels_up(person: Any, lead_id: Any, day: Any) -> ColumnElement[Any]:
    """How far somebody is below a lead on that day, climbed from below: few steps for each that is shown."""
    step_up = select(manager_of(person.id, day).label("id"), literal(1).label("depth")).correlate(person)
    up = step_up.cte("up", recursive=True, nesting=True)
    higher = select(manager_of(up.c.id, day), up.c.depth + 1)
    up = up.union_all(higher.where(up.c.id != lead_id, up.c.depth < MOST_LEVELS))
    return select(up.c.depth).where(up.c.id == lead_id).scalar_subquery()


def _chain() -> Statement:
    day, other = Viewer.as_of, aliased(Person)
    above = select(manager_of(argument("id", Uuid), day).label("id"), literal(1).label("depth")).cte(recursive=True)
    higher = select(manager_of(above.c.id, day), above.c.depth + 1)
    above = above.union_all(higher.where(above.c.id.is_not(None), above.c.depth < MOST_LEVELS))
    works = employed(other.id, day).label("active")
    found = select(other.id, other.display_name, works, above.c.depth).join(above, above.c.id == other.id)
    return Statement(select(cast(func.json_build_object("items", all_of(found.order_by(above.c.depth))), Text)))


CHAIN = _chain()
