from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.check_ins import rules, schemas, service
from services.performance.check_ins.queries import check_ins
from services.performance.goals.rules.limits import NotYet
from shared.admission import allow
from shared.answers import Document, Page
from shared.bulk import BulkQuery, BulkRefused, BulkReport
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router, known
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/check-ins", "CheckIns")
Reader = Annotated[Reading, allow("goals:read")]
Writer = Annotated[Work, allow("goals:write")]
FULL_BATCH = 5 * MEGABYTE
"""5,000 rows of a thousand bytes and ten keys each."""
REFUSED = (
    NotYet,
    ReferenceNotFound,
    rules.TargetMissing,
    rules.NotOfKind,
    rules.OtherTarget,
    rules.MeasuredElsewhere,
    rules.KeyResultDropped,
    rules.AlreadyCorrected,
    rules.AlreadyCheckedIn,
    TransitionNotAllowed,
    TransitionForbidden,
)


@router.get("")
async def list_check_ins(work: Reader, query: Annotated[schemas.CheckInQuery, Query()]) -> Page[schemas.CheckIn]:
    """Check-ins of the goals you may see, latest day first."""
    return await check_ins.page(work, query)


@router.post("", status_code=201, responses=known(schemas.CheckIn) | problems(*REFUSED))
async def check_in(work: Writer, data: schemas.CheckInCreate) -> Document[schemas.CheckIn]:
    """Say how far a key result or goal is; entries never change, a correction supersedes one.

    What a source sends again under the same `external_id` is answered as it was stored, with 200.
    """
    return await service.check_in(work, data)


@router.post(":batch", responses=problems(BulkRefused), max_body_size=FULL_BATCH)
async def check_in_many(
    work: Writer, query: Annotated[BulkQuery, Query()], data: schemas.CheckInsCreate
) -> Document[BulkReport]:
    """Up to 5,000 check-ins at once; each row has an outcome of its own."""
    return await service.check_in_many(work, query, data)


@router.get("/{check_in_id}")
async def get_check_in(work: Reader, check_in_id: UUID) -> Document[schemas.CheckIn]:
    """One entry."""
    return await check_ins.show(work, check_in_id)
