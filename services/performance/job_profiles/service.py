from uuid import UUID

from services.performance.job_profiles import schemas
from services.performance.job_profiles.models import JobFamily, JobLevel, JobProfile
from services.performance.job_profiles.queries import job_families, job_levels, job_profiles
from shared.answers import Document
from shared.schemas import TransitionRequest
from shared.work import Work


async def create_family(work: Work, data: schemas.JobFamilyCreate) -> Document[schemas.JobFamily]:
    family = work.add(JobFamily(**data.model_dump()))
    work.note("job_family.created", family)
    return await job_families.show(work, family.id)


async def patch_family(work: Work, id: UUID, data: schemas.JobFamilyPatch) -> Document[schemas.JobFamily]:
    family = await job_families.load(work, id, "update")
    if work.change(family, data.model_dump()):
        work.note("job_family.updated", family)
    return await job_families.show(work, id)


async def create_profile(work: Work, data: schemas.JobProfileCreate) -> Document[schemas.JobProfile]:
    profile = work.add(JobProfile(**data.model_dump()))
    work.note("job_profile.created", profile)
    return await job_profiles.show(work, profile.id)


async def patch_profile(work: Work, id: UUID, data: schemas.JobProfilePatch) -> Document[schemas.JobProfile]:
    profile = await job_profiles.load(work, id, "update")
    if work.change(profile, data.model_dump()):
        work.note("job_profile.updated", profile)
    return await job_profiles.show(work, id)


async def transition_profile(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.JobProfile]:
    profile = await job_profiles.advance(work, id, data.action, data.reason)
    work.note(f"job_profile.{data.action}", profile, reason=data.reason)
    return await job_profiles.show(work, id)


async def create_level(work: Work, data: schemas.JobLevelCreate) -> Document[schemas.JobLevel]:
    level = work.add(JobLevel(**data.model_dump()))
    work.note("job_level.created", level)
    return await job_levels.show(work, level.id)


async def patch_level(work: Work, id: UUID, data: schemas.JobLevelPatch) -> Document[schemas.JobLevel]:
    level = await job_levels.load(work, id, "update")
    if work.change(level, data.model_dump()):
        work.note("job_level.updated", level)
    return await job_levels.show(work, id)
