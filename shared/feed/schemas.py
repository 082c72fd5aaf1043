from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.schemas import Input, Output

EventCursor = Annotated[str, Field(min_length=1, max_length=200)]
EventType = Annotated[str, Field(max_length=100, pattern=r"^[a-z_]+\.([a-z_]+|\*)$", examples=["goal.created"])]

LATEST = "latest"


class EventFilter(Input):
    """Which events; all that this caller may see where nothing is said."""

    type: Annotated[
        list[EventType], Field(max_length=50, description="`goal.created`, or `goal.*` for all of goals.")
    ] = []
    subject: UUID | SkipJsonSchema[None] = Field(default=None, description="Only those of this record.")
    after: EventCursor | SkipJsonSchema[None] = Field(
        default=None,
        description="The `next_cursor` or stream id up to which events are known, or `latest`.",
    )


class EventQuery(EventFilter):
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    wait_seconds: Annotated[int, Field(ge=0, le=25, description="How long to wait where there is nothing new.")] = 0


class EventFacts(Output):
    version: int = Field(description="Of the record, after this.")


class Event(Output):
    """What happened, as CloudEvents 1.0 has it. It says of what, not what exactly: read the record to learn that."""

    specversion: Literal["1.0"]
    id: UUID = Field(description="The same each time the event is told.")
    source: str
    type: str = Field(examples=["goal.created"])
    subject: UUID = Field(description="The record that it happened to.")
    time: datetime
    datacontenttype: Literal["application/json"]
    data: EventFacts


class EventBatch(Output):
    items: list[Event] = Field(description="Oldest first. There may be none, and more after them all the same.")
    next_cursor: str = Field(description="Pass it as `after`, whether there were items or not.")
