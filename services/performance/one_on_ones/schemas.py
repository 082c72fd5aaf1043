from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.one_on_ones.rules import ActionStatus, MeetingStatus, SeriesKind, SeriesStatus
from services.performance.people.schemas import PersonRef, TimeZone
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Line, Output, Prose

Cadence = Annotated[int, Strict(), Field(ge=1, le=366, description="Days from one meeting to the next.", examples=[14])]
Text = Annotated[Prose, Field(min_length=1)]


class SeriesCreate(Input):
    """With its first meeting. One of the two is you."""

    kind: SeriesKind = SeriesKind.ONE_ON_ONE
    lead_id: UUID = Field(description="Who leads or coaches.")
    person_id: UUID = Field(description="The other.")
    aim: Prose = ""
    cadence_days: Cadence | None = Field(default=None, description="Null where each meeting is arranged by hand.")
    time_zone: TimeZone = "UTC"
    first_at: Instant


class SeriesPatch(Input):
    """Send only what changes; null clears. The meeting that is scheduled stays where it is."""

    aim: Prose | MISSING = MISSING
    cadence_days: Cadence | None | MISSING = MISSING
    time_zone: TimeZone | MISSING = MISSING


class SeriesQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    kind: Annotated[list[SeriesKind], Field(max_length=len(SeriesKind))] = []
    status: Annotated[list[SeriesStatus], Field(max_length=len(SeriesStatus))] = []


class OneOnOneSeries(Output):
    id: UUID
    kind: SeriesKind
    lead: PersonRef
    person: PersonRef
    aim: str
    cadence_days: int | None
    time_zone: str
    status: SeriesStatus
    next_at: datetime | None = Field(description="When the two meet next.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class OneOnOneCreate(Input):
    """One more meeting of a series; what was left open before is carried to it."""

    series_id: UUID
    scheduled_at: Instant


class OneOnOnePatch(Input):
    scheduled_at: Instant


class OneOnOneQuery(PageQuery):
    sort: Literal["scheduled_at.desc", "scheduled_at.asc"] = "scheduled_at.desc"
    series_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[MeetingStatus], Field(max_length=len(MeetingStatus))] = []


class AgendaItemCreate(Input):
    text: Text
    goal_id: UUID | None = None
    action_item_id: UUID | None = None


class AgendaItemPatch(Input):
    """Send only what changes."""

    text: Text | MISSING = MISSING
    discussed: Annotated[bool, Strict()] | MISSING = MISSING


class AgendaItem(Output):
    id: UUID
    author: PersonRef
    text: str
    discussed: bool
    carried_from_id: UUID | None = Field(description="The item of an earlier meeting of which this is left.")
    goal_id: UUID | None
    action_item_id: UUID | None


class OneOnOne(Output):
    id: UUID
    series_id: UUID
    lead: PersonRef
    person: PersonRef
    scheduled_at: datetime
    status: MeetingStatus
    status_reason: str | None
    agenda: list[AgendaItem] = Field(description="In the order in which it was put.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class Suggestion(Output):
    """Something to talk about: an open action, or a goal that needs it."""

    text: str
    goal_id: UUID | None
    action_item_id: UUID | None
    due_on: date | None


class Suggestions(Output):
    items: list[Suggestion] = Field(description="At most 50, what is due first.")


class NoteCreate(Input):
    one_on_one_id: UUID
    text: Text


class NotePatch(Input):
    text: Text


class NoteQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.asc"
    one_on_one_id: UUID | SkipJsonSchema[None] = None


class SharedNote(Output):
    id: UUID
    one_on_one_id: UUID
    author: PersonRef
    text: str
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class PrivateNote(Output):
    """Yours alone."""

    id: UUID
    one_on_one_id: UUID
    text: str
    created_at: datetime
    updated_at: datetime
    version: int


class ActionItemCreate(Input):
    one_on_one_id: UUID
    owner_id: UUID = Field(description="One of the two.")
    text: Line
    due_on: Day | None = None


class ActionItemPatch(Input):
    """Send only what changes; null clears."""

    text: Line | MISSING = MISSING
    due_on: Day | None | MISSING = MISSING


class ActionItemQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    one_on_one_id: UUID | SkipJsonSchema[None] = None
    owner_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[ActionStatus], Field(max_length=len(ActionStatus))] = []
    due_before: Day | SkipJsonSchema[None] = None


class ActionItem(Output):
    id: UUID
    one_on_one_id: UUID
    owner: PersonRef
    text: str
    due_on: date | None
    status: ActionStatus
    status_reason: str | None
    done_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
