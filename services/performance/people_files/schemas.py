from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, SkipValidation, Strict, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from services.performance.people.schemas import PeopleFilters
from services.performance.people_files.rules.plan import RowOutcome
from services.performance.people_files.rules.rows import COLUMNS, MAX_ROWS, PersonRow
from services.performance.people_files.rules.spreadsheet import MAX_COLUMNS
from services.performance.people_files.rules.wishes import ImportMode
from shared.pages import PageQuery, SheetQuery
from shared.schemas import Code, Input, Line, Output, ProblemError

MOST_TERMINATIONS = "In a full import, refuse all if more of those who work here would leave for being in no row."
THEIR_COLUMNS = "From the source's column to ours; others are not read. Null where the source uses our names."
SENTINELS = "By our column, the words with which the source says nothing."
BY_EMAIL = "A row whose external id is new here is about the person who has its e-mail, unless the source knows them."


def _an_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "must be an object")
    return value


LooseRow = Annotated[SkipValidation[PersonRow], BeforeValidator(_an_object)]
"""Shown as what it should be, and read row by row, so that a wrong one falls alone."""


class PeopleImportCreate(Input):
    source: Code = Field(description="The system whose ids `external_id` holds.", examples=["workday"])
    mode: ImportMode = Field(default=ImportMode.DELTA, description="In a `full` import, who is in no row has left.")
    max_terminations_percent: Annotated[int, Strict(), Field(ge=0, le=100, description=MOST_TERMINATIONS)] = 10
    link_by_email: Annotated[bool, Strict(), Field(description=BY_EMAIL)] = False
    rows: Annotated[list[LooseRow], Field(max_length=MAX_ROWS)]


def _a_column(name: str) -> str:
    if name not in COLUMNS:
        raise PydanticCustomError("unknown_column", "must be a column of ours")
    return name


Column = Annotated[str, AfterValidator(_a_column), WithJsonSchema({"type": "string", "enum": list(COLUMNS)})]
Columns = Annotated[dict[Line, Column], Field(max_length=MAX_COLUMNS, description=THEIR_COLUMNS)]
Sentinels = Annotated[
    dict[Column, Annotated[list[Line], Field(max_length=20)]],
    Field(max_length=len(COLUMNS), description=SENTINELS, examples=[{"manager_external_id": ["NO_MANAGER"]}]),
]


class ImportMappingCreate(Input):
    name: Line
    source: Code = Field(description="The system that writes such files.")
    columns: Columns | None = None
    sentinels: Sentinels = {}


class ImportMappingPatch(Input):
    """Send only what changes."""

    name: Line | MISSING = MISSING
    source: Code | MISSING = MISSING
    columns: Columns | None | MISSING = MISSING
    sentinels: Sentinels | MISSING = MISSING


class ImportMappingQuery(PageQuery):
    sort: Literal["name.asc", "name.desc"] = "name.asc"
    source: Code | SkipJsonSchema[None] = None


class ImportMapping(Output):
    """How a source calls our columns: read an import with `?mapping=` and its id or name."""

    id: UUID
    name: str
    source: str
    columns: dict[str, str] | None
    sentinels: dict[str, list[str]]
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class ImportQuery(Input):
    mapping: Line | SkipJsonSchema[None] = Field(default=None, description="Id or name of an import mapping.")
    dry_run: bool = Field(default=False, description="Say what would happen and do nothing.")
    source: Code | SkipJsonSchema[None] = Field(
        default=None, description="Of a file: the system whose ids `external_id` holds; `csv` if absent."
    )
    mode: ImportMode | SkipJsonSchema[None] = Field(default=None, description="Of a file; `delta` if absent.")
    max_terminations_percent: Annotated[int, Field(ge=0, le=100)] | SkipJsonSchema[None] = Field(
        default=None, description="Of a file; 10 if absent."
    )
    link_by_email: bool | SkipJsonSchema[None] = Field(default=None, description="Of a file; false if absent.")


class PeopleSheetQuery(PeopleFilters, SheetQuery):
    """With `source`, people are called as that system calls them, and only those it knows are there."""


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


class PeopleImport(Output):
    """An import of more than 5,000 rows, which a job does; it is forgotten after 30 days."""

    id: UUID
    source: str
    mode: ImportMode
    max_terminations_percent: int
    link_by_email: bool
    dry_run: bool
    applied: bool
    row_count: int
    summary: ImportSummary | None = Field(description="Null until it is done.")
    results_url: str | None = Field(description="What became of each row, once it is done.")
    created_at: datetime
    finished_at: datetime | None
    version: int


class ImportResultQuery(PageQuery):
    sort: Literal["place.asc"] = "place.asc"
    outcome: Annotated[list[RowOutcome], Field(max_length=6)] = []
