from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, Text, Uuid, any_, cast, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.orm import aliased

from services.performance.people import schemas
from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.policy import in_force
from services.performance.tables import Table
from shared.database.statements import Statement, argument, rows_given
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

org_units = Resource(schemas.OrgUnit, OrgUnit, visible=everyone, sorts={"name": OrgUnit.name, "code": OrgUnit.code})

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

LINKED = Statement(
    select(PersonLink.external_id, Person.id, Person.version, Person.display_name, Person.work_email, Person.hired_on)
    .join(Person, Person.id == PersonLink.person_id)
    .where(
        PersonLink.source == argument("source", Text),
        PersonLink.external_id == any_(argument("external_ids", ARRAY(Text))),
    )
)

EMAIL_HOLDERS = Statement(
    select(Person.work_email, Person.id).where(Person.work_email == any_(argument("emails", ARRAY(Text))))
)

PERSONAL = {"display_name": Text, "work_email": Text, "hired_on": Date}


def _change_people() -> Statement:
    """Only while they are as they were read; e-mails may be swapped, because the constraint waits for the end."""
    table, given = Person.__table__, rows_given(id=Uuid, version=Integer, **PERSONAL)
    values = {name: given.c[name] for name in PERSONAL}
    changed = update(table).where(table.c.id == given.c.id, table.c.version == given.c.version)
    return Statement(changed.values(**values, version=table.c.version + 1, updated_at=Viewer.now).returning(table.c.id))


def _insertion(record: type[Table], rows: Select[Any]) -> Insert:
    """New records from rows, with what every new record has."""
    now = (Viewer.now.label(name) for name in ("created_at", "updated_at"))
    whole = rows.add_columns(literal(1).label("version"), *now)
    names = [column.name for column in whole.selected_columns]
    return insert(record.__table__).from_select(names, whole, include_defaults=False)


def _add_people() -> Statement:
    given = rows_given(id=Uuid, **PERSONAL)
    return Statement(_insertion(Person, select(*given.c, true().label("active"))).returning(Person.__table__.c.id))


def _add_links() -> Statement:
    given = rows_given(id=Uuid, person_id=Uuid, external_id=Text)
    rows = select(*given.c, argument("source", Text).label("source"))
    return Statement(_insertion(PersonLink, rows).returning(PersonLink.__table__.c.id))


def _add_org_units() -> Statement:
    """Those that are not there yet."""
    new = _insertion(OrgUnit, select(*rows_given(id=Uuid, code=Text, name=Text).c)).on_conflict_do_nothing()
    return Statement(new.returning(OrgUnit.__table__.c.id))


def _put_assignments() -> Statement:
    """A second assignment for the same day corrects the first."""
    given = rows_given(id=Uuid, person_id=Uuid, effective_from=Date, manager_id=Uuid, job_title=Text, org_unit=Text)
    columns = [given.c[name] for name in ("id", "person_id", "effective_from", "manager_id", "job_title")]
    rows = select(*columns, OrgUnit.id.label("org_unit_id")).outerjoin(OrgUnit, OrgUnit.code == given.c.org_unit)
    put, table = _insertion(Assignment, rows), Assignment.__table__
    corrected = {name: put.excluded[name] for name in ("manager_id", "org_unit_id", "job_title", "updated_at")}
    day = [table.c.org_id, table.c.person_id, table.c.effective_from]
    upsert = put.on_conflict_do_update(index_elements=day, set_=corrected | {"version": table.c.version + 1})
    return Statement(upsert.returning(table.c.id))


CHANGE_PEOPLE, ADD_PEOPLE, ADD_LINKS = _change_people(), _add_people(), _add_links()
ADD_ORG_UNITS, PUT_ASSIGNMENTS = _add_org_units(), _put_assignments()
