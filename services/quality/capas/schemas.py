from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING, Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.ages.rules import AgeBucket
from services.quality.capas.rules.kinds import (
    CapaActionKind,
    CapaActionStatus,
    CapaKind,
    CapaMethod,
    CapaRisk,
    CapaStatus,
    CauseLevel,
    CauseStatus,
    DueChangeStatus,
    EffectivenessVerdict,
)
from services.quality.processes.schemas import ProcessRef
from shared.pages import ListQuery, PageQuery, SheetQuery
from shared.schemas import Day, Input, Line, Number, Output, Prose

Title = Annotated[Line, Field(examples=["Bores too wide after tool change"])]
Person = Annotated[UUID, Field(description="A person of the performance service.")]
Told = Annotated[Prose, Field(min_length=1, pattern=r"\S")]


class ProblemAspect(Input):
    """One question: what is seen, and what might be but is not."""

    is_seen: Told
    is_not_seen: Prose = ""


class CapaProblem(Input):
    """Is and is not, and a figure that can be measured again."""

    what: ProblemAspect
    where: ProblemAspect
    when: ProblemAspect
    how_big: ProblemAspect
    metric: Line = Field(examples=["share of bores above 74.05 mm"])
    value: Number
    unit: Line | None = None
    period: Line = Field(examples=["calendar weeks 40 to 44"])


class CapaSourceCreate(Input):
    """Exactly one of the three."""

    nonconformance_id: UUID | None = None
    signal_id: UUID | None = None
    reference: Line | None = Field(default=None, description="Something outside, such as a customer's letter.")


class CapaCreate(Input):
    """A draft may lack what its first gate needs."""

    title: Title
    kind: CapaKind = CapaKind.CORRECTIVE
    method: CapaMethod = CapaMethod.EIGHT_D
    risk: CapaRisk
    process_id: UUID
    owner_id: Person | None = None
    sponsor_id: Person | None = None
    due_on: Day | None = None
    problem: CapaProblem | None = None
    sources: Annotated[list[CapaSourceCreate], Field(max_length=50)] = []
    team: Annotated[list[Person], Field(max_length=50)] = []


class CapaPatch(Input):
    """Send only what changes; null clears. Once it is initiated, its date moves by a due change only."""

    title: Title | MISSING = MISSING
    risk: CapaRisk | MISSING = MISSING
    owner_id: Person | MISSING = MISSING
    sponsor_id: Person | MISSING = MISSING
    due_on: Day | MISSING = MISSING
    problem: CapaProblem | MISSING = MISSING


class ContainmentWaiver(Input):
    reason: Told


class CapaFilters(ListQuery):
    """What you don't see of a CAPA finds nothing: owner, source and due date are known to those inside."""

    sort: Literal["created_at.desc", "created_at.asc", "number.desc", "number.asc"] = "created_at.desc"
    status: Annotated[list[CapaStatus], Field(max_length=13)] = []
    risk: Annotated[list[CapaRisk], Field(max_length=3)] = []
    kind: Annotated[list[CapaKind], Field(max_length=3)] = []
    age: Annotated[list[AgeBucket], Field(max_length=5)] = []
    owner_id: UUID | SkipJsonSchema[None] = None
    process_id: UUID | SkipJsonSchema[None] = None
    nonconformance_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Those that answer to it.")
    due_before: Day | SkipJsonSchema[None] = None
    mine: bool = Field(default=False, description="Those that you own and that have not ended.")
    overdue: bool = Field(default=False, description="Those past their due date that have not ended.")

    @property
    def filters(self) -> dict[str, Any]:
        return {name: value for name, value in super().filters.items() if value is not False}


class CapaQuery(CapaFilters, PageQuery):
    pass


class CapaSheetQuery(CapaFilters, SheetQuery):
    pass


class CapaTeam(Input):
    """Everybody; who is not named is no longer in it."""

    people: Annotated[list[Person], Field(max_length=50)]


class CapaSource(Output):
    id: UUID
    nonconformance_id: UUID | None
    signal_id: UUID | None
    reference: str | None
    created_at: datetime


class Capa(Output):
    """Who is not in the team, of its process or in quality management sees title and status; the rest is null then."""

    id: UUID
    number: str = Field(description="What people call it.", examples=["CAPA-2026-000017"])
    title: str
    status: CapaStatus
    whole: bool = Field(description="Whether you see all of it.")
    kind: CapaKind
    method: CapaMethod
    risk: CapaRisk
    process: ProcessRef
    owner_id: UUID | None
    sponsor_id: UUID | None
    team: list[UUID] | None
    sources: list[CapaSource] | None
    problem: CapaProblem | None
    due_on: date | None
    original_due_on: date | None = Field(description="As first agreed; what is on time is measured by it.")
    iteration: int = Field(description="Which round it is: one more each time that it did not work or came back.")
    containment_waiver: str | None = Field(description="Why nothing has to be contained.")
    prevention_waiver: str | None = Field(description="Why nothing was done elsewhere that it may not happen there.")
    window_from: datetime | None = Field(description="Since the last action was done; the effectiveness of this round.")
    window_to: datetime | None
    extended: bool
    verdict: EffectivenessVerdict | None = Field(description="The latest one computed for this round and window.")
    open_actions: int | None
    escalated_at: datetime | None = Field(description="When it was told to quality managers that it is overdue.")
    closed_at: datetime | None
    resolution: str | None = Field(description="How it was closed, or why it was cancelled.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class RootCauseCreate(Input):
    capa_id: UUID
    level: CauseLevel
    text: Told
    tool: Line | None = Field(default=None, examples=["five why", "Ishikawa"])
    evidence: Prose = ""


class RootCausePatch(Input):
    """Send only what changes. What was verified is pending again when its text or evidence changes."""

    level: CauseLevel | MISSING = MISSING
    text: Told | MISSING = MISSING
    tool: Line | None | MISSING = MISSING
    evidence: Prose | MISSING = MISSING


class RootCauseQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    capa_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[CauseStatus], Field(max_length=3)] = []


class RootCause(Output):
    id: UUID
    capa_id: UUID
    level: CauseLevel
    text: str
    tool: str | None
    evidence: str
    author_id: UUID = Field(description="Who wrote the text as it now reads.")
    status: CauseStatus
    verified_by: UUID | None
    verified_at: datetime | None
    verdict_reason: str | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class CapaActionCreate(Input):
    capa_id: UUID
    kind: CapaActionKind
    text: Told
    owner_id: Person
    due_on: Day
    root_cause_id: UUID | None = Field(default=None, description="Of the same CAPA: the cause that it takes away.")
    depends_on: Annotated[list[UUID], Field(max_length=20)] = Field(
        default=[], description="Actions of the same CAPA that have to be done first."
    )


class CapaActionPatch(Input):
    """Send only what changes; null clears."""

    text: Told | MISSING = MISSING
    owner_id: Person | MISSING = MISSING
    due_on: Day | MISSING = MISSING
    root_cause_id: UUID | None | MISSING = MISSING
    evidence: Prose | MISSING = MISSING


class CapaActionQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc", "due_on.asc", "due_on.desc"] = "created_at.asc"
    capa_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[CapaActionStatus], Field(max_length=4)] = []
    kind: Annotated[list[CapaActionKind], Field(max_length=4)] = []
    owner_id: UUID | SkipJsonSchema[None] = None
    due_before: Day | SkipJsonSchema[None] = None


class CapaAction(Output):
    id: UUID
    capa_id: UUID
    kind: CapaActionKind
    text: str
    owner_id: UUID
    due_on: date
    root_cause_id: UUID | None
    depends_on: list[UUID]
    evidence: str
    status: CapaActionStatus
    status_reason: str | None
    iteration: int
    escalated_at: datetime | None = Field(description="When it was told to quality managers that it is overdue.")
    done_at: datetime | None
    verified_by: UUID | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class DueChangeCreate(Input):
    capa_id: UUID
    due_on: Day
    reason: Told


class DueChangeQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    capa_id: UUID | SkipJsonSchema[None] = None


class DueChange(Output):
    id: UUID
    capa_id: UUID
    due_before: date
    due_on: date
    reason: str
    proposed_by: UUID
    status: DueChangeStatus
    decided_by: UUID | None
    decision_reason: str | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
