from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.quality.suppliers import schemas
from services.quality.suppliers.models import Supplier, SupplierPerson
from services.quality.suppliers.policy import visible_to
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import equals, holding

PEOPLE_OF = select(SupplierPerson).where(SupplierPerson.supplier_id == argument("id", SupplierPerson.supplier_id.type))

_people = select(SupplierPerson.person_id).where(SupplierPerson.supplier_id == Supplier.id)
_people = _people.order_by(SupplierPerson.id).correlate(Supplier)

suppliers = Resource(
    schemas.Supplier,
    Supplier,
    visible=visible_to,
    acts={"update": holding("suppliers:write")},
    derived={"person_ids": func.array_to_json(func.array(_people.scalar_subquery()))},
    filters={"code": equals(Supplier.code)},
    sorts={"code": Supplier.code, "name": Supplier.name},
)


def supplier_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's supplier, or null."""
    reference = select(Supplier.id, Supplier.code, Supplier.name).where(Supplier.id == record.supplier_id)
    return one_of(reference.correlate(record))
