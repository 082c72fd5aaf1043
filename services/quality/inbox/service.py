from typing import Any

from services.quality.inbox import schemas
from services.quality.inbox.queries import inbox
from services.quality.inbox.rules import InboxKind
from shared.answers import Page
from shared.resources.resource import PAGE_SIZES
from shared.work import Reading


async def page(work: Reading, query: schemas.InboxQuery) -> Page[schemas.InboxItem]:
    kinds = frozenset(query.kind or InboxKind)
    bound_to = repr(("inbox", work.actor.org_id, work.actor.id, sorted(kinds)))
    given: dict[str, Any] = {}
    if query.cursor is not None:
        given["after_key"], given["after_id"] = work.cursors.open(query.cursor, bound_to)
    most = next(size for size in PAGE_SIZES if query.limit <= size)
    rows = await work.rows(inbox(work.actor.scopes, kinds, query.cursor is not None, most), **given)
    return work.cursors.page(rows, query.limit, bound_to)
