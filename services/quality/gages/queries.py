from typing import Any

from sqlalchemy import ColumnElement, DateTime, Uuid, and_, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from services.quality.gages import schemas
from services.quality.gages.models import Calibration, Gage
from services.quality.gages.rules import CALIBRATED, DUE, FAILED, IN_USE, KEEPER, LIFECYCLE, LONG_AGO, PASSED
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import Viewer, among, before, equals, everyone, holding

STATUS = case((and_(Gage.status == IN_USE, Gage.next_due_on < Viewer.today), literal(DUE.value)), else_=Gage.status)


def _calibrated(_viewer: Viewer) -> ColumnElement[bool]:
    """Left good by its last calibration, if it had one here, and not due."""
    left = select(Calibration.as_left).where(Calibration.gage_id == Gage.id)
    last = left.order_by(Calibration.calibrated_at.desc(), Calibration.id.desc()).limit(1).correlate(Gage)
    return and_(Gage.next_due_on >= Viewer.today, func.coalesce(last.scalar_subquery(), PASSED.value) == PASSED)


gages = Resource(
    schemas.Gage,
    Gage,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={KEEPER: holding("gages:write"), CALIBRATED: _calibrated},
    acts={"update": holding("gages:write"), "calibrate": holding("gages:write"), "deviate": holding("gages:write")},
    derived={"status": STATUS},
    filters={"code": equals(Gage.code), "status": among(STATUS), "due_before": before(Gage.next_due_on)},
    sorts={"code": Gage.code, "next_due_on": Gage.next_due_on},
)


def _suspect_since() -> ColumnElement[Any]:
    earlier = aliased(Calibration)
    good = select(func.max(earlier.calibrated_at)).where(
        earlier.gage_id == Calibration.gage_id,
        earlier.calibrated_at < Calibration.calibrated_at,
        earlier.as_left == PASSED,
    )
    since = func.coalesce(good.correlate(Calibration).scalar_subquery(), literal(LONG_AGO, DateTime(timezone=True)))
    return case((Calibration.as_found == FAILED, since), else_=None)


SUSPECT_SINCE = _suspect_since()

calibrations = Resource(
    schemas.Calibration,
    Calibration,
    visible=lambda _viewer: Calibration.gage_id == argument("gage_id", Uuid),
    derived={"suspect_since": SUSPECT_SINCE},
    filters={"as_found": among(Calibration.as_found)},
    sorts={"calibrated_at": Calibration.calibrated_at},
)

CALIBRATED_LATER = Statement(
    select(
        exists().where(
            Calibration.gage_id == argument("gage_id", Uuid),
            Calibration.calibrated_at > argument("calibrated_at", DateTime(timezone=True)),
        )
    )
)


def gage_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's gage, or null."""
    reference = select(Gage.id, Gage.code, Gage.name).where(Gage.id == record.gage_id)
    return one_of(reference.correlate(record))
