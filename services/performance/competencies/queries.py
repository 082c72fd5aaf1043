from typing import Any

from sqlalchemy import ColumnElement, Select, String, Text, Uuid, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array, distinct_on
from sqlalchemy.orm import aliased

from services.performance.competencies import schemas
from services.performance.competencies.models import (
    Competency,
    CompetencyExpectation,
    CompetencyVersion,
    ProficiencyLevel,
)
from services.performance.competencies.rules import (
    DESCRIBED,
    DRAFT,
    LIFECYCLE,
    PROFICIENCY,
    PUBLISHED,
    UNEXPECTED,
    WRITER,
)
from services.performance.job_profiles.models import JobLevel, JobProfile
from services.performance.job_profiles.queries import job_level_of, job_profile_of
from services.performance.people.models import Assignment
from services.performance.people.policy import in_force
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, columns_of, one_of
from shared.resources.viewer import Viewer, among, equals, everyone, holding, since

writes = holding("competencies:write")


def _version(*conditions: ColumnElement[bool], of: Any) -> ColumnElement[Any]:
    """The one version that they describe, or null."""
    version = CompetencyVersion
    found = select(version.id, version.number, version.name, version.description).where(*conditions)
    return one_of(found.correlate(of))


def _competency_of(record: Any) -> ColumnElement[Any]:
    found = select(Competency.id, Competency.code, Competency.category).where(Competency.id == record.competency_id)
    return one_of(found.correlate(record))


_of_competency = CompetencyVersion.competency_id == Competency.id

competencies = Resource(
    schemas.Competency,
    Competency,
    visible=everyone,
    acts={"update": writes},
    derived={
        "published": _version(_of_competency, CompetencyVersion.status == PUBLISHED, of=Competency),
        "draft": _version(_of_competency, CompetencyVersion.status == DRAFT, of=Competency),
    },
    filters={
        "code": equals(Competency.code),
        "category": equals(Competency.category),
        "updated_since": since(Competency.updated_at),
    },
    sorts={"code": Competency.code, "created_at": Competency.created_at},
)


def _unexpected(viewer: Viewer) -> ColumnElement[bool]:
    """No job expects it today or later."""
    one, later = aliased(CompetencyExpectation), aliased(CompetencyExpectation)
    ended = exists().where(
        later.competency_id == one.competency_id,
        later.job_level_id == one.job_level_id,
        later.job_profile_id.is_not_distinct_from(one.job_profile_id),
        later.effective_from > one.effective_from,
        later.effective_from <= viewer.today,
    )
    expecting = one.competency_id == CompetencyVersion.competency_id, one.expected_proficiency.is_not(None)
    return ~exists().where(*expecting, ~ended).correlate(CompetencyVersion)


versions = Resource(
    schemas.CompetencyVersion,
    CompetencyVersion,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={
        WRITER: writes,
        DESCRIBED: lambda _viewer: CompetencyVersion.description.regexp_match(r"\S"),
        UNEXPECTED: _unexpected,
    },
    derived={"competency": _competency_of(CompetencyVersion)},
    filters={
        "competency_id": equals(CompetencyVersion.competency_id),
        "status": among(CompetencyVersion.status),
    },
    sorts={"number": CompetencyVersion.number, "created_at": CompetencyVersion.created_at},
)

COMPETENCY_OF = Statement(
    select(CompetencyVersion.competency_id).where(CompetencyVersion.id == argument("version_id", Uuid))
)

LAST_NUMBER = Statement(
    select(func.max(CompetencyVersion.number)).where(CompetencyVersion.competency_id == argument("competency_id", Uuid))
)

VERSION_IN = Statement(
    select(CompetencyVersion.id).where(
        CompetencyVersion.competency_id == argument("competency_id", Uuid),
        CompetencyVersion.status == argument("status", String),
    )
)


def _proficiency_name(value: Any) -> ColumnElement[Any]:
    """What the organisation calls it, else what everybody does."""
    named = select(ProficiencyLevel.name).where(ProficiencyLevel.value == value).correlate(CompetencyExpectation)
    given = array([said.name for said in PROFICIENCY.values()])
    return func.coalesce(named.scalar_subquery(), given[value])


_version_expected = CompetencyVersion.id == CompetencyExpectation.competency_version_id

expectations = Resource(
    schemas.CompetencyExpectation,
    CompetencyExpectation,
    visible=everyone,
    derived={
        "competency": _competency_of(CompetencyExpectation),
        "competency_version": _version(_version_expected, of=CompetencyExpectation),
        "job_profile": job_profile_of(CompetencyExpectation),
        "job_level": job_level_of(CompetencyExpectation),
        "proficiency_name": _proficiency_name(CompetencyExpectation.expected_proficiency),
    },
    filters={
        "competency_id": equals(CompetencyExpectation.competency_id),
        "job_profile_id": equals(CompetencyExpectation.job_profile_id),
        "job_level_id": equals(CompetencyExpectation.job_level_id),
    },
    sorts={"effective_from": CompetencyExpectation.effective_from},
)

SAME_JOB = Statement(
    select(CompetencyExpectation.id, CompetencyExpectation.effective_from).where(
        CompetencyExpectation.competency_id == argument("competency_id", Uuid),
        CompetencyExpectation.job_level_id == argument("job_level_id", Uuid),
        CompetencyExpectation.job_profile_id.is_not_distinct_from(argument("job_profile_id", Uuid)),
    )
)


def _expected() -> Select[Any]:
    """In force that day for the profile or for all on its level, of which the profile's own word comes first."""
    row = CompetencyExpectation
    profile, level = argument("job_profile_id", Uuid), argument("job_level_id", Uuid)
    begun = (
        select(row.id, row.competency_id, row.job_profile_id, row.expected_proficiency)
        .where(row.job_level_id == level, or_(row.job_profile_id.is_(None), row.job_profile_id == profile))
        .where(row.effective_from <= Viewer.as_of)
        .ext(distinct_on(row.competency_id, row.job_profile_id))
        .order_by(row.competency_id, row.job_profile_id, row.effective_from.desc())
        .subquery()
    )
    chosen = (
        select(begun.c.id)
        .where(begun.c.expected_proficiency.is_not(None))
        .ext(distinct_on(begun.c.competency_id))
        .order_by(begun.c.competency_id, begun.c.job_profile_id.nulls_last())
    )
    shown = select(*columns_of(expectations.shape, row, expectations.derived))
    named = shown.join(Competency, Competency.id == row.competency_id).where(row.id.in_(chosen))
    return named.order_by(Competency.code)


def _expected_of_job() -> Statement:
    profile = select(JobProfile.id, JobProfile.code, JobProfile.name)
    level = select(JobLevel.id, JobLevel.code, JobLevel.name, JobLevel.rank)
    parts = {
        "as_of": Viewer.as_of,
        "job_profile": one_of(profile.where(JobProfile.id == argument("job_profile_id", Uuid))),
        "job_level": one_of(level.where(JobLevel.id == argument("job_level_id", Uuid))),
        "items": all_of(_expected()),
    }
    return Statement(select(cast(func.json_build_object(*(part for pair in parts.items() for part in pair)), Text)))


EXPECTED_OF_JOB = _expected_of_job()

JOB_OF = Statement(
    select(Assignment.job_profile_id, Assignment.job_level_id).where(
        Assignment.person_id == argument("person_id", Uuid), in_force(Assignment, Viewer.as_of)
    )
)

PROFICIENCY_NAMES = Statement(select(ProficiencyLevel.value, ProficiencyLevel.name, ProficiencyLevel.description))
