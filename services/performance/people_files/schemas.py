from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, SkipValidation, Strict
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from services.performance.people_files.rules.plan import RowOutcome
from services.performance.people_files.rules.rows import MAX_ROWS, PersonRow
from services.performance.people_files.rules.wishes import ImportMode
from shared.schemas import Code, Input, Output, ProblemError

MOST_TERMINATIONS = "In a full import, refuse all if more of those who work here would leave for being in no row."
BY_EMAIL = "A row whose external id is new here is about the person who has its e-mail, unless the source knows them."


def _an_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "must be an object")
    return value


LooseRow = Annotated[SkipValidation[PersonRow], BeforeValidator(_an_object)]
"""Shown as what it should be, and read row by row, so that a wrong one falls alone."""


class PeopleImport(Input):
    source: Code = Field(description="The system whose ids `external_id` holds.", examples=["workday"])
    mode: ImportMode = Field(default=ImportMode.DELTA, description="In a `full` import, who is in no row has left.")
    max_terminations_percent: Annotated[int, Strict(), Field(ge=0, le=100, description=MOST_TERMINATIONS)] = 10
    link_by_email: Annotated[bool, Strict(), Field(description=BY_EMAIL)] = False
    rows: Annotated[list[LooseRow], Field(max_length=MAX_ROWS)]


class ImportQuery(Input):
    dry_run: bool = Field(default=False, description="Say what would happen and do nothing.")
    source: Code | SkipJsonSchema[None] = Field(
        default=None, description="Of a file: the system whose ids `external_id` holds; `csv` if absent."
    )
    mode: ImportMode | SkipJsonSchema[None] = Field(default=None, description="Of a file; `delta` if absent.")
    max_terminations_percent: Annotated[int, Field(ge=0, le=100)] | SkipJsonSchema[None] = Field(
        default=None, description="Of a file; 10 if absent."
    )
    link_by_email: bool | SkipJsonSchema[None] = Field(default=None, description="Of a file; false if absent.")


class FieldChange(Output):
    from_: str | None = Field(alias="from")
    to: str | None


class RowProblem(Output):
    code: str
    detail: str
    errors: list[ProblemError]
    path: list[str] = Field(description="The circle of a reporting_cycle as external ids; else empty.")
    person_id: UUID | None = Field(description="Who has an e-mail or number that is taken; else null.")


class ImportResult(Output):
    index: int | None = Field(description="Place among the rows; null of somebody who is in no row of a full import.")
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
