"""`/v1/events` of one service."""

from typing import Annotated

import orjson
from fastapi import Header, Query, Request
from pydantic.json_schema import SkipJsonSchema

from shared.admission import admit
from shared.answers import Document, Stream
from shared.auth.actor import Actor
from shared.feed.feed import Feed, Reader
from shared.feed.refusals import CursorExpired
from shared.feed.schemas import LATEST, EventBatch, EventCursor, EventFilter, EventQuery
from shared.http.errors import problems
from shared.http.routing import Router, streams
from shared.pages import CursorMismatch

Admitted = Annotated[Actor, admit("events:read")]
LastEventId = Annotated[EventCursor | SkipJsonSchema[None], Header(description="The id of the last event you had.")]


def feed_router(feed: Feed) -> Router:
    """The same routes for every service under operation names of its own, such as `listPerformanceEvents`."""
    router = Router("/events", "Events")

    @router.get("", name=f"list_{feed.service}_events", responses=problems(CursorMismatch, CursorExpired))
    async def list_events(
        request: Request, actor: Admitted, query: Annotated[EventQuery, Query()]
    ) -> Document[EventBatch]:
        """What happened to the records you may see, oldest first, each at least once, a record's own in their order."""
        reader = reader_of(request, actor, query)
        after = await feed.head(reader) if query.after == LATEST else reader.position(query.after)
        found = await feed.read(reader, after, query.limit, query.wait_seconds)
        told = [feed.told(row) for row in found.rows]
        return Document(orjson.dumps({"items": told, "next_cursor": reader.cursor(found.upto)}))

    @router.get(
        "/stream",
        name=f"stream_{feed.service}_events",
        responses=streams("text/event-stream") | problems(CursorMismatch, CursorExpired),
    )
    async def stream_events(
        request: Request,
        actor: Admitted,
        query: Annotated[EventFilter, Query()],
        last_event_id: LastEventId = None,
    ) -> Stream:
        """The same as server-sent events, from now on, or from the event that `Last-Event-ID` names."""
        reader = reader_of(request, actor, query)
        named = last_event_id or query.after or LATEST
        after = await feed.head(reader) if named == LATEST else reader.position(named)
        await feed.read(reader, after, 1, 0)  # what has left the feed is refused before the answer begins
        return Stream(feed.stream(reader, after), "text/event-stream")

    return router


def reader_of(request: Request, actor: Actor, asked: EventFilter) -> Reader:
    state = request.app.state
    return Reader(state.house, state.news, state.positions, actor, asked)
