from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import MISSING, AfterValidator, Field
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from services.performance.job_profiles.schemas import JobLevelRef, JobProfileRef
from services.performance.people.rules.employment import PersonStatus
from services.performance.people.rules.plan import RowOutcome
from shared.pages import PageQuery
from shared.schemas import Code, Day, Email, Input, Instant, Line, Measure, Output, ProblemError

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


class PeopleQuery(PageQuery):
    sort: Literal["display_name.asc", "display_name.desc", "created_at.asc", "updated_at.desc"] = "display_name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Assignments as of this day; today if absent.")
    manager_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those this person leads directly.")
    org_unit_id: UUID | SkipJsonSchema[None] = None
    active: bool | SkipJsonSchema[None] = Field(default=None, description="Employed on the day asked for.")
    status: Annotated[list[PersonStatus], Field(max_length=2)] = []
    work_email: Email | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class PersonRef(Output):
    id: UUID
    display_name: str


class OrgUnitRef(Output):
    id: UUID
    code: str
    name: str


class Link(Output):
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


class Person(Output):
    id: UUID
    display_name: str
    work_email: str | None
    employee_number: str | None
    time_zone: str
    locale: str | None
    status: PersonStatus
    active: bool = Field(description="Employed on the day asked for.")
    hired_on: date | None
    ended_on: date | None = Field(description="The last day of work.")
    links: list[Link] = Field(description="Who this person is in other systems.")
    assignment: Assignment | None = Field(description="In force on the day asked for; null when not employed.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class ImportQuery(Input):
    dry_run: bool = Field(default=False, description="Say what would happen and do nothing.")
    source: Code = Field(default="csv", description="The system whose ids `external_id` holds.")


class FieldChange(Output):
    from_: str | None = Field(alias="from")
    to: str | None


class RowProblem(Output):
    code: str
    detail: str
    errors: list[ProblemError]
    path: list[str] = Field(description="The circle of a reporting_cycle as external ids; else empty.")


class ImportResult(Output):
    index: int = Field(description="Place among the file's rows, without the header and blank lines.")
    external_id: str | None
    outcome: RowOutcome
    changes: dict[str, FieldChange] = Field(description="By column; the manager by external id.")
    problem: RowProblem | None


class ImportSummary(Output):
    created: int
    updated: int
    unchanged: int
    terminated: int
    rehired: int
    failed: int


class ImportReport(Output):
    dry_run: bool
    applied: bool
    summary: ImportSummary
    results: list[ImportResult]
