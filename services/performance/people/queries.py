from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.orm import aliased

from services.performance.job_profiles.queries import job_level_of, job_profile_of
from services.performance.people import schemas
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person, PersonLink
from services.performance.people.policy import employed, in_force
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.lines import MOST_LEVELS
from services.performance.people.rules.units import ALWAYS, OrgUnitKind
from services.performance.tables import Table
from shared.database.statements import Statement, argument, rows_given
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Filter, Viewer, among, equals, everyone, holding, since


def person_of(person_id: Any, *outer: Any) -> ColumnElement[Any]:
    """The reference to a person, or null."""
    other = aliased(Person)
    return one_of(select(other.id, other.display_name).where(other.id == person_id).correlate(*outer))


def version_of(unit_id: Any) -> Select[Any]:
    """A unit's version in force on the day asked for, else its first: a unit has a name on every day."""
    version = aliased(OrgUnitVersion)
    begun = case((version.effective_from <= Viewer.as_of, version.effective_from), else_=ALWAYS)
    of_unit = select(version).where(version.org_unit_id == unit_id)
    return of_unit.order_by(begun.desc(), version.effective_from).limit(1)


def org_unit_said(column: str) -> ColumnElement[Any]:
    """What the version of an `OrgUnit` for the day asked for says."""
    version = version_of(OrgUnit.id).correlate(OrgUnit).subquery()
    return select(version.c[column]).scalar_subquery()


def org_unit_of(unit_id: Any, *outer: Any) -> ColumnElement[Any]:
    """The reference to a unit as it is called on the day asked for, or null."""
    unit = aliased(OrgUnit)
    version = version_of(unit.id).correlate(unit).lateral()
    named = select(unit.id, unit.code, version.c.name).join(version, true()).where(unit.id == unit_id)
    return one_of(named.correlate(*outer))


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
    rows = select(
        *given.c,
        literal("UTC").label("time_zone"),
        literal(PersonStatus.ACTIVE.value).label("status"),
        step(given.c.id).label("lead_path"),
    )
    return Statement(_insertion(Person, rows).returning(Person.__table__.c.id))


def _add_links() -> Statement:
    given = rows_given(id=Uuid, person_id=Uuid, external_id=Text)
    rows = select(*given.c, argument("source", Text).label("source"))
    return Statement(_insertion(PersonLink, rows).returning(PersonLink.__table__.c.id))


def _add_org_units() -> Statement:
    """Those that are not there yet."""
    new = _insertion(OrgUnit, select(*rows_given(id=Uuid, code=Text).c)).on_conflict_do_nothing()
    return Statement(new.returning(OrgUnit.__table__.c.id))


def _add_org_unit_versions() -> Statement:
    """The first version of each, from always."""
    given = rows_given(id=Uuid, org_unit_id=Uuid, name=Text)
    kind = literal(OrgUnitKind.OTHER.value).label("kind")
    rows = select(*given.c, kind, literal(ALWAYS).label("effective_from"))
    return Statement(_insertion(OrgUnitVersion, rows).returning(OrgUnitVersion.__table__.c.id))


def _put_assignments() -> Statement:
    """A second assignment for the same day corrects the first."""
    given = rows_given(id=Uuid, person_id=Uuid, effective_from=Date, manager_id=Uuid, job_title=Text, org_unit=Text)
    columns = [given.c[name] for name in ("id", "person_id", "effective_from", "manager_id", "job_title")]
    same = literal(1).label("fte"), false().label("ends_employment"), argument("source", Text).label("source")
    rows = select(*columns, OrgUnit.id.label("org_unit_id"), *same)
    rows = rows.outerjoin(OrgUnit, OrgUnit.code == given.c.org_unit)
    put, table = _insertion(Assignment, rows), Assignment.__table__
    corrected = {name: put.excluded[name] for name in ("manager_id", "org_unit_id", "job_title", "updated_at")}
    day = [table.c.org_id, table.c.person_id, table.c.effective_from]
    upsert = put.on_conflict_do_update(index_elements=day, set_=corrected | {"version": table.c.version + 1})
    return Statement(upsert.returning(table.c.id))


CHANGE_PEOPLE, ADD_PEOPLE, ADD_LINKS = _change_people(), _add_people(), _add_links()
ADD_ORG_UNITS, ADD_ORG_UNIT_VERSIONS = _add_org_units(), _add_org_unit_versions()
PUT_ASSIGNMENTS = _put_assignments()
