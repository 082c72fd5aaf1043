from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.subjects.rules import SubjectKind
from services.quality.subjects.schemas import Kind, RecordId
from shared.pages import PageQuery
from shared.schemas import Input, Output, Prose


class CommentCreate(Input):
    kind: Kind
    record_id: RecordId
    text: Annotated[Prose, Field(min_length=1)]


class CommentQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    record_id: RecordId | SkipJsonSchema[None] = None


class Comment(Output):
    id: UUID
    kind: SubjectKind
    record_id: UUID
    text: str
    author_id: UUID
    created_at: datetime
    version: int
