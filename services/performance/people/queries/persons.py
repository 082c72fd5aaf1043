"""People as their callers see them, and where each worked and will work."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, Text, Uuid, cast, func, select
from sqlalchemy.orm import aliased

from services.performance.job_profiles.queries import job_level_of, job_profile_of
from services.performance.people import schemas
from services.performance.people.models import Assignment, Person, PersonLink
from services.performance.people.policy import employed, in_force
from services.performance.people.queries.references import org_unit_of, person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Filter, Viewer, among, equals, everyone, holding, since


def _assignment(line: Any, *outer: Any) -> Select[Any]:
    return select(
        line.id,
        line.effective_from,
        person_of(line.manager_id, line).label("manager"),
        org_unit_of(line.org_unit_id, line).label("org_unit"),
        job_profile_of(line).label("job_profile"),
        job_level_of(line).label("job_level"),
        line.job_title,
        line.location,
        line.fte,
        line.change_reason,
        line.source,
        line.ends_employment,
    ).correlate(*outer)


def _current(outer: Any) -> Select[Any]:
    """Null before somebody came and after they left."""
    line = aliased(Assignment)
    of_day = line.person_id == outer.id, in_force(line, Viewer.as_of)
    return _assignment(line, outer).where(*of_day, ~line.ends_employment)


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
        "active": employed(Person.id, Viewer.as_of),
        "links": all_of(links.order_by(PersonLink.source, PersonLink.external_id).correlate(Person)),
        "assignment": one_of(_current(Person)),
    },
    filters={
        "manager_id": _assigned("manager_id"),
        "org_unit_id": _assigned("org_unit_id"),
        "active": lambda name: employed(Person.id, Viewer.as_of) == argument(name, Boolean),
        "status": among(Person.status),
        "work_email": equals(Person.work_email),
        "updated_since": since(Person.updated_at),
    },
    sorts={"display_name": Person.display_name, "created_at": Person.created_at, "updated_at": Person.updated_at},
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
