"""`/v1/audit` of one service."""

from typing import Annotated

import orjson
from fastapi import Query

from shared.admission import allow
from shared.answers import Document, Page
from shared.audit.chain import Head, verified
from shared.audit.schemas import AuditEntry, AuditQuery, AuditVerification, VerificationQuery
from shared.audit.trail import Trail
from shared.feed.feed import Feed
from shared.http.errors import problems
from shared.http.routing import Router
from shared.pages import CursorMismatch
from shared.work import Reading

Auditor = Annotated[Reading, allow("audit:read")]


def audit_router(feed: Feed) -> Router:
    """The same routes for every service under operation names of its own, such as `listPerformanceAuditEntries`."""
    router, trail, service = Router("/audit", "Audit"), Trail(feed), feed.service

    @router.get("", name=f"list_{service}_audit_entries", responses=problems(CursorMismatch))
    async def list_audit_entries(work: Auditor, query: Annotated[AuditQuery, Query()]) -> Page[AuditEntry]:
        """What happened to a record that you may see, latest first: who, when, why, and from what to what."""
        return await trail.page(work, query)

    @router.get("/verify", name=f"verify_{service}_audit")
    async def verify_audit(work: Auditor, query: Annotated[VerificationQuery, Query()]) -> Document[AuditVerification]:
        """Whether the events are those that were sealed, also by heads that you kept; keep the one you get."""
        heads = [Head(int(number), bytes.fromhex(hash)) for number, hash in (one.split(":") for one in query.head)]
        found = await verified(work.connection, service, work.actor.org_id, query.after, heads)
        head = found.head and {"batch": found.head.number, "hash": found.head.hash.hex()}
        faults = [{"batch": fault.number, "detail": fault.detail} for fault in found.faults]
        told = {"intact": not faults, "faults": faults, "verified_to": found.upto, "more": found.more, "head": head}
        return Document(orjson.dumps(told))

    return router
