"""What a file of people writes, in a statement a table."""

from typing import Any

from sqlalchemy import Boolean, Date, Integer, Numeric, Select, Text, Uuid, delete, literal, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from services.performance.job_profiles.models import JobLevel, JobProfile
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person, PersonLink
from services.performance.people.queries.lines import step
from services.performance.people.rules.units import ALWAYS, OrgUnitKind
from services.performance.tables import Table
from shared.database.statements import Statement, argument, rows_given
from shared.resources.viewer import Viewer

PERSONAL: dict[str, Any] = {
    "display_name": Text,
    "work_email": Text,
    "employee_number": Text,
    "time_zone": Text,
    "locale": Text,
    "hired_on": Date,
    "ended_on": Date,
    "status": Text,
}
PLACE: dict[str, Any] = {
    "manager_id": Uuid,
    "job_title": Text,
    "location": Text,
    "fte": Numeric,
    "ends_employment": Boolean,
}
CODES: dict[str, Any] = {"org_unit_code": Text, "job_profile_code": Text, "job_level_code": Text}


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
    rows = select(*given.c, step(given.c.id).label("lead_path"))
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


def _drop_assignments() -> Statement:
    table, given = Assignment.__table__, rows_given(person_id=Uuid, effective_from=Date)
    these = table.c.person_id == given.c.person_id, table.c.effective_from == given.c.effective_from
    return Statement(delete(table).where(*these).returning(table.c.id))


def _put_assignments() -> Statement:
    """A second assignment for the same day corrects the first."""
    given = rows_given(id=Uuid, person_id=Uuid, effective_from=Date, **PLACE, **CODES)
    rows = select(
        given.c.id,
        given.c.person_id,
        given.c.effective_from,
        *(given.c[name] for name in PLACE),
        OrgUnit.id.label("org_unit_id"),
        JobProfile.id.label("job_profile_id"),
        JobLevel.id.label("job_level_id"),
        argument("source", Text).label("source"),
    )
    rows = rows.outerjoin(OrgUnit, OrgUnit.code == given.c.org_unit_code)
    rows = rows.outerjoin(JobProfile, JobProfile.code == given.c.job_profile_code)
    rows = rows.outerjoin(JobLevel, JobLevel.code == given.c.job_level_code)
    put, table = _insertion(Assignment, rows), Assignment.__table__
    said = (*PLACE, "org_unit_id", "job_profile_id", "job_level_id", "updated_at")
    corrected = {name: put.excluded[name] for name in said} | {"version": table.c.version + 1}
    day = [table.c.org_id, table.c.person_id, table.c.effective_from]
    return Statement(put.on_conflict_do_update(index_elements=day, set_=corrected).returning(table.c.id))


CHANGE_PEOPLE, ADD_PEOPLE, ADD_LINKS = _change_people(), _add_people(), _add_links()
ADD_ORG_UNITS, ADD_ORG_UNIT_VERSIONS = _add_org_units(), _add_org_unit_versions()
DROP_ASSIGNMENTS, PUT_ASSIGNMENTS = _drop_assignments(), _put_assignments()
