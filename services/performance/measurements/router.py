from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.measurements import schemas, service
from services.performance.measurements.queries import measurements
from shared.admission import allow
from shared.answers import Document, Page
from shared.bulk import BulkQuery, BulkRefused, BulkReport
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading, Work

router = Router("/measurements", "ProductivityMeasurements")
Reader = Annotated[Reading, allow("productivity:read")]
Writer = Annotated[Work, allow("productivity:write")]
FULL_BATCH = 10 * MEGABYTE
"""10,000 rows of a thousand bytes and ten keys each."""


@router.post(":batch", responses=problems(BulkRefused), max_body_size=FULL_BATCH)
async def take_measurements(
    work: Writer, query: Annotated[BulkQuery, Query()], data: schemas.MeasurementBatch
) -> Document[BulkReport]:
    """Take up to 10,000 measurements by their ids in your system; sent again, they change nothing.

    A row that says something else than before fails as `already_measured`, unless it has `supersedes`.
    """
    return await service.take(work, query, data)


@router.get("")
async def list_measurements(
    work: Reader, query: Annotated[schemas.MeasurementQuery, Query()]
) -> Page[schemas.Measurement]:
    """The measurements you may see, latest first; corrected and void ones by `status`."""
    return await measurements.page(work, query)


@router.get("/{measurement_id}")
async def get_measurement(work: Reader, measurement_id: UUID) -> Document[schemas.Measurement]:
    """One measurement."""
    return await measurements.show(work, measurement_id)


@router.get("/{measurement_id}/revisions")
async def list_measurement_revisions(
    work: Reader, measurement_id: UUID, query: Annotated[schemas.RevisionQuery, Query()]
) -> Page[schemas.Measurement]:
    """All that was ever said under a measurement's external id, the latest first."""
    return await service.list_revisions(work, measurement_id, query)
