from typing import Any

from sqlalchemy import ColumnElement, select

from services.performance.job_profiles import schemas
from services.performance.job_profiles.models import JobFamily, JobLevel, JobProfile
from services.performance.job_profiles.rules import LIFECYCLE, WRITER
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import among, equals, everyone, holding, since

writes = holding("job_profiles:write")

job_families = Resource(
    schemas.JobFamily,
    JobFamily,
    visible=everyone,
    acts={"update": writes},
    filters={"code": equals(JobFamily.code), "updated_since": since(JobFamily.updated_at)},
    sorts={"code": JobFamily.code, "name": JobFamily.name, "created_at": JobFamily.created_at},
)

family = select(JobFamily.id, JobFamily.code, JobFamily.name).where(JobFamily.id == JobProfile.job_family_id)

job_profiles = Resource(
    schemas.JobProfile,
    JobProfile,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={WRITER: writes},
    derived={"job_family": one_of(family.correlate(JobProfile))},
    filters={
        "code": equals(JobProfile.code),
        "status": among(JobProfile.status),
        "job_family_id": equals(JobProfile.job_family_id),
        "updated_since": since(JobProfile.updated_at),
    },
    sorts={"code": JobProfile.code, "name": JobProfile.name, "created_at": JobProfile.created_at},
)

job_levels = Resource(
    schemas.JobLevel,
    JobLevel,
    visible=everyone,
    acts={"update": writes},
    filters={"code": equals(JobLevel.code), "updated_since": since(JobLevel.updated_at)},
    sorts={"rank": JobLevel.rank, "code": JobLevel.code, "name": JobLevel.name},
)


def job_profile_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's job profile, or null."""
    reference = select(JobProfile.id, JobProfile.code, JobProfile.name).where(JobProfile.id == record.job_profile_id)
    return one_of(reference.correlate(record))


def job_level_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's job level, or null."""
    reference = select(JobLevel.id, JobLevel.code, JobLevel.name, JobLevel.rank)
    return one_of(reference.where(JobLevel.id == record.job_level_id).correlate(record))
