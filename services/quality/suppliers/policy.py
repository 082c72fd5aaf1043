"""What the people of a supplier see, as SQL: other features bind their rows by it."""

from typing import Any

from sqlalchemy import ColumnElement, exists, not_, or_, select

from services.quality.suppliers.models import Supplier, SupplierPerson
from shared.resources.viewer import Viewer

BOUND_TO = select(SupplierPerson.supplier_id).where(SupplierPerson.person_id == Viewer.id)


def of_own_supplier(supplier_id: Any) -> ColumnElement[bool]:
    """Our own people see what concerns any supplier or none; a supplier's people only what concerns theirs."""
    return or_(not_(exists(BOUND_TO.correlate(None))), supplier_id == BOUND_TO.correlate(None).scalar_subquery())


def visible_to(_viewer: Viewer) -> ColumnElement[bool]:
    return of_own_supplier(Supplier.id)
