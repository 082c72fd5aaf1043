from collections.abc import Iterable
from uuid import UUID

from services.quality.suppliers import schemas
from services.quality.suppliers.models import Supplier, SupplierPerson
from services.quality.suppliers.queries import PEOPLE_OF, suppliers
from shared.answers import Document
from shared.work import Work


async def create(work: Work, data: schemas.SupplierCreate) -> Document[schemas.Supplier]:
    supplier = work.add(Supplier(code=data.code, name=data.name))
    _bind(work, supplier, data.person_ids)
    work.note("supplier.created", supplier)
    return await suppliers.show(work, supplier.id)


async def patch(work: Work, id: UUID, data: schemas.SupplierPatch) -> Document[schemas.Supplier]:
    supplier = await suppliers.load(work, id, "update")
    said = data.model_dump()
    people = said.pop("person_ids", None)
    moved = people is not None and await _rebind(work, supplier, people)
    if work.change(supplier, said) or moved:
        work.touch(supplier)
        work.note("supplier.updated", supplier)
    return await suppliers.show(work, id)


async def _rebind(work: Work, supplier: Supplier, wanted: Iterable[UUID]) -> bool:
    bound = {one.person_id: one for one in await work.session.scalars(PEOPLE_OF, {"id": supplier.id})}
    gone, new = bound.keys() - set(wanted), [id for id in wanted if id not in bound]
    for id in gone:
        await work.session.delete(bound[id])
    _bind(work, supplier, new)
    return bool(gone or new)


def _bind(work: Work, supplier: Supplier, people: Iterable[UUID]) -> None:
    for id in dict.fromkeys(people):
        work.add(SupplierPerson(supplier_id=supplier.id, person_id=id))
