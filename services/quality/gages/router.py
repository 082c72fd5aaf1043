from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.gages import schemas, service
from services.quality.gages.queries import gages
from services.quality.gages.rules import CalibratedInFuture
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionNotAllowed, UnknownAction

router = Router("/gages", "Gages")
Reader = Annotated[Reading, allow("gages:read")]
Writer = Annotated[Work, allow("gages:write")]


@router.get("")
async def list_gages(work: Reader, query: Annotated[schemas.GageQuery, Query()]) -> Page[schemas.Gage]:
    """What is measured with, by code; those to be calibrated by `status` or `due_before`."""
    return await gages.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_gage(work: Writer, data: schemas.GageCreate) -> Document[schemas.Gage]:
    """Add a gage and until when its last calibration holds."""
    return await service.create(work, data)


@router.get("/{gage_id}")
async def get_gage(work: Reader, gage_id: UUID) -> Document[schemas.Gage]:
    """One gage."""
    return await gages.show(work, gage_id)


@router.patch("/{gage_id}", responses=problems(AlreadyExists))
async def patch_gage(work: Writer, gage_id: UUID, data: schemas.GagePatch) -> Document[schemas.Gage]:
    """Change what a gage is called and how often it is calibrated, beginning with the next calibration."""
    return await service.patch(work, gage_id, data)


@router.get("/{gage_id}/transitions")
async def list_gage_transitions(work: Reader, gage_id: UUID) -> Transitions:
    """Every step of a gage's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await gages.transitions(work, gage_id)})


@router.post("/{gage_id}/transitions", responses=problems(TransitionNotAllowed, ReasonRequired, UnknownAction))
async def transition_gage(work: Writer, gage_id: UUID, data: TransitionRequest) -> Document[schemas.Gage]:
    """Withdraw a gage, report it lost, or return it to use; send If-Match."""
    return await service.transition(work, gage_id, data)


@router.get("/{gage_id}/calibrations")
async def list_calibrations(
    work: Reader, gage_id: UUID, query: Annotated[schemas.CalibrationQuery, Query()]
) -> Page[schemas.Calibration]:
    """A gage's calibrations, the latest first."""
    return await service.list_calibrations(work, gage_id, query)


@router.post("/{gage_id}/calibrations", status_code=201, responses=problems(CalibratedInFuture))
async def create_calibration(
    work: Writer, gage_id: UUID, data: schemas.CalibrationCreate
) -> Document[schemas.Calibration]:
    """Record a calibration; one that failed as found says since when what was measured is doubtful."""
    return await service.calibrate(work, gage_id, data)


@router.get("/{gage_id}/calibrations/{calibration_id}")
async def get_calibration(work: Reader, gage_id: UUID, calibration_id: UUID) -> Document[schemas.Calibration]:
    """One calibration."""
    return await service.show_calibration(work, gage_id, calibration_id)
