"""What is stored of everybody that a file touches, in as many statements for one row as for all."""

from sqlalchemy import Boolean, Select, Text, Uuid, any_, cast, func, literal, or_, select, union, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.job_profiles.models import JobLevel, JobProfile
from services.performance.people.models import Assignment, OrgUnit, Person, PersonLink
from services.performance.people.queries.lines import all_above
from services.performance.people_files.rules.wishes import PERSONAL
from shared.database.statements import Statement, argument


def _external_ids(person_id: object) -> Select[str]:
    """What the source calls somebody."""
    link = aliased(PersonLink)
    of_source = link.person_id == person_id, link.source == argument("source", Text)
    return select(link.external_id).where(*of_source).order_by(link.external_id)


def _people() -> Statement:
    """Whom the file names, whose e-mails and numbers it has; all of the source where the file is to be the whole."""
    named = PersonLink.external_id == any_(argument("external_ids", ARRAY(Text)))
    linked = PersonLink.source == argument("source", Text), or_(named, argument("whole", Boolean))
    touched = union(
        select(PersonLink.person_id).where(*linked),
        select(Person.id).where(Person.id == any_(argument("ids", ARRAY(Uuid)))),
        select(Person.id).where(Person.work_email == any_(argument("emails", ARRAY(Text)))),
        select(Person.id).where(Person.employee_number == any_(argument("numbers", ARRAY(Text)))),
    )
    names = func.array(_external_ids(Person.id).correlate(Person).scalar_subquery()).label("external_ids")
    facts = (getattr(Person, name) for name in PERSONAL)
    return Statement(select(Person.id, Person.version, names, *facts).where(Person.id.in_(touched)))


def _stays() -> Statement:
    above = all_above()
    manager = _external_ids(Assignment.manager_id).correlate(Assignment).limit(1).scalar_subquery()
    return Statement(
        select(
            Assignment.person_id,
            Assignment.effective_from,
            Assignment.ends_employment,
            Assignment.manager_id,
            func.coalesce(manager, cast(Assignment.manager_id, Text)).label("manager"),
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


def _codes() -> Statement:
    profile = JobProfile.code == any_(argument("job_profile_codes", ARRAY(Text)))
    level = JobLevel.code == any_(argument("job_level_codes", ARRAY(Text)))
    return Statement(
        union_all(
            select(literal("job_profile_code").label("name"), JobProfile.code).where(profile),
            select(literal("job_level_code"), JobLevel.code).where(level),
        )
    )


PEOPLE, STAYS, CODES = _people(), _stays(), _codes()
