from uuid import UUID

from services.quality.subjects.queries import is_seen
from services.quality.subjects.rules import SubjectKind
from shared.problems import FieldError, ReferenceNotFound
from shared.work import Work


async def require_seen(work: Work, kind: SubjectKind, record_id: UUID, pointer: str = "/record_id") -> None:
    """Nothing hangs on a record that this caller does not see."""
    if not await work.value(is_seen(work.actor.scopes), kind=kind, record_id=record_id):
        raise ReferenceNotFound(errors=[FieldError(pointer, "not_found", f"there is no such {kind}")])
