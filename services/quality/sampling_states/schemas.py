from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.processes.schemas import ProcessRef
from services.quality.sampling.rules.switching import Inspection, SwitchingReason
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme
from services.quality.sampling.schemas import Aql, Flag
from services.quality.sampling_states.rules.replay import Decision
from services.quality.sampling_states.rules.states import SamplingStatus
from services.quality.sampling_states.rules.verdicts import Counted
from services.quality.suppliers.schemas import SupplierRef
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Line, Output, Prose

LotSize = Annotated[int, Strict(), Field(ge=1, le=10**9, examples=[1_000])]
Count = Annotated[int, Strict(), Field(ge=0, le=10**9, examples=[1])]
Steady = Annotated[Flag, Field(description="False ends reduced inspection and keeps it from beginning.")]
Original = Annotated[Flag, Field(description="False for a lot that was submitted again; it does not count.")]
Severity = Annotated[InspectionSeverity, Field(description="The one under which the lot was inspected.")]


class SamplingStateCreate(Input):
    """What is sampled: lots of a process or a characteristic, of all or of one item and supplier."""

    process_id: UUID | None = None
    characteristic_id: UUID | None = None
    item_ref: Line | None = None
    supplier_id: UUID | None = None
    scheme: Scheme = Scheme.ANSI_Z1_4
    level: Level = Level.II
    aql: Aql
    counted: Counted = Counted.UNITS
    limit_numbers: Flag = Field(
        default=False, description="Reduce only within the limit numbers of ANSI/ASQ Z1.4, Table VIII, too."
    )


class SamplingStateQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    status: Annotated[list[SamplingStatus], Field(max_length=5)] = []
    process_id: UUID | SkipJsonSchema[None] = None
    characteristic_id: UUID | SkipJsonSchema[None] = None
    item_ref: Line | SkipJsonSchema[None] = None
    supplier_id: UUID | SkipJsonSchema[None] = None


class SamplingState(Output):
    id: UUID
    process: ProcessRef | None
    characteristic: CharacteristicRef | None
    supplier: SupplierRef | None
    item_ref: str | None
    scheme: Scheme
    level: Level
    aql: float = Field(description="Percent nonconforming, or nonconformities per 100 units.")
    counted: Counted
    limit_numbers: bool
    status: SamplingStatus = Field(description="How the next lot is inspected.")
    switching_score: int | None = Field(description="Of normal inspection (ISO 2859-1); null otherwise.")
    reduction_approved: bool = Field(description="Lapses when normal inspection ends.")
    entries: int = Field(description="Lots and decisions so far; each has its place in the history.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class PlanInForceQuery(Input):
    lot_size: Annotated[int, Field(ge=1, le=10**9)]


class PlanInForce(Output):
    """How to inspect the next lot. Accept up to `ac`, reject from `re` on; in between accept and go back to normal."""

    severity: InspectionSeverity
    code_letter: str = Field(description="Of Table I.")
    effective_letter: str = Field(description="After following an arrow.")
    n: int
    ac: int
    re: int
    full_inspection: bool = Field(description="The sample would be as large as the lot, so all of it is inspected.")


class InspectedLotCreate(Input):
    """A lot and what its sample had; whether it is accepted follows from the plan in force."""

    reference: Annotated[Line, Field(description="Your number of the lot.", examples=["L-2026-118"])]
    lot_size: LotSize
    nonconforming: Count = Field(description="In the sample: units, or nonconformities.")
    severity: InspectionSeverity | None = Field(
        default=None, description="The one under which the lot was inspected: if no longer in force, it is refused."
    )
    production_steady: Steady = True
    original: Original = True
    inspected_at: Instant | None = Field(default=None, description="Now if null.")


class LotCorrection(Input):
    """Send what was recorded wrongly; a lot that never was, or not like this, is voided."""

    lot_size: LotSize | MISSING = MISSING
    nonconforming: Count | MISSING = MISSING
    production_steady: Steady | MISSING = MISSING
    original: Original | MISSING = MISSING
    voided: Flag | MISSING = MISSING
    reason: Annotated[Prose, Field(min_length=1, examples=["Two units of another lot were counted"])]


class InspectedLotQuery(PageQuery):
    sort: Literal["position.desc", "position.asc"] = "position.desc"
    status: Annotated[list[Literal["counted", "voided", "superseded"]], Field(max_length=3)] = []


class InspectedLot(Output):
    id: UUID
    state_id: UUID
    position: int = Field(description="Its place among lots and decisions: in the order in which they were recorded.")
    revision: int
    status: Literal["counted", "voided", "superseded"] = Field(description="Superseded by its next revision.")
    reference: str
    lot_size: int
    severity: Severity
    code_letter: str
    effective_letter: str
    n: int
    ac: int
    re: int
    full_inspection: bool
    nonconforming: int
    accepted: bool
    between_limits: bool = Field(description="Accepted with more than Ac, under reduced inspection.")
    production_steady: Steady
    original: Original
    inspected_at: datetime
    recorded_by: UUID
    supersedes_id: UUID | None
    correction_reason: str | None
    created_at: datetime


class LotRef(Output):
    id: UUID
    reference: str
    accepted: bool


class SamplingStepQuery(PageQuery):
    sort: Literal["position.desc", "position.asc"] = "position.desc"


class SamplingStep(Output):
    """What a lot or a decision did, by all that is known now: a correction works out later steps anew."""

    position: int
    lot: LotRef | None = Field(description="Null for a decision.")
    decision: Decision | None = Field(description="Null for a lot.")
    decided_by: UUID | None
    decision_reason: str | None
    before: Inspection
    after: Inspection
    switching_score: int | None = Field(description="After this one; null unless under normal inspection.")
    reason: SwitchingReason
    explanation: str
    created_at: datetime
