from uuid import UUID

from services.quality.gages import rules, schemas
from services.quality.gages.models import Calibration, Gage
from services.quality.gages.queries import CALIBRATED_LATER, calibrations, gages
from services.quality.gages.rules import FAILED, IN_USE, OUT_OF_SERVICE
from shared.answers import Document, Page
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def create(work: Work, data: schemas.GageCreate) -> Document[schemas.Gage]:
    gage = work.add(Gage(**data.model_dump()))
    work.note("gage.created", gage)
    return await gages.show(work, gage.id)


async def patch(work: Work, id: UUID, data: schemas.GagePatch) -> Document[schemas.Gage]:
    gage = await gages.load(work, id, "update")
    if work.change(gage, data.model_dump()):
        work.note("gage.updated", gage)
    return await gages.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Gage]:
    gage = await gages.advance(work, id, data.action, data.reason)
    work.change(gage, rules.moved(gage.status, work.now))
    work.note(f"gage.{data.action}", gage, reason=data.reason)
    return await gages.show(work, id)


async def calibrate(work: Work, id: UUID, data: schemas.CalibrationCreate) -> Document[schemas.Calibration]:
    """The latest one decides until when the gage may measure, and takes one that is left failing out of service."""
    rules.check_calibrated(data.calibrated_at, work.now)
    gage = await gages.load(work, id, "calibrate")
    superseded = await work.value(CALIBRATED_LATER, gage_id=id, calibrated_at=data.calibrated_at)
    calibration = work.add(Calibration(gage_id=id, recorded_by=work.actor.id, **data.model_dump()))
    if not superseded:
        work.change(gage, {"next_due_on": rules.due_after(data.calibrated_at, gage.calibration_interval_days)})
        if data.as_left is FAILED and gage.status is IN_USE:
            work.change(gage, rules.moved(OUT_OF_SERVICE, work.now))
    work.touch(gage)
    work.note("gage.calibrated", gage, calibration_id=calibration.id, as_found=data.as_found, as_left=data.as_left)
    return await show_calibration(work, id, calibration.id)


async def show_calibration(work: Reading, id: UUID, calibration_id: UUID) -> Document[schemas.Calibration]:
    return await calibrations.show(work, calibration_id, gage_id=id)


async def list_calibrations(work: Reading, id: UUID, query: schemas.CalibrationQuery) -> Page[schemas.Calibration]:
    found = await calibrations.page(work, query, gage_id=id)
    if not found.items:
        await gages.show(work, id)  # Never calibrated here, or no such gage: 404.
    return found
