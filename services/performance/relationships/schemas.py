from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.schemas import PersonRef
from services.performance.relationships.rules import RelationshipKind
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Output

LAST_DAY = "The last day; null while there is none."


class RelationshipCreate(Input):
    person_id: UUID
    related_id: UUID = Field(description="Who is this to the person.")
    kind: RelationshipKind
    valid_from: Day | None = Field(default=None, description="Today if null.")
    valid_to: Day | None = Field(default=None, description=LAST_DAY)


class RelationshipPatch(Input):
    """When it ends; null clears. For all else end it and begin another."""

    valid_to: Day | None | MISSING = Field(default=MISSING, description=LAST_DAY)


class RelationshipQuery(PageQuery):
    sort: Literal["valid_from.desc", "valid_from.asc"] = "valid_from.desc"
    person_id: UUID | SkipJsonSchema[None] = None
    related_id: UUID | SkipJsonSchema[None] = None
    kind: Annotated[list[RelationshipKind], Field(max_length=len(RelationshipKind))] = []
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Those of this day; of any day if absent.")
    updated_since: Instant | SkipJsonSchema[None] = None

    @property
    def filters(self) -> dict[str, Any]:
        return super().filters | ({} if self.as_of is None else {"of_day": self.as_of})


class Relationship(Output):
    id: UUID
    person: PersonRef
    related: PersonRef = Field(description="The person's dotted-line lead, HR partner, mentor or lead of a project.")
    kind: RelationshipKind
    valid_from: date
    valid_to: date | None = Field(description=LAST_DAY)
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
