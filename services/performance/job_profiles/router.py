from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.job_profiles import schemas, service
from services.performance.job_profiles.queries import job_families, job_levels, job_profiles
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

families = Router("/job-families", "JobProfiles")
router = Router("/job-profiles", "JobProfiles")
levels = Router("/job-levels", "JobProfiles")
Reader = Annotated[Reading, allow("job_profiles:read")]
Writer = Annotated[Work, allow("job_profiles:write")]


@families.get("")
async def list_job_families(work: Reader, query: Annotated[schemas.JobFamilyQuery, Query()]) -> Page[schemas.JobFamily]:
    """The families of jobs, by code."""
    return await job_families.page(work, query)


@families.post("", status_code=201, responses=problems(AlreadyExists))
async def create_job_family(work: Writer, data: schemas.JobFamilyCreate) -> Document[schemas.JobFamily]:
    """Add a family of jobs."""
    return await service.create_family(work, data)


@families.get("/{job_family_id}")
async def get_job_family(work: Reader, job_family_id: UUID) -> Document[schemas.JobFamily]:
    """One family of jobs."""
    return await job_families.show(work, job_family_id)


@families.patch("/{job_family_id}", responses=problems(AlreadyExists))
async def patch_job_family(
    work: Writer, job_family_id: UUID, data: schemas.JobFamilyPatch
) -> Document[schemas.JobFamily]:
    """Change the code or name of a family."""
    return await service.patch_family(work, job_family_id, data)


@router.get("")
async def list_job_profiles(
    work: Reader, query: Annotated[schemas.JobProfileQuery, Query()]
) -> Page[schemas.JobProfile]:
    """The job profiles, retired ones too unless `status=active`, by code."""
    return await job_profiles.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists, ReferenceNotFound))
async def create_job_profile(work: Writer, data: schemas.JobProfileCreate) -> Document[schemas.JobProfile]:
    """Add a job profile."""
    return await service.create_profile(work, data)


@router.get("/{job_profile_id}")
async def get_job_profile(work: Reader, job_profile_id: UUID) -> Document[schemas.JobProfile]:
    """One job profile."""
    return await job_profiles.show(work, job_profile_id)


@router.patch("/{job_profile_id}", responses=problems(AlreadyExists, ReferenceNotFound, TransitionNotAllowed))
async def patch_job_profile(
    work: Writer, job_profile_id: UUID, data: schemas.JobProfilePatch
) -> Document[schemas.JobProfile]:
    """Change a job profile that is not retired."""
    return await service.patch_profile(work, job_profile_id, data)


@router.get("/{job_profile_id}/transitions")
async def list_job_profile_transitions(work: Reader, job_profile_id: UUID) -> Transitions:
    """Whether a job profile may be retired or reinstated now, and what is missing."""
    return Transitions.model_validate({"items": await job_profiles.transitions(work, job_profile_id)})


@router.post("/{job_profile_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_job_profile(
    work: Writer, job_profile_id: UUID, data: TransitionRequest
) -> Document[schemas.JobProfile]:
    """Retire a job profile, or reinstate it; send If-Match."""
    return await service.transition_profile(work, job_profile_id, data)


@levels.get("")
async def list_job_levels(work: Reader, query: Annotated[schemas.JobLevelQuery, Query()]) -> Page[schemas.JobLevel]:
    """The levels, lowest rank first."""
    return await job_levels.page(work, query)


@levels.post("", status_code=201, responses=problems(AlreadyExists))
async def create_job_level(work: Writer, data: schemas.JobLevelCreate) -> Document[schemas.JobLevel]:
    """Add a level."""
    return await service.create_level(work, data)


@levels.get("/{job_level_id}")
async def get_job_level(work: Reader, job_level_id: UUID) -> Document[schemas.JobLevel]:
    """One level."""
    return await job_levels.show(work, job_level_id)


@levels.patch("/{job_level_id}", responses=problems(AlreadyExists))
async def patch_job_level(work: Writer, job_level_id: UUID, data: schemas.JobLevelPatch) -> Document[schemas.JobLevel]:
    """Change the code, name or rank of a level."""
    return await service.patch_level(work, job_level_id, data)
