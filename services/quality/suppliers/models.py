from uuid import UUID

from sqlalchemy.orm import Mapped

from services.quality.tables import Table, belongs_to
from shared.database.records import unique


class Supplier(Table):
    __tablename__ = "suppliers"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]


class SupplierPerson(Table):
    """A person belongs to one supplier at most."""

    __tablename__ = "supplier_people"
    __table_args__ = (belongs_to("suppliers", "supplier_id"), unique("person_id"))

    supplier_id: Mapped[UUID]
    person_id: Mapped[UUID]
