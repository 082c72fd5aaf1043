from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.competencies.rules import HIGHEST, LOWEST, CompetencyStatus
from services.performance.job_profiles.schemas import JobLevelRef, JobProfileRef
from shared.pages import PageQuery
from shared.schemas import Code, Day, Input, Instant, Line, Output, Prose

Proficiency = Annotated[int, Strict(), Field(ge=LOWEST, le=HIGHEST)]
Behaviour = Annotated[Line, Field(examples=["Explains to others why a dimension matters"])]
Behaviours = Annotated[list[Behaviour], Field(max_length=20, description="What shows that somebody has it.")]


class CompetencyCreate(Input):
    """The texts are those of version 1, a draft."""

    code: Code
    category: Line | None = None
    name: Line
    description: Prose = ""


class CompetencyPatch(Input):
    """Send only what changes; null clears. Texts change by a new version."""

    code: Code | MISSING = MISSING
    category: Line | None | MISSING = MISSING


class CompetencyQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "created_at.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    category: Line | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class CompetencyVersionRef(Output):
    id: UUID
    number: int
    name: str
    description: str


class Competency(Output):
    id: UUID
    code: str
    category: str | None
    published: CompetencyVersionRef | None = Field(description="The version that can be expected of people now.")
    draft: CompetencyVersionRef | None = Field(description="The version that is being written.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class CompetencyVersionCreate(Input):
    competency_id: UUID
    name: Line
    description: Prose = ""


class CompetencyVersionPatch(Input):
    """Send only what changes."""

    name: Line | MISSING = MISSING
    description: Prose | MISSING = MISSING


class CompetencyVersionQuery(PageQuery):
    sort: Literal["number.desc", "number.asc", "created_at.desc"] = "number.desc"
    competency_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[CompetencyStatus], Field(max_length=3)] = []


class CompetencyRef(Output):
    id: UUID
    code: str
    category: str | None


class CompetencyVersion(Output):
    """`number` counts a competency's versions, `version` the changes of this record."""

    id: UUID
    competency: CompetencyRef
    number: int
    name: str
    description: str
    status: CompetencyStatus
    published_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class CompetencyExpectationSet(Input):
    """From a day on, until the next one for the same competency, level and profile."""

    competency_id: UUID
    job_profile_id: UUID | None = Field(default=None, description="Null: of everybody on this level.")
    job_level_id: UUID
    expected_proficiency: Proficiency | None = Field(description="Null ends what was expected until then.")
    behaviours: Behaviours = []
    effective_from: Day | None = Field(default=None, description="Today if null; the first may lie in the past.")


class CompetencyExpectationQuery(PageQuery):
    sort: Literal["effective_from.desc", "effective_from.asc"] = "effective_from.desc"
    competency_id: UUID | SkipJsonSchema[None] = None
    job_profile_id: UUID | SkipJsonSchema[None] = None
    job_level_id: UUID | SkipJsonSchema[None] = None


class CompetencyExpectation(Output):
    id: UUID
    competency: CompetencyRef
    competency_version: CompetencyVersionRef | None = Field(description="As it was published when this was set.")
    job_profile: JobProfileRef | None = Field(description="Null: expected of everybody on the level.")
    job_level: JobLevelRef
    expected_proficiency: int | None = Field(description="Null: nothing is expected from this day on.")
    proficiency_name: str | None
    behaviours: list[str]
    effective_from: date
    created_at: datetime
    updated_at: datetime
    version: int


class ExpectedCompetenciesQuery(Input):
    job_level_id: UUID
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Today if absent.")


class ExpectedCompetencies(Output):
    """What a job expects on a day: for each competency the profile's own word, else what its level says for all."""

    as_of: date
    job_profile: JobProfileRef | None
    job_level: JobLevelRef | None
    items: list[CompetencyExpectation]


class ProficiencyLevelPatch(Input):
    """Send only what changes."""

    name: Line | MISSING = MISSING
    description: Prose | MISSING = MISSING


class ProficiencyLevel(Output):
    value: int
    name: str
    description: str


class ProficiencyLevels(Output):
    items: list[ProficiencyLevel]
