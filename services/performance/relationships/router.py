from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.relationships import schemas, service
from services.performance.relationships.queries import relationships
from services.performance.relationships.rules import (
    EndsBeforeItBegins,
    RelationshipHasBegun,
    RelationshipsOverlap,
    SelfRelated,
)
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work

router = Router("/relationships", "Relationships")
Reader = Annotated[Reading, allow("people:read")]
Writer = Annotated[Work, allow("people:write")]
NOT_VALID = EndsBeforeItBegins, RelationshipsOverlap


@router.get("")
async def list_relationships(
    work: Reader, query: Annotated[schemas.RelationshipQuery, Query()]
) -> Page[schemas.Relationship]:
    """Who stands by whom beside the line, the latest first."""
    return await relationships.page(work, query)


@router.post("", status_code=201, responses=problems(*NOT_VALID, SelfRelated, ReferenceNotFound))
async def create_relationship(work: Writer, data: schemas.RelationshipCreate) -> Document[schemas.Relationship]:
    """Say who somebody is to a person; HR partners and dotted-line leads read what the person's line reads."""
    return await service.create(work, data)


@router.get("/{relationship_id}")
async def get_relationship(work: Reader, relationship_id: UUID) -> Document[schemas.Relationship]:
    """One relationship."""
    return await relationships.show(work, relationship_id)


@router.patch("/{relationship_id}", responses=problems(*NOT_VALID))
async def patch_relationship(
    work: Writer, relationship_id: UUID, data: schemas.RelationshipPatch
) -> Document[schemas.Relationship]:
    """Say when a relationship ends."""
    return await service.patch(work, relationship_id, data)


@router.delete("/{relationship_id}", status_code=204, responses=problems(RelationshipHasBegun))
async def delete_relationship(work: Writer, relationship_id: UUID) -> None:
    """Give up a relationship that is to come."""
    await service.delete(work, relationship_id)
