from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.rules.plan import RowOutcome
from shared.pages import PageQuery
from shared.schemas import Code, Day, Email, Input, Instant, Line, Output, ProblemError


class OrgUnitCreate(Input):
    code: Code
    name: Line


class OrgUnitQuery(PageQuery):
    sort: Literal["name.asc", "code.asc"] = "name.asc"


class OrgUnit(Output):
    id: UUID
    code: str
    name: str
    created_at: datetime
    version: int


class AssignmentCreate(Input):
    """In force from `effective_from` until the person's next assignment."""

    effective_from: Day
    manager_id: UUID | None = None
    org_unit_id: UUID | None = None
    job_title: Line | None = None


class PersonCreate(Input):
    display_name: Line
    work_email: Email
    hired_on: Day | None = None
    assignment: AssignmentCreate | None = None


class PersonPatch(Input):
    """Send only what changes; null clears."""

    display_name: Line | MISSING = MISSING
    work_email: Email | MISSING = MISSING
    hired_on: Day | None | MISSING = MISSING


class PeopleQuery(PageQuery):
    sort: Literal["display_name.asc", "display_name.desc", "created_at.asc", "updated_at.desc"] = "display_name.asc"
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Assignments as of this day; today if absent.")
    manager_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those this person leads directly.")
    org_unit_id: UUID | SkipJsonSchema[None] = None
    active: bool | SkipJsonSchema[None] = None
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
    effective_from: date
    job_title: str | None
    manager: PersonRef | None
    org_unit: OrgUnitRef | None


class Assignments(Output):
    items: list[Assignment]


class Person(Output):
    id: UUID
    display_name: str
    work_email: str
    active: bool
    hired_on: date | None
    ended_on: date | None
    links: list[Link] = Field(description="Who this person is in other systems.")
    assignment: Assignment | None = Field(description="The one in force on the day asked for.")
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
