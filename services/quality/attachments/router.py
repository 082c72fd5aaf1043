from typing import Annotated
from uuid import UUID

from fastapi import Body, Header, Query

from services.quality.attachments import schemas, service
from services.quality.attachments.queries import attachments
from services.quality.attachments.rules import KINDS, ContentMismatch, DigestMismatch, Infected
from shared.admission import allow
from shared.answers import Document, File, Page
from shared.http.bodies import MEGABYTE
from shared.http.errors import problems
from shared.http.routing import Router, files
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work

router = Router("/attachments", "Attachments")
Reader = Annotated[Reading, allow("attachments:read")]
Writer = Annotated[Work, allow("attachments:write")]
Scanner = Annotated[Work, allow("attachments:scan")]
FIRST, *OTHERS = KINDS
BINARY = {"schema": {"type": "string", "format": "binary"}}
Content = Annotated[bytes, Body(media_type=FIRST)]


@router.get("")
async def list_attachments(
    work: Reader, query: Annotated[schemas.AttachmentQuery, Query()]
) -> Page[schemas.Attachment]:
    """The files of a record that you see."""
    return await attachments.page(work, query)


@router.post(
    "",
    status_code=201,
    responses=problems(ReferenceNotFound, ContentMismatch, DigestMismatch),
    max_body_size=10 * MEGABYTE,
    openapi_extra={"requestBody": {"content": dict.fromkeys(OTHERS, BINARY)}},
)
async def create_attachment(
    work: Writer,
    about: Annotated[schemas.AttachmentAbout, Query()],
    content: Content,
    content_type: Annotated[str, Header(include_in_schema=False)],
) -> Document[schemas.Attachment]:
    """Attach a file of up to 10 MB to a record that you see; the body is the file, Content-Type what it is."""
    return await service.attach(work, about, content_type.partition(";")[0].strip().lower(), content)


@router.get("/{attachment_id}")
async def get_attachment(work: Reader, attachment_id: UUID) -> Document[schemas.Attachment]:
    """What is known of one file."""
    return await attachments.show(work, attachment_id)


@router.post("/{attachment_id}/scans", status_code=201)
async def create_attachment_scan(
    work: Scanner, attachment_id: UUID, data: schemas.AttachmentScanCreate
) -> Document[schemas.Attachment]:
    """Say what a scanner found in the content; what is infected is no longer given out."""
    return await service.scanned(work, attachment_id, data)


@router.get("/{attachment_id}/content", responses=files(*KINDS) | problems(Infected))
async def get_attachment_content(work: Reader, attachment_id: UUID) -> File:
    """The file itself, to be kept."""
    return await service.content_of(work, attachment_id)
