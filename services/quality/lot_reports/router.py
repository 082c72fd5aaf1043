from typing import Annotated
from uuid import UUID

from services.quality.lot_reports import schemas, service
from services.quality.lot_reports.rules import LotAccepted
from services.quality.nonconformances.schemas import Nonconformance
from shared.admission import allow
from shared.answers import Document
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router, known
from shared.work import Work

router = Router("/sampling/states/{sampling_state_id}/lots/{inspected_lot_id}/nonconformance", "SamplingStates")
Writer = Annotated[Work, allow("sampling:write")]


@router.post("", status_code=201, responses=known(Nonconformance) | problems(LotAccepted, AlreadyExists))
async def report_inspected_lot(
    work: Writer, sampling_state_id: UUID, inspected_lot_id: UUID, data: schemas.LotReport
) -> Document[Nonconformance]:
    """Report a lot that was not accepted as a nonconformance, as a draft; again, it answers the same one with 200."""
    return await service.report(work, sampling_state_id, inspected_lot_id, data)
