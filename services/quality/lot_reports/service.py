from dataclasses import replace
from uuid import UUID

from services.quality.lot_reports import rules, schemas
from services.quality.lot_reports.queries import LOT
from services.quality.nonconformances.schemas import Nonconformance, NonconformanceCreate
from services.quality.nonconformances.service import records
from shared.answers import Document
from shared.problems import NotFound
from shared.work import Work

OF_STATE = ("process_id", "characteristic_id", "supplier_id", "item_ref")


async def report(work: Work, state_id: UUID, lot_id: UUID, data: schemas.LotReport) -> Document[Nonconformance]:
    """The whole lot is affected."""
    work.actor.require("nonconformances:write")
    lot = await work.row(LOT, state_id=state_id, id=lot_id)
    if lot is None:
        raise NotFound()
    rules.check_rejected(accepted=lot["accepted"], counts=not lot["voided"] and not lot["superseded"])
    found = {name: lot[name] for name in OF_STATE} | {
        "title": data.title or f"Lot {lot['reference']} was not accepted",
        "detected_at": lot["inspected_at"],
        "lot_refs": [lot["reference"]],
        "quantity_affected": lot["lot_size"],
        "source": "sampling",
        "external_id": rules.external_id(state_id, lot["position"]),
    }
    made = await records.create(work, NonconformanceCreate(**data.model_dump() | found))
    return replace(made, collection="nonconformances")
