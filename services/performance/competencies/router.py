from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from pydantic.json_schema import SkipJsonSchema

from services.performance.competencies import schemas, service
from services.performance.competencies.queries import competencies, expectations, versions
from services.performance.competencies.rules import (
    HIGHEST,
    LOWEST,
    DraftExists,
    ExpectationHasBegun,
    NothingExpected,
    NotPublished,
)
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import Day, TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/competencies", "Competencies")
versions_router = Router("/competency-versions", "Competencies")
expectations_router = Router("/competency-expectations", "Competencies")
of_jobs = Router("/job-profiles", "Competencies")
of_people = Router("/people", "Competencies")
proficiency = Router("/proficiency-levels", "Competencies")
Reader = Annotated[Reading, allow("competencies:read")]
Writer = Annotated[Work, allow("competencies:write")]
AsOf = Annotated[Day | SkipJsonSchema[None], Query(description="Today if absent.")]
ProficiencyValue = Annotated[int, Path(ge=LOWEST, le=HIGHEST)]


@router.get("")
async def list_competencies(
    work: Reader, query: Annotated[schemas.CompetencyQuery, Query()]
) -> Page[schemas.Competency]:
    """The competencies, by code."""
    return await competencies.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_competency(work: Writer, data: schemas.CompetencyCreate) -> Document[schemas.Competency]:
    """Add a competency, with its first version as a draft."""
    return await service.create(work, data)


@router.get("/{competency_id}")
async def get_competency(work: Reader, competency_id: UUID) -> Document[schemas.Competency]:
    """One competency, with the version that is published and the one that is being written."""
    return await competencies.show(work, competency_id)


@router.patch("/{competency_id}", responses=problems(AlreadyExists))
async def patch_competency(
    work: Writer, competency_id: UUID, data: schemas.CompetencyPatch
) -> Document[schemas.Competency]:
    """Change the code or category of a competency."""
    return await service.patch(work, competency_id, data)


@versions_router.get("")
async def list_competency_versions(
    work: Reader, query: Annotated[schemas.CompetencyVersionQuery, Query()]
) -> Page[schemas.CompetencyVersion]:
    """The versions of competencies, of which none is ever lost; the highest number first."""
    return await versions.page(work, query)


@versions_router.post("", status_code=201, responses=problems(DraftExists, ReferenceNotFound))
async def draft_competency_version(
    work: Writer, data: schemas.CompetencyVersionCreate
) -> Document[schemas.CompetencyVersion]:
    """Begin a competency's next version."""
    return await service.draft(work, data)


@versions_router.get("/{competency_version_id}")
async def get_competency_version(work: Reader, competency_version_id: UUID) -> Document[schemas.CompetencyVersion]:
    """One version of a competency."""
    return await versions.show(work, competency_version_id)


@versions_router.patch("/{competency_version_id}", responses=problems(TransitionNotAllowed))
async def patch_competency_version(
    work: Writer, competency_version_id: UUID, data: schemas.CompetencyVersionPatch
) -> Document[schemas.CompetencyVersion]:
    """Change a draft; what was published never changes."""
    return await service.patch_draft(work, competency_version_id, data)


@versions_router.get("/{competency_version_id}/transitions")
async def list_competency_version_transitions(work: Reader, competency_version_id: UUID) -> Transitions:
    """Whether a version may be published or retired now, and what is missing."""
    return Transitions.model_validate({"items": await versions.transitions(work, competency_version_id)})


@versions_router.post(
    "/{competency_version_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden)
)
async def transition_competency_version(
    work: Writer, competency_version_id: UUID, data: TransitionRequest
) -> Document[schemas.CompetencyVersion]:
    """Publish a draft, which retires the version before it, or retire what nobody expects; send If-Match."""
    return await service.transition(work, competency_version_id, data)


@expectations_router.get("")
async def list_competency_expectations(
    work: Reader, query: Annotated[schemas.CompetencyExpectationQuery, Query()]
) -> Page[schemas.CompetencyExpectation]:
    """All that was, is and will be expected, the latest first."""
    return await expectations.page(work, query)


@expectations_router.post(
    "", status_code=201, responses=problems(ExpectationHasBegun, NotPublished, NothingExpected, ReferenceNotFound)
)
async def set_competency_expectation(
    work: Writer, data: schemas.CompetencyExpectationSet
) -> Document[schemas.CompetencyExpectation]:
    """Say what a level, or a profile on it, expects from a day on; a second for the same day corrects one not begun."""
    return await service.expect(work, data)


@expectations_router.get("/{competency_expectation_id}")
async def get_competency_expectation(
    work: Reader, competency_expectation_id: UUID
) -> Document[schemas.CompetencyExpectation]:
    """One expectation."""
    return await expectations.show(work, competency_expectation_id)


@of_jobs.get("/{job_profile_id}/competency-expectations")
async def get_competencies_expected_of_job(
    work: Reader, job_profile_id: UUID, query: Annotated[schemas.ExpectedCompetenciesQuery, Query()]
) -> Document[schemas.ExpectedCompetencies]:
    """What a job profile expects on a level on a day."""
    return await service.expected_of_job(work, job_profile_id, query)


@of_people.get("/{person_id}/competency-expectations")
async def get_competencies_expected_of_person(
    work: Reader, person_id: UUID, as_of: AsOf = None
) -> Document[schemas.ExpectedCompetencies]:
    """What is expected of a person on a day, by the job profile and level in which they work on it."""
    return await service.expected_of_person(work, person_id, as_of or work.today)


@proficiency.get("")
async def list_proficiency_levels(work: Reader) -> schemas.ProficiencyLevels:
    """The five levels of proficiency, lowest first, as this organisation calls them."""
    return await service.proficiency_levels(work)


@proficiency.patch("/{value}")
async def name_proficiency_level(
    work: Writer, value: ProficiencyValue, data: schemas.ProficiencyLevelPatch
) -> schemas.ProficiencyLevels:
    """Call a level of proficiency something else; the answer is all five."""
    return await service.name_proficiency(work, value, data)
