from typing import Annotated

from fastapi import Query

from services.quality.inbox import schemas, service
from shared.admission import allow
from shared.answers import Page
from shared.http.routing import Router
from shared.work import Reading

router = Router("/inbox", "Inbox")
Reader = Annotated[Reading, allow("nonconformances:read")]


@router.get("")
async def list_inbox(work: Reader, query: Annotated[schemas.InboxQuery, Query()]) -> Page[schemas.InboxItem]:
    """What waits for you across all records, the longest waiting first; as a deputy, for your principals too."""
    return await service.page(work, query)
