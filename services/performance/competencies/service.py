from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.performance.competencies import rules, schemas
from services.performance.competencies.models import (
    Competency,
    CompetencyExpectation,
    CompetencyVersion,
    ProficiencyLevel,
)
from services.performance.competencies.queries import (
    COMPETENCY_OF,
    EXPECTED_OF_JOB,
    JOB_OF,
    LAST_NUMBER,
    PROFICIENCY_NAMES,
    SAME_JOB,
    VERSION_IN,
    competencies,
    expectations,
    versions,
)
from services.performance.job_profiles.queries import job_levels, job_profiles
from services.performance.people.queries.persons import people
from shared.answers import Document
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def create(work: Work, data: schemas.CompetencyCreate) -> Document[schemas.Competency]:
    competency = work.add(Competency(code=data.code, category=data.category))
    work.add(CompetencyVersion(competency_id=competency.id, number=1, name=data.name, description=data.description))
    work.note("competency.created", competency)
    return await competencies.show(work, competency.id)


async def patch(work: Work, id: UUID, data: schemas.CompetencyPatch) -> Document[schemas.Competency]:
    competency = await competencies.load(work, id, "update")
    if work.change(competency, data.model_dump()):
        work.note("competency.updated", competency)
    return await competencies.show(work, id)


async def draft(work: Work, data: schemas.CompetencyVersionCreate) -> Document[schemas.CompetencyVersion]:
    competency = await _hold(work, data.competency_id)
    if await work.value(VERSION_IN, competency_id=competency.id, status=rules.DRAFT):
        raise rules.DraftExists()
    number = await work.value(LAST_NUMBER, competency_id=competency.id) + 1
    version = work.add(CompetencyVersion(**data.model_dump(), number=number))
    work.touch(competency)
    work.note("competency_version.created", version, competency_id=competency.id, number=number)
    return await versions.show(work, version.id)


async def patch_draft(
    work: Work, id: UUID, data: schemas.CompetencyVersionPatch
) -> Document[schemas.CompetencyVersion]:
    version = await versions.load(work, id, "update")
    if work.change(version, data.model_dump()):
        work.note("competency_version.updated", version)
    return await versions.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.CompetencyVersion]:
    """The competency is held first, because what is expected of it decides whether it may be retired."""
    competency = await _hold_owner(work, id)
    version = await versions.advance(work, id, data.action, data.reason)
    if data.action == "publish":
        await _retire_published(work, version)
        work.change(version, {"published_at": work.now})
    work.touch(competency)
    work.note(f"competency_version.{data.action}", version, reason=data.reason)
    return await versions.show(work, id)


async def expect(work: Work, data: schemas.CompetencyExpectationSet) -> Document[schemas.CompetencyExpectation]:
    """The competency is held, so that of two words for the same job and day the second corrects the first."""
    rules.check_behaviours(data.expected_proficiency, data.behaviours)
    competency = await _hold(work, data.competency_id)
    job = {name: getattr(data, name) for name in ("competency_id", "job_profile_id", "job_level_id")}
    effective_from = data.effective_from or work.today
    known = {row["effective_from"]: row["id"] for row in await work.rows(SAME_JOB, **job)}
    rules.check_beginning(effective_from, work.today, [day for day in known if day <= work.today])
    said = {
        "competency_version_id": await _published(work, competency.id) if data.expected_proficiency else None,
        "expected_proficiency": data.expected_proficiency,
        "behaviours": data.behaviours,
    }
    if effective_from not in known:
        expectation = work.add(CompetencyExpectation(**job, **said, effective_from=effective_from))
        work.note("competency_expectation.set", expectation, **job)
    else:
        expectation = await work.lock(CompetencyExpectation, known[effective_from])
        if work.change(expectation, said):
            work.note("competency_expectation.corrected", expectation, **job)
    return await expectations.show(work, expectation.id)


async def expected_of_job(
    work: Reading, id: UUID, query: schemas.ExpectedCompetenciesQuery
) -> Document[schemas.ExpectedCompetencies]:
    await job_profiles.show(work, id)
    await job_levels.show(work, query.job_level_id)
    return await _expected(work, {"job_profile_id": id, "job_level_id": query.job_level_id}, query.as_of or work.today)


async def expected_of_person(work: Reading, id: UUID, as_of: date) -> Document[schemas.ExpectedCompetencies]:
    """Whoever has no level that day is not held to any."""
    await people.show(work, id)
    job = await work.row(JOB_OF, person_id=id, as_of=as_of)
    return await _expected(work, job or {"job_profile_id": None, "job_level_id": None}, as_of)


async def proficiency_levels(work: Reading) -> schemas.ProficiencyLevels:
    """The organisation's names, and ours where it has none."""
    own = {row["value"]: row for row in await work.rows(PROFICIENCY_NAMES)}
    named = [{"value": value, **said._asdict(), **own.get(value, {})} for value, said in rules.PROFICIENCY.items()]
    return schemas.ProficiencyLevels.model_validate({"items": named})


async def name_proficiency(work: Work, value: int, data: schemas.ProficiencyLevelPatch) -> schemas.ProficiencyLevels:
    level = await work.session.scalar(select(ProficiencyLevel).filter_by(value=value).with_for_update())
    level = level or work.add(ProficiencyLevel(value=value, **rules.PROFICIENCY[value]._asdict()))
    if work.change(level, data.model_dump()):
        work.note("proficiency_level.named", level, value=value)
    return await proficiency_levels(work)


async def _expected(work: Reading, job: Mapping[str, Any], as_of: date) -> Document[schemas.ExpectedCompetencies]:
    return Document((await work.value(EXPECTED_OF_JOB, **job, as_of=as_of)).encode())


async def _hold(work: Work, competency_id: UUID) -> Competency:
    """Its versions and expectations are rules over several rows, so it stands still."""
    try:
        return await work.lock(Competency, competency_id)
    except NotFound:
        wrong = FieldError("/competency_id", "not_found", "there is no such competency")
        raise ReferenceNotFound(errors=[wrong]) from None


async def _hold_owner(work: Work, version_id: UUID) -> Competency:
    competency_id: UUID | None = await work.value(COMPETENCY_OF, version_id=version_id)
    if competency_id is None:
        raise NotFound()
    return await work.lock(Competency, competency_id)


async def _published(work: Work, competency_id: UUID) -> UUID:
    version: UUID | None = await work.value(VERSION_IN, competency_id=competency_id, status=rules.PUBLISHED)
    if version is None:
        raise rules.NotPublished(errors=[FieldError("/competency_id", "not_published", "has no published version")])
    return version


async def _retire_published(work: Work, successor: CompetencyVersion) -> None:
    of_competency = {"competency_id": successor.competency_id, "status": rules.PUBLISHED}
    for previous in await work.session.scalars(select(CompetencyVersion).filter_by(**of_competency)):
        work.change(previous, {"status": rules.RETIRED})
        work.note("competency_version.retire", previous, reason=f"Version {successor.number} took its place.")
