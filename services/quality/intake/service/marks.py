from uuid import UUID

from uuid_utils.compat import uuid7

from services.quality.charts.service.judging import judge
from services.quality.intake import schemas
from services.quality.intake.queries import MARKING, PLACE
from services.quality.intake.rules.rows import Written
from services.quality.measurements import schemas as measured
from services.quality.measurements.queries import measurements
from services.quality.measurements.rules import LIFECYCLE, VOIDED, SubgroupStatus, check_cause
from shared.answers import Document
from shared.database.statements import in_columns
from shared.problems import NotFound
from shared.work import Work


async def mark(work: Work, id: UUID, data: schemas.SubgroupTransition) -> Document[measured.Subgroup]:
    """What a measurement counts for from now on, as an entry beside it; the measurement itself never changes."""
    place = await work.row(PLACE, id=id)
    if place is None:
        raise NotFound()
    status = LIFECYCLE.after(SubgroupStatus(place["status"]), data.action, reason=data.reason)
    check_cause(data.action, data.assignable_cause)
    mark = {
        "id": uuid7(), "subgroup_id": id, "status": status.value, "reason": data.reason,
        "assignable_cause": data.assignable_cause,
    }  # fmt: skip
    await work.rows(MARKING, **in_columns([mark]))
    if status is VOIDED:
        await judge(work, {place["characteristic_id"]: [place["taken_at"]]})
    work.note(f"subgroup.{data.action}", Written(id), reason=data.reason, assignable_cause=data.assignable_cause)
    return await measurements.show(work, id)
