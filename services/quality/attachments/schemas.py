from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.attachments.rules import ScanState
from services.quality.subjects.rules import SubjectKind
from services.quality.subjects.schemas import Kind, RecordId
from shared.pages import PageQuery
from shared.schemas import Input, Line, Output, Storable

FileName = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r'^[^\x00-\x1f\x7f"\\/]+$', examples=["report.pdf"]), Storable
]
Digest = Annotated[
    str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the content in hex.", examples=["0" * 64])
]


class AttachmentAbout(Input):
    """What the file belongs to; the body is its content."""

    kind: Kind
    record_id: RecordId
    name: FileName
    sha256: Digest | SkipJsonSchema[None] = Field(default=None, description="If sent, the content is held against it.")


class AttachmentScanCreate(Input):
    state: Literal[ScanState.CLEAN, ScanState.INFECTED]
    scanner: Line = Field(examples=["ClamAV 1.4"])


class AttachmentQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    record_id: RecordId | SkipJsonSchema[None] = None


class Attachment(Output):
    id: UUID
    kind: SubjectKind
    record_id: UUID
    name: str
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str = Field(description="In hex.")
    scan_state: ScanState = Field(description="What a scanner said of this content last.")
    attached_by: UUID
    created_at: datetime
    version: int
