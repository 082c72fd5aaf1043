"""What is stored of everybody that a file touches, in as many statements for one row as for all."""

from typing import Any

from sqlalchemy import Boolean, Select, Text, Uuid, any_, func, literal, select, union, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.job_profiles.models import JobLevel, JobProfile
from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.queries.lines import all_above
from services.performance.people.rules.units import OrgUnitStatus
from services.performance.people_files.rules.wishes import PERSONAL
from shared.database.statements import Statement, argument


def _given(name: str, kind: Any) -> Select[Any]:
    """As rows, which are joined; an array would be searched once for each person."""
    return select(func.unnest(argument(name, ARRAY(kind))))


def _people() -> Statement:
    """Whom the file names, whose e-mails and numbers it has; all of the source where the file is to be the whole."""
    of_source = PersonLink.source == argument("source", Text)
    touched = union(
        select(PersonLink.person_id).where(of_source, PersonLink.external_id.in_(_given("external_ids", Text))),
        select(PersonLink.person_id).where(of_source, argument("whole", Boolean)),
        select(Person.id).where(Person.id.in_(_given("ids", Uuid))),
        select(Person.id).where(Person.work_email.in_(_given("emails", Text))),
        select(Person.id).where(Person.employee_number.in_(_given("numbers", Text))),
    )
    facts = (getattr(Person, name) for name in PERSONAL)
    return Statement(select(Person.id, Person.version, *facts).where(Person.id.in_(touched)))


def _stays() -> Statement:
    above = all_above()
    return Statement(
        select(
            Assignment.person_id,
            Assignment.effective_from,
            Assignment.ends_employment,
            Assignment.manager_id,
            OrgUnit.code.label("org_unit_code"),
            JobProfile.code.label("job_profile_code"),
            JobLevel.code.label("job_level_code"),
            Assignment.job_title,
            Assignment.location,
            Assignment.fte,
        )
        .join(above, above.c.id == Assignment.person_id)
        .outerjoin(OrgUnit, OrgUnit.id == Assignment.org_unit_id)
        .outerjoin(JobProfile, JobProfile.id == Assignment.job_profile_id)
        .outerjoin(JobLevel, JobLevel.id == Assignment.job_level_id)
        .order_by(Assignment.effective_from)
    )


def _links() -> Statement:
    """What the source calls these people."""
    these = PersonLink.source == argument("source", Text), PersonLink.person_id.in_(_given("people", Uuid))
    return Statement(select(PersonLink.person_id, PersonLink.external_id).where(*these))


def _codes() -> Statement:
    profile = JobProfile.code == any_(argument("job_profile_codes", ARRAY(Text)))
    unit = OrgUnit.code == any_(argument("org_unit_codes", ARRAY(Text)))
    level = JobLevel.code == any_(argument("job_level_codes", ARRAY(Text)))
    return Statement(
        union_all(
            select(literal("job_profile_code").label("name"), JobProfile.code).where(profile),
            select(literal("job_level_code"), JobLevel.code).where(level),
            select(literal("closed_unit"), OrgUnit.code).where(unit, OrgUnit.status == OrgUnitStatus.CLOSED),
        )
    )


PEOPLE, STAYS, LINKS, CODES = _people(), _stays(), _links(), _codes()
