from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import MISSING, AfterValidator, Field, ValidationInfo, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from services.performance.job_profiles.schemas import JobLevelRef, JobProfileRef
from services.performance.people.rules.employment import PersonStatus
from shared.pages import ListQuery, PageQuery
from shared.schemas import Code, Day, Email, Input, Instant, Line, Measure, Output, TransitionRequest

TIME_ZONES = available_timezones()


def _known_zone(name: str) -> str:
    if name not in TIME_ZONES:
        raise PydanticCustomError("time_zone", "must be a time zone such as Europe/Madrid")
    return name


TimeZone = Annotated[str, Field(max_length=60, examples=["Europe/Madrid"]), AfterValidator(_known_zone)]
Locale = Annotated[str, Field(max_length=35, pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$", examples=["es-ES"])]
EmployeeNumber = Annotated[Line, Field(max_length=60, examples=["00042"])]
Fte = Annotated[Measure, Field(gt=0, le=1, decimal_places=3, description="Share of full time; 1 is all of it.")]


class AssignmentCreate(Input):
    """In force from `effective_from` until the person's next assignment."""

    effective_from: Day
    manager_id: UUID | None = None
    org_unit_id: UUID | None = None
    job_profile_id: UUID | None = None
    job_level_id: UUID | None = None
    job_title: Line | None = None
    location: Line | None = None
    fte: Fte = Decimal(1)
    change_reason: Line | None = None
    source: Code = Field(default="api", description="The system that says so.")


class PersonCreate(Input):
    display_name: Line
    work_email: Email | None = Field(default=None, description="Not everybody has one.")
    employee_number: EmployeeNumber | None = None
    time_zone: TimeZone = "UTC"
    locale: Locale | None = None
    hired_on: Day | None = None
    assignment: AssignmentCreate | None = Field(default=None, description="An empty one from hired_on, else today.")


class PersonPatch(Input):
    """Send only what changes; null clears."""

    display_name: Line | MISSING = MISSING
    work_email: Email | None | MISSING = MISSING
    employee_number: EmployeeNumber | None | MISSING = MISSING
    time_zone: TimeZone | MISSING = MISSING
    locale: Locale | None | MISSING = MISSING
    hired_on: Day | None | MISSING = MISSING


class PeopleFilters(ListQuery):
    sort: Literal["display_name.asc", "display_name.desc", "created_at.asc", "updated_at.desc"] = "display_name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Assignments as of this day; today if absent.")
    search: Line | SkipJsonSchema[None] = Field(default=None, description="Names that begin so, in any case.")
    manager_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those this person leads directly.")
    org_unit_id: UUID | SkipJsonSchema[None] = None
    include_subunits: bool = Field(default=False, description="With org_unit_id: those of the units below it too.")
    active: bool | SkipJsonSchema[None] = Field(default=None, description="Employed on the day asked for.")
    status: Annotated[list[PersonStatus], Field(max_length=2)] = []
    work_email: Email | SkipJsonSchema[None] = None
    employee_number: EmployeeNumber | SkipJsonSchema[None] = None
    source: Code | SkipJsonSchema[None] = Field(default=None, description="Those that this other system knows.")
    external_id: Line | SkipJsonSchema[None] = Field(default=None, description="With source: the one it calls so.")
    updated_since: Instant | SkipJsonSchema[None] = None

    @field_validator("external_id", "include_subunits")
    @classmethod
    def _beside(cls, value: Any, known: ValidationInfo) -> Any:
        """Each says something of a filter that was read before it."""
        other = {"external_id": "source", "include_subunits": "org_unit_id"}[str(known.field_name)]
        if value and known.data.get(other) is None:
            raise PydanticCustomError("needs_another", "needs {other} beside it", {"other": other})
        return value

    @property
    def filters(self) -> dict[str, Any]:
        given = super().filters
        if given.pop("include_subunits"):
            given["within_org_unit_id"] = given.pop("org_unit_id")
        return given


class PeopleQuery(PeopleFilters, PageQuery):
    pass


class ReportDepth(StrEnum):
    DIRECT = "direct"
    ALL = "all"


class ReportsQuery(PageQuery):
    sort: Literal["display_name.asc", "display_name.desc"] = "display_name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="As of this day; today if absent.")
    depth: ReportDepth = Field(default=ReportDepth.DIRECT, description="Only those led directly, or all below.")

    @property
    def filters(self) -> dict[str, Any]:
        return {}


class LinkCreate(Input):
    source: Code = Field(description="The other system.")
    external_id: Line = Field(description="What it calls this person.")


class PersonTransition(TransitionRequest):
    """`terminate` and `rehire` take a day, which may be to come: then nothing changes before."""

    action: Annotated[str, Field(min_length=1, max_length=60, examples=["terminate"])]
    on: Day | None = Field(
        default=None, description="The last day of work, or the first after a return; today if null."
    )


class PersonRef(Output):
    id: UUID
    display_name: str


class OrgUnitRef(Output):
    id: UUID
    code: str
    name: str


class Link(Output):
    id: UUID
    source: str
    external_id: str


class Assignment(Output):
    id: UUID
    effective_from: date
    manager: PersonRef | None
    org_unit: OrgUnitRef | None = Field(description="As the unit is called on the day asked for.")
    job_profile: JobProfileRef | None
    job_level: JobLevelRef | None
    job_title: str | None
    location: str | None
    fte: float
    change_reason: str | None
    source: str
    ends_employment: bool = Field(description="From this day on the person works here no more.")


class Assignments(Output):
    items: list[Assignment]


class Superior(Output):
    id: UUID
    display_name: str
    active: bool = Field(description="Employed on the day asked for.")
    depth: int = Field(description="1 is the direct manager.")


class Chain(Output):
    """From the direct manager up to the top."""

    items: list[Superior]


class Report(Output):
    id: UUID
    display_name: str
    work_email: str | None
    employee_number: str | None
    depth: int = Field(description="1 is led directly.")
    assignment: Assignment = Field(description="In force on the day asked for.")


class Person(Output):
    id: UUID
    display_name: str
    work_email: str | None
    employee_number: str | None
    time_zone: str
    locale: str | None
    status: PersonStatus
    active: bool = Field(description="Employed on the day asked for.")
    on_leave: bool = Field(description="Away today, whatever day is asked for.")
    hired_on: date | None
    ended_on: date | None = Field(description="The last day of work.")
    manager_inactive: bool = Field(description="The manager does not work here any more: somebody else has to lead.")
    links: list[Link] = Field(description="Who this person is in other systems.")
    assignment: Assignment | None = Field(description="In force on the day asked for; null when not employed.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
