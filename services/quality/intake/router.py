from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from pydantic import BeforeValidator

from services.quality.intake import schemas
from services.quality.intake.rules.batch import OneColumn
from services.quality.intake.rules.columns import ColumnMissing, ColumnsUneven, TooManyRows
from services.quality.intake.rules.table import columns
from services.quality.intake.service import batches, marks
from services.quality.measurements import schemas as measured
from services.quality.measurements.rules import CauseRequired
from shared.admission import allow
from shared.answers import Document
from shared.bulk import BulkQuery, BulkRefused, BulkReport
from shared.cells import FileInvalid
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Work
from shared.workflow import ReasonRequired, TransitionNotAllowed, UnknownAction

router = Router("/measurements", "Measurements")
Writer = Annotated[Work, allow("measurements:write")]
FILE = """A line that names the columns, then the rows, separated by comma, semicolon or tab.

`value_1` to `value_50` are a row's values, and columns such as `context.machine` its context. An empty cell says
nothing.
"""


def _or_file(sent: Any) -> Any:
    return columns(sent) if isinstance(sent, bytes) else sent


Batch = Annotated[schemas.SubgroupBatch, Body(), BeforeValidator(_or_file)]
"""What was sent as text/csv comes as bytes."""
TEXT_CSV = {"text/csv": {"schema": {"type": "string", "description": FILE}}}
FULL_BATCH = 10 * MEGABYTE
"""10,000 subgroups of 50 values with their keys, notes and contexts."""


@router.post(
    ":batch",
    responses=problems(BulkRefused, TooManyRows, ColumnMissing, ColumnsUneven, OneColumn, FileInvalid),
    max_body_size=FULL_BATCH,
    openapi_extra={"requestBody": {"content": TEXT_CSV}},
)
async def take_subgroups(work: Writer, query: Annotated[BulkQuery, Query()], data: Batch) -> Document[BulkReport]:
    """Take up to 10,000 subgroups as columns, in JSON or CSV; sent again, they change nothing.

    A row that says something else than before fails as `already_measured`, unless it has a `correction_reason`.
    """
    return await batches.take(work, query, data)


@router.post(
    "/{measurement_id}/transitions",
    responses=problems(TransitionNotAllowed, ReasonRequired, CauseRequired, UnknownAction),
)
async def transition_subgroup(
    work: Writer, measurement_id: UUID, data: schemas.SubgroupTransition
) -> Document[measured.Subgroup]:
    """Exclude a measurement from estimates for an assignable cause, include it again, or void it for good."""
    return await marks.mark(work, measurement_id, data)
