"""One record's history as those may read it who see the record and may audit."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Text, Uuid, cast, select
from sqlalchemy import literal_column as sql

from shared.answers import Page
from shared.audit.schemas import AuditEntry, AuditQuery
from shared.database.statements import Statement, argument
from shared.feed.feed import Feed
from shared.feed.subjects import confided, seen
from shared.resources.resource import PAGE_SIZES, VARIANTS, Scopes
from shared.resources.viewer import Viewer
from shared.work import Reading

APART = {"changes", "parts", "reason", "on_behalf_of_id"}
"""What an entry says by itself, out of all that was noted."""


class Trail:
    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._statement = lru_cache(VARIANTS)(self._compile)

    async def page(self, work: Reading, query: AuditQuery) -> Page[AuditEntry]:
        """Latest first. Where some of a record is not for everybody, others get the entries without who and what."""
        bound_to = repr(("audit", self.feed.service, work.actor.org_id, query.record))
        before = 2**53
        if query.cursor is not None:
            before = int(work.cursors.open(query.cursor, bound_to)[0])
        most = next(size for size in PAGE_SIZES if query.limit <= size)
        rows = await work.rows(self._statement(work.actor.scopes, most), record=query.record, before=before)
        told = [{"body": _told(row).decode(), "key": str(row["seq"]), "id": row["id"]} for row in rows]
        return work.cursors.page(told, query.limit, bound_to)

    def _compile(self, scopes: Scopes, most: int) -> Statement:
        events, subjects, viewer = self.feed.events, self.feed.subjects, Viewer(scopes)
        names = ("seq", "id", "type", "record_id", "record_version", "actor_id", "at", "request_id")
        told = confided(events, subjects, viewer).label("confided")
        these = events.c.record_id == argument("record", Uuid), events.c.seq < argument("before", BigInteger)
        query = select(*(events.c[name] for name in names), cast(events.c.data, Text).label("data"), told)
        of_seen = query.where(*these, seen(events, subjects, viewer)).order_by(events.c.seq.desc())
        return Statement(of_seen.limit(sql(str(most + 1))))


def _told(row: Mapping[str, Any]) -> bytes:
    noted = orjson.loads(row["data"]) if row["confided"] else {}
    return orjson.dumps(
        {
            "id": str(row["id"]),
            "sequence": row["seq"],
            "action": row["type"],
            "record_id": str(row["record_id"]),
            "record_version": row["record_version"],
            "at": row["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "actor_id": str(row["actor_id"]) if row["confided"] else None,
            "on_behalf_of_id": noted.get("on_behalf_of_id"),
            "reason": noted.get("reason"),
            "request_id": row["request_id"] if row["confided"] else None,
            "changes": _changes(noted.get("changes", {})),
            "parts": [
                {"kind": part["kind"], "id": part["id"], "changes": _changes(part["changes"])}
                for part in noted.get("parts", [])
            ],
            "facts": {name: value for name, value in noted.items() if name not in APART},
        }
    )


def _changes(noted: Mapping[str, Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    """Of a field that is not told, nothing but that it changed."""
    untold: Mapping[str, Any] = {"from": None, "to": None}
    known = {name: one or untold for name, one in noted.items()}
    return [{"field": name, "before": one["from"], "after": one["to"]} for name, one in known.items()]
