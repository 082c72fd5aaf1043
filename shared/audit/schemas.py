from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.pages import Cursor, Limit
from shared.schemas import Input, Output

ExportedHead = Annotated[
    str, Field(pattern=r"^[1-9][0-9]{0,15}:[0-9a-f]{64}$", examples=["12:" + "0f" * 32], max_length=81)
]


class AuditQuery(Input):
    record: UUID = Field(description="The record whose history is asked for.")
    limit: Limit = 50
    cursor: Cursor | SkipJsonSchema[None] = None


class VerificationQuery(Input):
    after: int = Field(default=0, ge=0, le=2**53, description="The batch up to which all is verified already.")
    head: Annotated[list[ExportedHead], Field(max_length=100)] = Field(
        default=[], description="Heads that were exported earlier, as `number:hash`."
    )


class AuditChange(Output):
    field: str
    before: Any = Field(description="Null where there was nothing before.")
    after: Any = Field(description="Null where there is nothing now.")


class AuditPart(Output):
    """Something that belongs to the record and changed with it."""

    kind: str
    id: UUID
    changes: list[AuditChange]


class AuditEntry(Output):
    id: UUID
    sequence: int = Field(description="Its place among all that happened in the organisation.")
    action: str = Field(examples=["goal.updated"])
    record_id: UUID
    record_version: int
    at: datetime
    actor_id: UUID | None = Field(description="Who did it; null where that is not for this caller.")
    on_behalf_of_id: UUID | None
    reason: str | None
    request_id: str | None = Field(description="The trace id of the request.")
    changes: list[AuditChange]
    parts: list[AuditPart]
    facts: dict[str, Any] = Field(description="What else was noted with that action.")


class AuditFault(Output):
    batch: int
    detail: str


class AuditHead(Output):
    """The seal of the latest batch. Keep it elsewhere: held against it, a chain cut or written anew is found."""

    batch: int
    hash: str


class AuditVerification(Output):
    intact: bool
    faults: list[AuditFault]
    verified_to: int = Field(description="The last batch looked at; pass it as `after` where there are more.")
    more: bool
    head: AuditHead | None = Field(description="Of the last batch looked at; null where there was none.")
