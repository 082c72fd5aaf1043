from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.comments import schemas, service
from services.quality.comments.queries import comments
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.work import Reading, Work

router = Router("/comments", "Comments")
Reader = Annotated[Reading, allow("comments:read")]
Writer = Annotated[Work, allow("comments:write")]


@router.get("")
async def list_comments(work: Reader, query: Annotated[schemas.CommentQuery, Query()]) -> Page[schemas.Comment]:
    """What was said about a record that you see, the first first."""
    return await comments.page(work, query)


@router.post("", status_code=201, responses=problems(ReferenceNotFound))
async def create_comment(work: Writer, data: schemas.CommentCreate) -> Document[schemas.Comment]:
    """Say something about a record that you see; it can't be taken back."""
    return await service.create(work, data)


@router.get("/{comment_id}")
async def get_comment(work: Reader, comment_id: UUID) -> Document[schemas.Comment]:
    """One comment."""
    return await comments.show(work, comment_id)
