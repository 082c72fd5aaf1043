"""People as the file that an import takes: imported again, it changes nothing."""

from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, case, cast, func, select
from sqlalchemy.orm import aliased

from services.performance.job_profiles.models import JobLevel, JobProfile
from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.queries.persons import people
from services.performance.people.queries.references import version_of
from services.performance.people_files.rules.rows import COLUMNS
from shared.database.statements import argument
from shared.resources.sheet import Sheet
from shared.resources.viewer import Viewer


def _called(person_id: Any) -> ColumnElement[str]:
    """By the source, or else by our own id."""
    link = aliased(PersonLink)
    of_source = link.person_id == person_id, link.source == argument("named_by", Text)
    first = select(func.min(link.external_id)).where(*of_source).correlate_except(link).scalar_subquery()
    return func.coalesce(first, cast(person_id, Text))


def _place() -> Any:
    """Where somebody works on the day asked for; of a leaver the last place, of who is yet to come the first."""
    line = aliased(Assignment)
    theirs = select(line).where(line.person_id == Person.id, ~line.ends_employment)
    nearest = line.effective_from > Viewer.as_of, func.abs(line.effective_from - Viewer.as_of)
    return theirs.correlate(Person).order_by(*nearest).limit(1).lateral("place")


def _last_day() -> ColumnElement[Any]:
    """Of an employment that has ended or will; who comes back has none."""
    line = aliased(Assignment)
    end = case((line.ends_employment, line.effective_from - 1))
    theirs = select(end).where(line.person_id == Person.id).correlate(Person)
    return theirs.order_by(line.effective_from.desc()).limit(1).scalar_subquery()


def _code(record: Any, id: Any) -> ColumnElement[Any]:
    return select(record.code).where(record.id == id).scalar_subquery()


def _sheet() -> Sheet:
    place = _place()
    unit = version_of(place.c.org_unit_id).correlate(place).subquery()
    columns = {
        "external_id": _called(Person.id),
        "ended_on": _last_day(),
        "manager_external_id": _called(place.c.manager_id),
        "org_unit_code": _code(OrgUnit, place.c.org_unit_id),
        "org_unit_name": select(unit.c.name).scalar_subquery(),
        "job_profile_code": _code(JobProfile, place.c.job_profile_id),
        "job_level_code": _code(JobLevel, place.c.job_level_id),
        "fte": func.trim_scale(place.c.fte, type_=Numeric),
        **{name: place.c[name] for name in ("job_title", "location", "effective_from")},
    }
    return Sheet("people", people, {name: columns.get(name, getattr(Person, name, None)) for name in COLUMNS})


PEOPLE_SHEET = _sheet()
