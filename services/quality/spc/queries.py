from typing import Any

from sqlalchemy import ColumnElement, Integer, select

from services.quality.characteristics.models import Characteristic, SpecificationRevision
from services.quality.characteristics.queries import characteristics, valid_at
from services.quality.measurements.models import Subgroup
from services.quality.spc import schemas
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, instant
from shared.resources.viewer import Viewer

last = (
    select(Subgroup.id, instant(Subgroup.taken_at).label("taken_at"), Subgroup.values)
    .where(Subgroup.characteristic_id == Characteristic.id)
    .order_by(Subgroup.taken_at.desc(), Subgroup.id.desc())
    .limit(argument("last", Integer))
)


def _specified(name: str) -> ColumnElement[Any]:
    revision = valid_at(Characteristic.id, Viewer.now, getattr(SpecificationRevision, name))
    return revision.correlate(Characteristic).scalar_subquery()


measured = Resource(
    schemas.Measured,
    Characteristic,
    visible=characteristics.visible,
    derived={
        "subgroups": all_of(last.correlate(Characteristic)),
        **{name: _specified(name) for name in ("lsl", "usl", "target")},
    },
)
