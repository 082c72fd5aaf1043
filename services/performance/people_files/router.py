from typing import Annotated, Any

from fastapi import Body, Query
from pydantic import WrapValidator

from services.performance.people.rules.lines import LineTooLong
from services.performance.people_files import schemas
from services.performance.people_files.rules.missing import TooManyTerminations
from services.performance.people_files.rules.rows import TooManyRows
from services.performance.people_files.rules.spreadsheet import FileInvalid
from services.performance.people_files.service import imports
from shared.admission import allow
from shared.answers import Document
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Work

FILE = """UTF-8 text, separated by comma, semicolon or tab: a line that names the columns, then the rows.

The columns are the fields of a JSON row; only `external_id` is required. A missing column is left alone, an empty cell
clears. Dates are written 2026-01-31 and everything else is text, so leading zeros stay. `manager_external_id` may be
NO_MANAGER. A quote before a cell that begins with = + - or @, as in our exports, is taken off.
"""


def _or_file(value: Any, read: Any) -> Any:
    return value if isinstance(value, bytes) else read(value)


JsonOrFile = Annotated[schemas.PeopleImport, Body(), WrapValidator(_or_file)]
"""What was sent as text/csv comes as bytes."""
TEXT_CSV = {"text/csv": {"schema": {"type": "string", "description": FILE}}}

router = Router("/people", "PeopleFiles")
Importer = Annotated[Work, allow("people:import")]


@router.post(
    "/import",
    responses=problems(FileInvalid, imports.SaidTwice, TooManyRows, TooManyTerminations, LineTooLong),
    max_body_size=16 * MEGABYTE,
    openapi_extra={"requestBody": {"content": TEXT_CSV}},
)
async def import_people(
    work: Importer, query: Annotated[schemas.ImportQuery, Query()], sent: JsonOrFile
) -> Document[schemas.ImportReport]:
    """Create, update, terminate and rehire people by their ids in another system.

    A row that can't be taken does not stop the others. The order of the rows does not matter: managers may come last,
    two people may swap managers, e-mails or numbers. The same rows again change nothing.
    """
    return await imports.import_people(work, query, sent)
