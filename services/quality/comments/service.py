from services.quality.comments import schemas
from services.quality.comments.models import Comment
from services.quality.comments.queries import comments
from services.quality.subjects.service import require_seen
from shared.answers import Document
from shared.work import Work


async def create(work: Work, data: schemas.CommentCreate) -> Document[schemas.Comment]:
    await require_seen(work, data.kind, data.record_id)
    comment = work.add(Comment(author_id=work.actor.id, **data.model_dump()))
    work.note("comment.created", comment, kind=data.kind, record_id=data.record_id)
    return await comments.show(work, comment.id)
