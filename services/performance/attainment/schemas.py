from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.attainment.rules.formulas import AttainmentZone
from services.performance.attainment.rules.report import Basis
from services.performance.people.schemas import OrgUnitRef, PersonRef
from services.performance.standards.rules.states import (
    Aggregation,
    Direction,
    MeasureKind,
    StandardPeriod,
    TargetSubject,
)
from shared.pages import CURSOR_LENGTH, PageQuery
from shared.schemas import Day, Input, Output


class AttainmentQuery(Input):
    """For a person, a unit, or each person of a unit."""

    person_id: UUID | SkipJsonSchema[None] = None
    org_unit_id: UUID | SkipJsonSchema[None] = None
    include_subunits: bool = Field(default=False, description="And of all units below, as they stand on `as_of`.")
    from_: Day | SkipJsonSchema[None] = Field(default=None, alias="from", description="Twelve periods back if absent.")
    to: Day | SkipJsonSchema[None] = Field(default=None, description="`as_of` if absent.")
    period: StandardPeriod | SkipJsonSchema[None] = Field(default=None, description="The standard's own if absent.")
    as_of: Day | SkipJsonSchema[None] = Field(
        default=None, description="As it was known at the end of this day; today if absent."
    )
    group_by: Literal["person"] | SkipJsonSchema[None] = Field(default=None, description="Each person of the unit.")
    limit: Annotated[int, Field(ge=1, le=200)] = Field(default=50, description="How many people at once.")
    cursor: Annotated[str, Field(max_length=CURSOR_LENGTH)] | SkipJsonSchema[None] = None


class MeasuredStandard(Output):
    id: UUID
    code: str
    name: str
    unit: str
    measure: MeasureKind
    direction: Direction
    aggregation: Aggregation
    period: StandardPeriod


class AppliedTarget(Output):
    """The marks are those of one person or unit in one period of the standard."""

    id: UUID
    applies_to: TargetSubject
    applies_to_id: UUID
    effective_from: date
    threshold: float | None
    target: float
    stretch: float | None
    lower_limit: float | None
    upper_limit: float | None
    shares: int = Field(description="The value is held against so many times the marks: more than 1 only for counts.")


class PeriodAttainment(Output):
    starts_on: date
    ends_on: date
    basis: Basis | None
    n: int = Field(description="Measurements, of those you may see.")
    subjects: int = Field(description="People, or units, that were measured.")
    numerator: float | None
    denominator: float | None
    value: float | None = Field(description="By the standard's aggregation; null where nothing was measured.")
    target: AppliedTarget | None = Field(description="In force on the last day measured, else on the last day.")
    attainment: float | None = Field(description="1 is the target; with a threshold, 0 is the threshold.")
    efficiency: float | None = Field(description="Earned standard hours over hours worked, of efficiencies only.")
    zone: AttainmentZone | None


class SubjectAttainment(Output):
    person: PersonRef | None
    org_unit: OrgUnitRef | None
    periods: list[PeriodAttainment]


class Attainment(Output):
    """By whole periods; with `group_by=person` one item a person of the unit whom you may see, else one in all."""

    standard: MeasuredStandard
    period: StandardPeriod
    as_of: date
    items: list[SubjectAttainment]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next people; null on the last.")


class MembersQuery(PageQuery):
    sort: Literal["display_name.asc"] = "display_name.asc"
