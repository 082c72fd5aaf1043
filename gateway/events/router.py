from typing import Annotated

import orjson
from fastapi import Header, Query
from pydantic.json_schema import SkipJsonSchema

from gateway.admission import Punctual, allow
from gateway.dashboards.rules import NothingAnswered
from gateway.events import rules, schemas, service
from gateway.upstreams import Errand
from shared.answers import Document, Stream
from shared.feed.refusals import CursorExpired
from shared.feed.schemas import LATEST, EventCursor, EventFilter, EventQuery
from shared.http.errors import problems
from shared.http.routing import Router, streams
from shared.pages import CursorMismatch

router = Router("/events", "MergedEvents")
router.route_class = Punctual
Reader = Annotated[Errand, allow("events:read")]
LastEventId = Annotated[EventCursor | SkipJsonSchema[None], Header(description="The id of the last event you had.")]


@router.get("", responses=problems(CursorMismatch, CursorExpired, NothingAnswered))
async def list_events(errand: Reader, query: Annotated[EventQuery, Query()]) -> Document[schemas.MergedEventBatch]:
    """What happened in both services to the records you may see: each service's events in its own order."""
    places = rules.opened(query.after, errand.upstreams)
    merged = await service.read(errand, query, places, max(query.limit // len(places), 1), query.wait_seconds)
    told = {"items": merged.items, "next_cursor": rules.sealed(merged.places), "parts": merged.parts}
    return Document(orjson.dumps(told))


@router.get(
    "/stream", responses=streams("text/event-stream") | problems(CursorMismatch, CursorExpired, NothingAnswered)
)
async def stream_events(
    errand: Reader, query: Annotated[EventFilter, Query()], last_event_id: LastEventId = None
) -> Stream:
    """The same as server-sent events, from now on, or from the event that `Last-Event-ID` names."""
    after = last_event_id or query.after or ".".join([LATEST] * len(errand.upstreams))
    places = rules.opened(after, errand.upstreams)
    merged = await service.read(errand, query, places, 1, 0)  # what is refused is refused before the answer begins
    known = {name: merged.places[name] if place == LATEST else place for name, place in places.items()}
    return Stream(service.stream(errand, query, known), "text/event-stream")
