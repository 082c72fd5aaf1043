from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.performance.expectations.rules import ExpectationKind, ExpectationStatus, ExpectationSubject
from services.performance.job_profiles.schemas import JobProfileRef
from services.performance.people.schemas import PersonRef
from shared.pages import PageQuery
from shared.schemas import Day, Input, Instant, Line, Output, Prose

Title = Annotated[Line, Field(examples=["Checks the first part of every shift"])]
Critical = Annotated[bool, Strict(), Field(description="Whether all else counts little where this is not met.")]
LastDay = Annotated[Day, Field(description="The last day; null until further notice.")]
SetHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]


class ExpectationCreate(Input):
    """Of a person or of everybody in a job profile."""

    person_id: UUID | None = None
    job_profile_id: UUID | None = None
    title: Title
    description: Prose = ""
    kind: ExpectationKind
    critical: Critical = False
    effective_from: Day | None = Field(default=None, description="Today if null.")
    effective_to: LastDay | None = None


class ExpectationPatch(Input):
    """Send only what changes; null clears. Once it has begun, only its last day can still be set."""

    title: Title | MISSING = MISSING
    description: Prose | MISSING = MISSING
    kind: ExpectationKind | MISSING = MISSING
    critical: Critical | MISSING = MISSING
    effective_from: Day | MISSING = MISSING
    effective_to: LastDay | None | MISSING = MISSING


class ExpectationQuery(PageQuery):
    sort: Literal["effective_from.desc", "effective_from.asc", "created_at.desc", "title.asc"] = "effective_from.desc"
    person_id: UUID | SkipJsonSchema[None] = None
    job_profile_id: UUID | SkipJsonSchema[None] = None
    kind: Annotated[list[ExpectationKind], Field(max_length=3)] = []
    status: Annotated[list[ExpectationStatus], Field(max_length=3)] = []
    critical: bool | SkipJsonSchema[None] = None
    updated_since: Instant | SkipJsonSchema[None] = None


class Expectation(Output):
    id: UUID
    person: PersonRef | None = Field(description="Null where it is expected of a job profile.")
    job_profile: JobProfileRef | None = Field(description="Null where it is expected of a person.")
    title: str
    description: str
    kind: ExpectationKind
    critical: bool
    effective_from: date
    effective_to: date | None = Field(description="The last day.")
    status: ExpectationStatus = Field(description="By its days, as of today.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class ExpectationInForce(Output):
    id: UUID
    applies_to: ExpectationSubject
    title: str
    description: str
    kind: ExpectationKind
    critical: bool
    effective_from: date
    effective_to: date | None
    version: int


class ExpectationSet(Output):
    """All that is expected of a person on a day: their own, and that of the job profile they work in."""

    person: PersonRef
    as_of: date
    job_profile: JobProfileRef | None
    items: list[ExpectationInForce]
    set_hash: str = Field(description="SHA-256 of `items` as JSON: by id, keys sorted, no spaces, in UTF-8.")
    acknowledged_at: datetime | None = Field(description="When the person said to have read exactly this set.")


class ExpectationAcknowledgementCreate(Input):
    set_hash: SetHash


class ExpectationAcknowledgementQuery(PageQuery):
    sort: Literal["acknowledged_at.desc", "acknowledged_at.asc"] = "acknowledged_at.desc"


class ExpectationAcknowledgement(Output):
    id: UUID
    person: PersonRef
    set_hash: str
    acknowledged_at: datetime
    version: int
