from sqlalchemy import Integer, select

from services.quality.characteristics.models import Characteristic
from services.quality.characteristics.queries import characteristics
from services.quality.measurements.models import Subgroup
from services.quality.spc import schemas
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, instant

last = (
    select(Subgroup.id, instant(Subgroup.taken_at).label("taken_at"), Subgroup.values)
    .where(Subgroup.characteristic_id == Characteristic.id)
    .order_by(Subgroup.taken_at.desc(), Subgroup.id.desc())
    .limit(argument("last", Integer))
)

measured = Resource(
    schemas.Measured,
    Characteristic,
    visible=characteristics.visible,
    derived={"subgroups": all_of(last.correlate(Characteristic))},
)
