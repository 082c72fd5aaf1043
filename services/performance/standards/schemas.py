from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.job_profiles.schemas import JobProfileRef
from services.performance.people.schemas import OrgUnitRef, PersonRef
from services.performance.standards.rules.states import (
    Aggregation,
    Direction,
    MeasureKind,
    StandardPeriod,
    StandardStatus,
    TargetSubject,
)
from shared.pages import PageQuery
from shared.schemas import Code, Day, Input, Instant, Line, Measure, Output, Prose

Unit = Annotated[Line, Field(description="What a value is in.", examples=["units an hour"])]


class StandardCreate(Input):
    code: Code
    name: Line
    description: Prose = ""
    unit: Unit
    measure: MeasureKind
    direction: Direction
    aggregation: Aggregation = Aggregation.SUM_OVER_SUM
    period: StandardPeriod


class StandardPatch(Input):
    """Send only what changes. All else stays, because what was measured is in its terms."""

    name: Line | MISSING = MISSING
    description: Prose | MISSING = MISSING


class StandardQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    code: Code | SkipJsonSchema[None] = None
    status: Annotated[list[StandardStatus], Field(max_length=2)] = []
    updated_since: Instant | SkipJsonSchema[None] = None


class StandardRef(Output):
    id: UUID
    code: str
    name: str
    unit: str


class Standard(Output):
    """A productivity standard."""

    id: UUID
    code: str
    name: str
    description: str
    unit: str
    measure: MeasureKind
    direction: Direction
    aggregation: Aggregation
    period: StandardPeriod
    status: StandardStatus
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class TargetSet(Input):
    """For one person, job profile or unit, from a day on."""

    person_id: UUID | None = None
    job_profile_id: UUID | None = None
    org_unit_id: UUID | None = None
    effective_from: Day | None = Field(default=None, description="Today if null; the first may lie in the past.")
    threshold: Measure | None = Field(default=None, description="The least that is acceptable.")
    target: Measure
    stretch: Measure | None = None
    lower_limit: Measure | None = Field(default=None, description="Required where the standard is a range.")
    upper_limit: Measure | None = Field(default=None, description="Required where the standard is a range.")


class TargetQuery(PageQuery):
    sort: Literal["effective_from.desc", "effective_from.asc"] = "effective_from.desc"
    person_id: UUID | SkipJsonSchema[None] = None
    job_profile_id: UUID | SkipJsonSchema[None] = None
    org_unit_id: UUID | SkipJsonSchema[None] = None


class StandardTarget(Output):
    """In force from its day until the subject's next one."""

    id: UUID
    standard_id: UUID
    person: PersonRef | None
    job_profile: JobProfileRef | None
    org_unit: OrgUnitRef | None
    effective_from: date
    threshold: float | None
    target: float
    stretch: float | None
    lower_limit: float | None
    upper_limit: float | None
    created_at: datetime
    updated_at: datetime
    version: int


class ApplicableQuery(Input):
    """For a person or a unit."""

    person_id: UUID | SkipJsonSchema[None] = None
    org_unit_id: UUID | SkipJsonSchema[None] = None
    on: Day | SkipJsonSchema[None] = Field(default=None, description="Today if absent.")


class ConsideredTarget(Output):
    """Somebody whose target could apply: the first that has one in force wins."""

    applies_to: TargetSubject
    id: UUID
    name: str
    target_id: UUID | None = Field(description="The target in force that day; null where there is none.")
    taken: bool


class ApplicableTarget(Output):
    on: date
    target: StandardTarget | None = Field(description="Null where nobody considered has one in force.")
    considered: list[ConsideredTarget] = Field(
        description="Own before job profile before unit, the nearest unit first, as the person stood that day."
    )
