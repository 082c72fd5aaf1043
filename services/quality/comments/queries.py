from services.quality.comments import schemas
from services.quality.comments.models import Comment
from services.quality.subjects.queries import seen
from shared.resources.resource import Resource
from shared.resources.viewer import equals

comments = Resource(
    schemas.Comment,
    Comment,
    visible=lambda viewer: seen(viewer, Comment.kind, Comment.record_id),
    filters={"record_id": equals(Comment.record_id)},
    sorts={"created_at": Comment.created_at},
)
