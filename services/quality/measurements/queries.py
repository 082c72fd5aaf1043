from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Double,
    Integer,
    Text,
    Uuid,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristics
from services.quality.measurements import schemas
from services.quality.measurements.models import Subgroup
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, before, equals, since


def _of_visible_characteristic(viewer: Viewer) -> ColumnElement[bool]:
    seen = exists().where(Characteristic.id == Subgroup.characteristic_id, characteristics.visible(viewer))
    return seen.correlate(Subgroup)


subgroups = Resource(
    schemas.Subgroup,
    Subgroup,
    visible=_of_visible_characteristic,
    filters={
        "characteristic_id": equals(Subgroup.characteristic_id),
        "taken_since": since(Subgroup.taken_at),
        "taken_before": before(Subgroup.taken_at),
    },
    sorts={"taken_at": Subgroup.taken_at},
)


def _addition() -> Statement:
    """All subgroups of a request from one JSON text: they differ in length, which no array of arrays can."""
    given: dict[str, Any] = {
        "id": Uuid, "taken_at": DateTime(timezone=True), "values": ARRAY(Double),
        "n": Integer, "mean": Double, "range": Double, "note": Text,
    }  # fmt: skip
    same = {"characteristic_id": argument("characteristic_id", Uuid), "recorded_by": Viewer.id, "version": literal(1)}
    columns = [column(name, kind) for name, kind in given.items()]
    rows = func.json_to_recordset(cast(argument("subgroups", Text), JSON)).table_valued(*columns, name="given")
    chosen = select(*rows.render_derived(with_types=True).c, *same.values())
    return Statement(insert(Subgroup).from_select([*given, *same], chosen))


ADDITION = _addition()
