"""People as their callers see them, and where each worked and will work."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, Text, Uuid, and_, any_, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from services.performance.job_profiles.queries import job_level_of, job_profile_of
from services.performance.people import schemas
from services.performance.people.models import Absence, Assignment, OrgUnitVersion, Person, PersonLink
from services.performance.people.policy import BELOW, END, assigned, employed, in_force, version_in_force
from services.performance.people.queries.lines import below, levels_up, manager_of
from services.performance.people.queries.references import org_unit_of, person_of
from services.performance.people.rules.employment import ENDING, LIFECYCLE, NOT_ENDING, NOT_RETURNING, WRITER
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


def _linked(name: str) -> ColumnElement[bool]:
    """By the id in the source that is asked for beside it."""
    link = aliased(PersonLink)
    of_source = link.source == argument("source", Text), link.external_id == argument(name, Text)
    return Person.id.in_(select(link.person_id).where(*of_source))


def _within(name: str) -> ColumnElement[bool]:
    """In a unit or in one below it, gathered first: else everybody is looked at in the order of the list."""
    line, version = aliased(Assignment), aliased(OrgUnitVersion)
    units = select(argument(name, Uuid).label("id")).cte(recursive=True)
    inner = select(version.org_unit_id).join(units, version.parent_id == units.c.id)
    units = units.union(inner.where(version_in_force(version, Viewer.as_of)))
    one_of_them = line.org_unit_id == any_(func.array(select(units.c.id).scalar_subquery()))
    placed = select(line.person_id).where(one_of_them, in_force(line, Viewer.as_of))
    return Person.id == any_(func.array(placed.scalar_subquery()))


def _begins_with(name: str) -> ColumnElement[bool]:
    """A range, because row-level security lets no other operator use the index."""
    first = func.lower(argument(name, Text))
    return and_(Person.search_name >= first, Person.search_name < first + LAST_LETTER)


def _below_today(name: str) -> ColumnElement[bool]:
    lead = aliased(Person)
    path = select(lead.lead_path).where(lead.id == argument(name, Uuid)).scalar_subquery()
    return and_(Person.lead_path >= path + BELOW, Person.lead_path < path + END)


def _below_that_day(name: str) -> ColumnElement[bool]:
    tree = below(argument(name, Uuid), Viewer.as_of)
    ids = select(tree.c.id).where(tree.c.depth > 0)
    return Person.id == any_(func.array(ids.scalar_subquery()))


def _to_come(*, end: bool) -> ColumnElement[bool]:
    """An end of employment after today, or a place."""
    line = aliased(Assignment)
    later = line.person_id == Person.id, line.effective_from > Viewer.today
    return exists().where(*later, line.ends_employment == literal(end)).correlate(Person)


def _manager_inactive() -> ColumnElement[bool]:
    """Those who stay below a leaver, until somebody else leads them: looked up, for all who left are too many."""
    left = assigned("ends_employment", manager_of(Person.id, Viewer.as_of), Viewer.as_of)
    return left.is_(True)


def _on_leave() -> ColumnElement[bool]:
    """Only today, which colleagues notice anyway; when somebody was or will be away is not theirs to ask."""
    away = Absence.person_id == Person.id, Absence.starts_on <= Viewer.today, Absence.ends_on >= Viewer.today
    return exists().where(*away).correlate(Person)


LAST_LETTER = "\U0010ffff"
of_person = select(PersonLink.id, PersonLink.source, PersonLink.external_id).where(PersonLink.person_id == Person.id)

people = Resource(
    schemas.Person,
    Person,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={
        WRITER: holding("people:write"),
        ENDING: lambda _viewer: _to_come(end=True),
        NOT_ENDING: lambda _viewer: ~_to_come(end=True),
        NOT_RETURNING: lambda _viewer: ~_to_come(end=False),
    },
    derived={
        "active": employed(Person.id, Viewer.as_of),
        "on_leave": _on_leave(),
        "manager_inactive": _manager_inactive(),
        "links": all_of(of_person.order_by(PersonLink.source, PersonLink.external_id).correlate(Person)),
        "assignment": one_of(_current(Person)),
    },
    filters={
        "manager_id": _assigned("manager_id"),
        "org_unit_id": _assigned("org_unit_id"),
        "within_org_unit_id": _within,
        "active": lambda name: employed(Person.id, Viewer.as_of) == argument(name, Boolean),
        "status": among(Person.status),
        "work_email": equals(Person.work_email),
        "employee_number": equals(Person.employee_number),
        "source": lambda name: Person.id.in_(select(PersonLink.person_id).where(equals(PersonLink.source)(name))),
        "external_id": _linked,
        "search": _begins_with,
        "updated_since": since(Person.updated_at),
    },
    sorts={"display_name": Person.display_name, "created_at": Person.created_at, "updated_at": Person.updated_at},
)

reports = Resource(
    schemas.Report,
    Person,
    visible=everyone,
    derived={
        "depth": levels_up(Person, argument("lead_id", Uuid), Viewer.as_of),
        "assignment": one_of(_current(Person)),
    },
    filters={"manager_id": _assigned("manager_id"), "led_by": _below_today, "led_by_that_day": _below_that_day},
    sorts={"display_name": Person.display_name},
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
