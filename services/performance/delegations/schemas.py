from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic.json_schema import SkipJsonSchema

from services.performance.delegations.rules import DelegationScope, DelegationStatus
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Output, Prose

Once = AfterValidator(lambda scopes: sorted(set(scopes)))
DelegationScopes = Annotated[list[DelegationScope], Field(min_length=1, max_length=len(DelegationScope)), Once]


class DelegationCreate(Input):
    delegator_id: UUID | None = Field(default=None, description="Whose power it is; you if null.")
    delegate_id: UUID = Field(description="Who acts for them.")
    scopes: DelegationScopes
    valid_from: Day | None = Field(default=None, description="Today if null.")
    valid_to: Day = Field(description="The last day.")
    reason: Prose = ""


class DelegationQuery(PageQuery):
    sort: Literal["valid_from.desc", "valid_from.asc", "created_at.desc"] = "valid_from.desc"
    delegator_id: UUID | SkipJsonSchema[None] = None
    delegate_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[DelegationStatus], Field(max_length=len(DelegationStatus))] = []
    as_of: Day | SkipJsonSchema[None] = Field(default=None, description="Those of this day; of any day if absent.")
    updated_since: Instant | SkipJsonSchema[None] = None

    @property
    def filters(self) -> dict[str, Any]:
        return super().filters | ({} if self.as_of is None else {"of_day": self.as_of})


class Delegation(Output):
    id: UUID
    delegator: PersonRef
    delegate: PersonRef
    scopes: list[DelegationScope]
    valid_from: date
    valid_to: date
    reason: str
    status: DelegationStatus
    revoked_at: datetime | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
