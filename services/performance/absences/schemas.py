from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.people.rules.absence import AbsenceKind
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Output

Switch = Annotated[bool, Strict()]
EXCLUDED = "These days count neither for what a goal expects by now nor for the time since its last check-in."


class AbsenceCreate(Input):
    person_id: UUID
    kind: AbsenceKind
    starts_on: Day
    ends_on: Day = Field(description="The last day, as far as it is known.")
    excluded_from_period: Switch = Field(default=True, description=EXCLUDED)


class AbsencePatch(Input):
    """Send only what changes. Leave of another kind is other leave."""

    starts_on: Day | MISSING = MISSING
    ends_on: Day | MISSING = MISSING
    excluded_from_period: Switch | MISSING = Field(default=MISSING, description=EXCLUDED)


class AbsenceQuery(PageQuery):
    sort: Literal["starts_on.desc", "starts_on.asc"] = "starts_on.desc"
    person_id: UUID | SkipJsonSchema[None] = None
    kind: Annotated[list[AbsenceKind], Field(max_length=len(AbsenceKind))] = []
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Who is away on this day; any day if absent.")
    updated_since: Instant | SkipJsonSchema[None] = None

    @property
    def filters(self) -> dict[str, Any]:
        return super().filters | ({} if self.as_of is None else {"of_day": self.as_of})


class Absence(Output):
    id: UUID
    person: PersonRef
    kind: AbsenceKind
    starts_on: date
    ends_on: date
    excluded_from_period: bool = Field(description=EXCLUDED)
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
