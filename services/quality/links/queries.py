from sqlalchemy import ColumnElement, Uuid, and_, or_

from services.quality.links import schemas
from services.quality.links.models import Link
from services.quality.links.rules import LIFECYCLE, LINKER
from services.quality.subjects.queries import seen
from shared.database.statements import argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, holding


def _both_ends_seen(viewer: Viewer) -> ColumnElement[bool]:
    return and_(seen(viewer, Link.subject_kind, Link.subject_id), seen(viewer, Link.object_kind, Link.object_id))


def _at_either_end(name: str) -> ColumnElement[bool]:
    return or_(Link.subject_id == argument(name, Uuid), Link.object_id == argument(name, Uuid))


links = Resource(
    schemas.RecordLink,
    Link,
    visible=_both_ends_seen,
    workflow=LIFECYCLE,
    guards={LINKER: holding("links:write")},
    filters={"record_id": _at_either_end, "relation": among(Link.relation), "status": among(Link.status)},
    sorts={"created_at": Link.created_at},
)
