from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.suppliers import schemas, service
from services.quality.suppliers.queries import suppliers
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading, Work

router = Router("/suppliers", "Suppliers")
Reader = Annotated[Reading, allow("suppliers:read")]
Writer = Annotated[Work, allow("suppliers:write")]


@router.get("")
async def list_suppliers(work: Reader, query: Annotated[schemas.SupplierQuery, Query()]) -> Page[schemas.Supplier]:
    """The suppliers of the organisation, by code."""
    return await suppliers.page(work, query)


@router.post("", status_code=201, responses=problems(AlreadyExists))
async def create_supplier(work: Writer, data: schemas.SupplierCreate) -> Document[schemas.Supplier]:
    """Add a supplier and the people who sign in for it."""
    return await service.create(work, data)


@router.get("/{supplier_id}")
async def get_supplier(work: Reader, supplier_id: UUID) -> Document[schemas.Supplier]:
    """One supplier."""
    return await suppliers.show(work, supplier_id)


@router.patch("/{supplier_id}", responses=problems(AlreadyExists))
async def patch_supplier(work: Writer, supplier_id: UUID, data: schemas.SupplierPatch) -> Document[schemas.Supplier]:
    """Change what is known of a supplier, or who its people are."""
    return await service.patch(work, supplier_id, data)
