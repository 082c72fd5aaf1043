from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.links import schemas, service
from services.quality.links.queries import links
from services.quality.links.rules import LinkedToItself
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionNotAllowed, UnknownAction

router = Router("/links", "Links")
Reader = Annotated[Reading, allow("links:read")]
Writer = Annotated[Work, allow("links:write")]


@router.get("")
async def list_links(work: Reader, query: Annotated[schemas.LinkQuery, Query()]) -> Page[schemas.RecordLink]:
    """The links whose two ends you see; of one record by `record_id`."""
    return await links.page(work, query)


@router.post("", status_code=201, responses=problems(ReferenceNotFound, AlreadyExists, LinkedToItself))
async def create_link(work: Writer, data: schemas.RecordLinkCreate) -> Document[schemas.RecordLink]:
    """Say what one record has to do with another; you see both."""
    return await service.create(work, data)


@router.get("/{link_id}")
async def get_link(work: Reader, link_id: UUID) -> Document[schemas.RecordLink]:
    """One link."""
    return await links.show(work, link_id)


@router.get("/{link_id}/transitions")
async def list_link_transitions(work: Reader, link_id: UUID) -> Transitions:
    """Whether you may remove it, and what is missing."""
    return Transitions.model_validate({"items": await links.transitions(work, link_id)})


@router.post("/{link_id}/transitions", responses=problems(TransitionNotAllowed, ReasonRequired, UnknownAction))
async def transition_link(work: Writer, link_id: UUID, data: TransitionRequest) -> Document[schemas.RecordLink]:
    """Remove a link, with a reason; it stays on record. Send If-Match."""
    return await service.transition(work, link_id, data)
