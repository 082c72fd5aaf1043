from typing import Any

from sqlalchemy import ColumnElement, select

from services.quality.characteristics import schemas
from services.quality.characteristics.models import Characteristic
from services.quality.processes.queries import process_of
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import among, equals, everyone, holding, since

characteristics = Resource(
    schemas.Characteristic,
    Characteristic,
    visible=everyone,
    acts={"update": holding("characteristics:write"), "measure": holding("measurements:write")},
    derived={"process": process_of(Characteristic)},
    filters={
        "process_id": equals(Characteristic.process_id),
        "code": equals(Characteristic.code),
        "characteristic_class": among(Characteristic.characteristic_class),
        "updated_since": since(Characteristic.updated_at),
    },
    sorts={"code": Characteristic.code, "name": Characteristic.name, "created_at": Characteristic.created_at},
)


def characteristic_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's characteristic, or null."""
    kind = Characteristic
    reference = select(kind.id, kind.code, kind.name).where(kind.id == record.characteristic_id)
    return one_of(reference.correlate(record))
