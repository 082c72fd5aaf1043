from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Header, Query
from pydantic import WrapValidator
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.rules.lines import LineTooLong
from services.performance.people_files import schemas
from services.performance.people_files.queries.imports import imports as records
from services.performance.people_files.queries.mappings import mappings as import_mappings
from services.performance.people_files.rules.missing import TooManyTerminations
from services.performance.people_files.rules.rows import MappingInvalid, TooManyRows
from services.performance.people_files.service import imports, mappings
from services.performance.people_files.service.reports import export, list_results
from shared.admission import allow
from shared.answers import Accepted, Document, File, Page
from shared.cells import FileInvalid
from shared.database.refusals import AlreadyExists
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router, files
from shared.jobs.schemas import Job
from shared.problems import ReferenceNotFound
from shared.resources import sheet
from shared.resources.sheet import MEDIA_TYPES
from shared.work import Reading, Work
from shared.workbooks.lines import MEDIA_TYPE
from shared.workbooks.refusals import REFUSALS as UNREAD

COLUMNS = """a line that names the columns, then the rows.

The columns are the fields of a JSON row; only `external_id` is required. A missing column is left alone, an empty cell
clears. `manager_external_id` may be NO_MANAGER. A quote before a cell that begins with = + - or @, as in our exports,
is taken off.
"""
TEXT = f"""UTF-8 text, separated by comma, semicolon or tab: {COLUMNS}
Dates are written 2026-01-31 and everything else is text, so leading zeros stay.
"""
WORKBOOK = f"""XLSX with one sheet that is not hidden: {COLUMNS}
A cell is read as it is shown: one with a date as its day, a formula as its value. Leading zeros stay in texts, and in
numbers whose format is nothing but zeros.
"""


def _or_file(value: Any, read: Any) -> Any:
    return value if isinstance(value, bytes) else read(value)


JsonOrFile = Annotated[schemas.PeopleImportCreate, Body(), WrapValidator(_or_file)]
"""What was sent as a file comes as bytes."""
FILES = {
    "text/csv": {"schema": {"type": "string", "description": TEXT}},
    MEDIA_TYPE: {"schema": {"type": "string", "format": "binary", "description": WORKBOOK}},
}

REFUSALS = (
    FileInvalid,
    imports.SaidTwice,
    mappings.SourceMismatch,
    ReferenceNotFound,
    TooManyRows,
    TooManyTerminations,
    LineTooLong,
    *UNREAD,
)

Accept = Annotated[str | SkipJsonSchema[None], Header(include_in_schema=False)]

router = Router("/people", "PeopleFiles")
Reader = Annotated[Reading, allow("people:import")]
PeopleReader = Annotated[Reading, allow("people:read")]
Importer = Annotated[Work, allow("people:import")]


@router.post(
    "/import",
    responses=problems(*REFUSALS),
    max_body_size=16 * MEGABYTE,
    openapi_extra={"requestBody": {"content": FILES}},
)
async def import_people(
    work: Importer, query: Annotated[schemas.ImportQuery, Query()], sent: JsonOrFile
) -> Document[schemas.ImportReport] | Accepted[Job]:
    """Create, update, terminate and rehire people by their ids in another system.

    A row that can't be taken does not stop the others. The order of the rows does not matter: managers may come last,
    two people may swap managers, e-mails or numbers. The same rows again change nothing. A job does what has more than
    5,000 rows.
    """
    return await imports.import_people(work, query, sent)


@router.get("/export", responses=files(*MEDIA_TYPES.values()) | problems(sheet.TooManyRows))
async def export_people(
    work: PeopleReader, query: Annotated[schemas.PeopleSheetQuery, Query()], accept: Accept = None
) -> File:
    """The people of the list as the file that an import takes: imported again, it changes nothing.

    With `source` they have the ids of that system, else ours, which an import takes too. `format` says CSV or XLSX, or
    else `Accept` does.
    """
    return await export(work, query, accept)


@router.get("/imports/{import_id}")
async def get_people_import(work: Reader, import_id: UUID) -> Document[schemas.PeopleImport]:
    """What became of an import that a job did: how many rows of each outcome."""
    return await records.show(work, import_id)


@router.get("/imports/{import_id}/results")
async def list_people_import_results(
    work: Reader, import_id: UUID, query: Annotated[schemas.ImportResultQuery, Query()]
) -> Page[schemas.ImportResult]:
    """What became of each row that is not unchanged; `outcome=failed` finds those to mend."""
    return await list_results(work, import_id, query)


@router.get("/import-mappings")
async def list_import_mappings(
    work: Reader, query: Annotated[schemas.ImportMappingQuery, Query()]
) -> Page[schemas.ImportMapping]:
    """How sources call our columns, by name."""
    return await import_mappings.page(work, query)


@router.post("/import-mappings", status_code=201, responses=problems(AlreadyExists, MappingInvalid))
async def create_import_mapping(work: Importer, data: schemas.ImportMappingCreate) -> Document[schemas.ImportMapping]:
    """Say once how a source calls our columns, and with which words it says nothing."""
    return await mappings.create(work, data)


@router.get("/import-mappings/{mapping_id}")
async def get_import_mapping(work: Reader, mapping_id: UUID) -> Document[schemas.ImportMapping]:
    """One mapping."""
    return await import_mappings.show(work, mapping_id)


@router.patch("/import-mappings/{mapping_id}", responses=problems(AlreadyExists, MappingInvalid))
async def patch_import_mapping(
    work: Importer, mapping_id: UUID, data: schemas.ImportMappingPatch
) -> Document[schemas.ImportMapping]:
    """Change a mapping; a job that waits reads its file as the mapping was."""
    return await mappings.patch(work, mapping_id, data)


@router.delete("/import-mappings/{mapping_id}", status_code=204)
async def delete_import_mapping(work: Importer, mapping_id: UUID) -> None:
    """Give up a mapping."""
    await mappings.delete(work, mapping_id)
