from sqlalchemy import Uuid, func, select

from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristic_of
from services.quality.nonconformances import schemas
from services.quality.nonconformances.models import Nonconformance
from services.quality.nonconformances.policy import handles, owns, visible_to
from services.quality.nonconformances.rules import DESCRIBED, HANDLER, LIFECYCLE, OWNER, PLACED, RATED
from services.quality.processes.queries import process_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import among, before, equals, since

nonconformances = Resource(
    schemas.Nonconformance,
    Nonconformance,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={
        HANDLER: handles,
        OWNER: owns,
        DESCRIBED: lambda _viewer: Nonconformance.description.regexp_match(r"\S"),
        RATED: lambda _viewer: Nonconformance.severity.is_not(None),
        PLACED: lambda _viewer: func.num_nonnulls(Nonconformance.process_id, Nonconformance.characteristic_id) > 0,
    },
    derived={"process": process_of(Nonconformance), "characteristic": characteristic_of(Nonconformance)},
    filters={
        "status": among(Nonconformance.status),
        "severity": among(Nonconformance.severity),
        "process_id": equals(Nonconformance.process_id),
        "detected_since": since(Nonconformance.detected_at),
        "detected_before": before(Nonconformance.detected_at),
    },
    sorts={
        "created_at": Nonconformance.created_at,
        "detected_at": Nonconformance.detected_at,
        "number": Nonconformance.number,
    },
)

MEASURED_PROCESS = Statement(
    select(Characteristic.process_id).where(Characteristic.id == argument("characteristic_id", Uuid))
)
