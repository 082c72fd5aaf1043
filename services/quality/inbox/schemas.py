from datetime import datetime
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.inbox.rules import InboxKind
from shared.pages import Cursor, Limit
from shared.schemas import Input, Output


class InboxQuery(Input):
    kind: list[InboxKind] = Field(default=[], max_length=len(InboxKind), description="All if absent.")
    limit: Limit = 50
    cursor: Cursor | SkipJsonSchema[None] = None


class InboxItem(Output):
    """A record and the step it waits for; `GET …/transitions` of the record says what is missing."""

    kind: InboxKind
    id: UUID
    capa_id: UUID | None = Field(description="Of what belongs to a CAPA.")
    number: str = Field(description="Of the nonconformance or the CAPA.")
    title: str
    gate: str = Field(description="The transition.", examples=["dispose"])
    since: datetime = Field(description="When it came there, or was last changed.")
    due_at: datetime | None = Field(description="Of a day, its end.")
    overdue: bool
    for_id: UUID | None = Field(description="Whose deputy you are, where it is theirs and not yours.")
