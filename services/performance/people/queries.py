from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Text, Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from services.performance.people import schemas
from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.policy import in_force
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Filter, Viewer, equals, everyone, holding, since


def _person_ref(person_id: Any, *outer: Any) -> ColumnElement[Any]:
    other = aliased(Person)
    return one_of(select(other.id, other.display_name).where(other.id == person_id).correlate(*outer))


def _assignment(line: Any, *outer: Any) -> Select[Any]:
    unit = select(OrgUnit.id, OrgUnit.code, OrgUnit.name).where(OrgUnit.id == line.org_unit_id).correlate(line)
    return select(
        line.effective_from,
        line.job_title,
        _person_ref(line.manager_id, line).label("manager"),
        one_of(unit).label("org_unit"),
    ).correlate(*outer)


def _current(outer: Any) -> Select[Any]:
    line = aliased(Assignment)
    begun = _assignment(line, outer).where(line.person_id == outer.id, line.effective_from <= Viewer.as_of)
    return begun.order_by(line.effective_from.desc()).limit(1)


def _assigned(column: str) -> Filter:
    """A filter on the assignment in force on the day asked for."""
    line = aliased(Assignment)

    def condition(name: str) -> ColumnElement[bool]:
        chosen = select(line.person_id).where(getattr(line, column) == argument(name, Uuid))
        return Person.id.in_(chosen.where(in_force(line, Viewer.as_of)))

    return condition


links = select(PersonLink.source, PersonLink.external_id).where(PersonLink.person_id == Person.id)

people = Resource(
    schemas.Person,
    Person,
    visible=everyone,
    acts={"update": holding("people:write")},
    derived={
        "links": all_of(links.order_by(PersonLink.source, PersonLink.external_id).correlate(Person)),
        "assignment": one_of(_current(Person)),
    },
    filters={
        "manager_id": _assigned("manager_id"),
        "org_unit_id": _assigned("org_unit_id"),
        "active": equals(Person.active),
        "work_email": equals(Person.work_email),
        "updated_since": since(Person.updated_at),
    },
    sorts={"display_name": Person.display_name, "created_at": Person.created_at, "updated_at": Person.updated_at},
)

org_units = Resource(
    schemas.OrgUnit, OrgUnit, visible=everyone, sorts={"name": OrgUnit.name, "code": OrgUnit.code}
)

_line = aliased(Assignment)
HISTORY = Statement(
    select(
        cast(
            func.json_build_object(
                "items",
                all_of(
                    _assignment(_line)
                    .where(_line.person_id == argument("id", Uuid))
                    .order_by(_line.effective_from.desc())
                ),
            ),
            Text,
        )
    )
)


def _circle() -> Statement:
    """The path from a person up to themselves on any day from `since` on; no row where there is none.

    Lines change only on the days assignments begin, so those days are all that has to be looked at.
    """
    day = select(Assignment.effective_from.label("day")).where(Assignment.effective_from >= argument("since", Date)).distinct().cte("days")
    first, above = aliased(Assignment), aliased(Assignment)
    start = argument("people", ARRAY(Uuid))
    chain = (
        select(day.c.day, first.person_id.label("start"), first.manager_id.label("at"), array([first.person_id]).label("path"))
        .join(first, in_force(first, day.c.day))
        .where(first.person_id == func.any(start), first.manager_id.is_not(None))
        .cte("chain", recursive=True)
    )
    step = (
        select(chain.c.day, chain.c.start, above.manager_id, func.array_append(chain.c.path, chain.c.at))
        .join(above, (above.person_id == chain.c.at) & in_force(above, chain.c.day))
        .where(chain.c.at != chain.c.start, chain.c.at != func.all(chain.c.path), above.manager_id.is_not(None))
    )
    chain = chain.union_all(step)
    closed = select(chain.c.day, cast(func.array_append(chain.c.path, chain.c.at), ARRAY(Text)).label("path"))
    return Statement(closed.where(chain.c.at == chain.c.start).order_by(chain.c.day).limit(1))


CIRCLE = _circle()
