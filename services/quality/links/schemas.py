from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.links.rules import LinkStatus, Relation
from services.quality.subjects.rules import SubjectKind
from shared.pages import PageQuery
from shared.schemas import Input, Output


class RecordLinkCreate(Input):
    """What the subject is to the object."""

    subject_kind: SubjectKind
    subject_id: UUID
    relation: Relation
    object_kind: SubjectKind
    object_id: UUID


class LinkQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    record_id: UUID | SkipJsonSchema[None] = Field(default=None, description="At either end.")
    relation: Annotated[list[Relation], Field(max_length=6)] = []
    status: Annotated[list[LinkStatus], Field(max_length=2)] = []


class RecordLink(Output):
    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    relation: Relation
    object_kind: SubjectKind
    object_id: UUID
    status: LinkStatus
    linked_by: UUID
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
