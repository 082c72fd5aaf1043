"""The feed of one service: some events from a position on, as soon as there are any."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, DateTime, Integer, Table, Text, Uuid, and_, any_, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from shared.auth.actor import Actor
from shared.database.statements import Statement, argument
from shared.feed.positions import Positions
from shared.feed.refusals import CursorExpired
from shared.feed.schemas import EventFilter
from shared.feed.subjects import Subjects, kind_of, seen
from shared.resources.resource import VARIANTS, Scopes
from shared.resources.viewer import Viewer
from shared.sequencer import News
from shared.work import House

KEPT = timedelta(days=90)
VIEWED = ".viewed"
"""Who read something is for those who audit."""
WINDOW = 2_000
"""Numbers looked at in one statement, however few of their events are told."""
SEARCH_SECONDS = 1
"""How long to go on through what is not told before an answer without any."""
LOOK_AGAIN_SECONDS = 2
"""Where nobody told that there is something new, which can get lost with a connection."""
STREAM_LIMIT, STREAM_SECONDS, PING_SECONDS = 200, 600, 15
"""A stream ends after a while, so that its reader comes back with a token that still holds."""


@dataclass(frozen=True, slots=True)
class Found:
    rows: Sequence[Mapping[str, Any]]
    upto: int
    """All before and at this number is told."""
    more: bool


class Feed:
    def __init__(self, service: str, events: Table, batches: Table, subjects: Subjects) -> None:
        self.service, self.events, self.subjects, self._batches = service, events, subjects, batches
        self._statement = lru_cache(VARIANTS)(self._compile)

    async def read(self, reader: "Reader", after: int | None, limit: int, wait_seconds: float) -> Found:
        """At most so many, as soon as there is one; none when the time is up, or when a long search found none."""
        loop = asyncio.get_running_loop()
        until, enough = loop.time() + wait_seconds, loop.time() + SEARCH_SECONDS
        while True:
            news = reader.news.expected(reader.actor.org_id)
            found = await self._look(reader, after, limit)
            after, now = found.upto, loop.time()
            if found.rows or reader.news.over or now >= (enough if found.more else until):
                return found
            if not found.more:
                await _within(min(until - now, LOOK_AGAIN_SECONDS), news)

    async def stream(self, reader: "Reader", after: int | None) -> AsyncIterator[bytes]:
        """Server-sent events; the caller resumes by the id of the last one it had."""
        until = asyncio.get_running_loop().time() + STREAM_SECONDS
        yield b": welcome\n\n"
        while not reader.news.over and asyncio.get_running_loop().time() < until:
            found = await self.read(reader, after, STREAM_LIMIT, PING_SECONDS)
            after = found.upto
            for row in found.rows:
                yield sse(reader.cursor(row["seq"]), row["type"], self.told(row))
            if not found.rows:
                yield b": ping\n\n"

    async def head(self, reader: "Reader") -> int:
        """Where the feed ends now, for who wants only what comes."""
        return (await self._look(reader, None, 1, head_only=True)).upto

    def told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": str(row["id"]),
            "source": f"/{self.service}",
            "type": row["type"],
            "subject": str(row["record_id"]),
            "time": row["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": {"version": row["record_version"]},
        }

    async def _look(self, reader: "Reader", after: int | None, limit: int, *, head_only: bool = False) -> Found:
        """A row that says where the feed begins and ends, and beside it each event; in three round trips."""
        now, asked = datetime.now(UTC), reader.asked
        statement = self._statement(reader.actor.scopes, bool(asked.type), asked.subject is not None)
        async with reader.house.reading(reader.actor, now) as work:
            rows = await work.rows(
                statement, after=after, limit=0 if head_only else limit, since=now - KEPT, types=asked.type,
                kinds=[one.removesuffix(".*") for one in asked.type if one.endswith(".*")], subject=asked.subject,
            )  # fmt: skip
        begins, ends = rows[0]["expired"], rows[0]["head"]
        if head_only:
            return Found((), ends, more=False)
        if after is not None and after < begins:
            raise CursorExpired()
        told = [row for row in rows if row["seq"] is not None]
        upto = told[-1]["seq"] if len(told) == limit else min((begins if after is None else after) + WINDOW, ends)
        return Found(told, upto, more=upto < ends)

    def _compile(self, scopes: Scopes, by_type: bool, by_subject: bool) -> Statement:
        events, batches = self.events, self._batches
        expired = select(batches.c.last_seq).where(batches.c.sealed_at < argument("since", DateTime(timezone=True)))
        head = select(batches.c.last_seq).order_by(batches.c.number.desc()).limit(1)
        bounds = select(
            func.coalesce(expired.order_by(batches.c.sealed_at.desc()).limit(1).scalar_subquery(), 0).label("expired"),
            func.coalesce(head.scalar_subquery(), 0).label("head"),
        ).cte("bounds")
        begins = func.coalesce(argument("after", BigInteger), bounds.c.expired)
        conditions = [
            events.c.seq > begins,
            events.c.seq <= begins + WINDOW,
            ~events.c.type.endswith(VIEWED),
            seen(events, self.subjects, Viewer(scopes)),
        ]
        if by_type:
            named = events.c.type == any_(argument("types", ARRAY(Text)))
            conditions.append(or_(named, kind_of(events) == any_(argument("kinds", ARRAY(Text)))))
        if by_subject:
            conditions.append(events.c.record_id == argument("subject", Uuid))
        columns = [events.c[name] for name in ("seq", "id", "type", "record_id", "record_version", "at")]
        window = select(*columns).where(and_(*conditions)).order_by(events.c.seq).limit(argument("limit", Integer))
        beside = window.correlate(bounds).lateral("told")
        return Statement(select(bounds, beside).outerjoin_from(bounds, beside, true()).order_by(beside.c.seq))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, what of it, and what they find in place."""

    house: House
    news: News
    positions: Positions
    actor: Actor
    asked: EventFilter

    def cursor(self, seq: int) -> str:
        return self.positions.seal(self.actor.org_id, seq)

    def position(self, cursor: str | None) -> int | None:
        return None if cursor is None else self.positions.open(self.actor.org_id, cursor)


def sse(id: str | None, type: str, said: Mapping[str, Any]) -> bytes:
    place = f"id: {id}\n" if id else ""
    return f"{place}event: {type}\ndata: ".encode() + orjson.dumps(said) + b"\n\n"


async def _within(seconds: float, news: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(news.wait(), seconds)
