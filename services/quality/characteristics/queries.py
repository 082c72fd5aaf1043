from typing import Any

from sqlalchemy import ColumnElement, DateTime, Uuid, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from services.quality.characteristics import schemas
from services.quality.characteristics.models import Characteristic, SpecificationRevision
from services.quality.processes.queries import process_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import AnySelect, columns_of, one_of
from shared.resources.viewer import Viewer, among, equals, everyone, holding, since

AS_OF = func.coalesce(argument("specified_at", DateTime(timezone=True)), Viewer.now)


def valid_at(characteristic_id: Any, at: Any, *columns: Any) -> AnySelect:
    """Of a characteristic's specifications, that which is valid at a time; the query around it has both."""
    revision = SpecificationRevision
    of_then = revision.characteristic_id == characteristic_id, revision.valid_from <= at
    return select(*columns).where(*of_then).order_by(revision.valid_from.desc()).limit(1)


def _specification() -> ColumnElement[Any]:
    columns = columns_of(schemas.Specification, SpecificationRevision, {})
    return one_of(valid_at(Characteristic.id, AS_OF, *columns).correlate(Characteristic))


characteristics = Resource(
    schemas.Characteristic,
    Characteristic,
    visible=everyone,
    acts={
        "update": holding("characteristics:write"),
        "specify": holding("characteristics:write"),
        "measure": holding("measurements:write"),
    },
    derived={"process": process_of(Characteristic), "specification": _specification()},
    filters={
        "process_id": equals(Characteristic.process_id),
        "code": equals(Characteristic.code),
        "data_kind": among(Characteristic.data_kind),
        "characteristic_class": among(Characteristic.characteristic_class),
        "updated_since": since(Characteristic.updated_at),
    },
    sorts={"code": Characteristic.code, "name": Characteristic.name, "created_at": Characteristic.created_at},
)

specifications = Resource(
    schemas.Specification,
    SpecificationRevision,
    visible=lambda _viewer: SpecificationRevision.characteristic_id == argument("characteristic_id", Uuid),
    sorts={"valid_from": SpecificationRevision.valid_from},
)


def _unlimited() -> Statement:
    """Whether a specification of a characteristic that is valid now or later has no limit."""
    revision, later = SpecificationRevision, aliased(SpecificationRevision)
    replaced = exists().where(
        later.characteristic_id == revision.characteristic_id,
        later.valid_from > revision.valid_from,
        later.valid_from <= Viewer.now,
    )
    lacking = and_(revision.lsl.is_(None), revision.usl.is_(None))
    of_this = revision.characteristic_id == argument("characteristic_id", Uuid)
    still = or_(revision.valid_from > Viewer.now, ~replaced.correlate(revision))
    return Statement(select(exists().where(of_this, lacking, still)))


UNLIMITED = _unlimited()


def characteristic_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's characteristic, or null."""
    kind = Characteristic
    reference = select(kind.id, kind.code, kind.name).where(kind.id == record.characteristic_id)
    return one_of(reference.correlate(record))
