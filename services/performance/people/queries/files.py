"""What a file of people reads and writes, in a statement a table."""

from typing import Any

from sqlalchemy import Date, Integer, Select, Text, Uuid, any_, false, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person, PersonLink
from services.performance.people.queries.lines import step
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.units import ALWAYS, OrgUnitKind
from services.performance.tables import Table
from shared.database.statements import Statement, argument, rows_given
from shared.resources.viewer import Viewer

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
