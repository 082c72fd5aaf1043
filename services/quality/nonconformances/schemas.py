from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.ages.rules import AgeBucket
from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.nonconformances.rules.words import (
    CapaDecision,
    CostCategory,
    DetectedWhere,
    DispositionKind,
    NonconformanceStatus,
    Severity,
)
from services.quality.processes.schemas import ProcessRef
from services.quality.signatures.schemas import SignedTransition
from services.quality.suppliers.schemas import SupplierRef
from shared.pages import ListQuery, PageQuery, SheetQuery
from shared.schemas import Code, Input, Instant, Line, Measure, Output, Prose

Title = Annotated[Line, Field(examples=["Bore too wide"])]
Description = Annotated[Prose, Field(description="What is, and what should be.")]
Flag = Annotated[bool, Strict()]
Quantity = Annotated[Measure, Field(ge=0)]
Person = Annotated[UUID, Field(description="A person of the performance service.")]
Lots = Annotated[list[Line], Field(max_length=200, description="The lots that are affected.")]
Causes = Annotated[list[Code], Field(max_length=20)]
Risk = Annotated[int, Field(ge=1, le=1000)]
Evidence = Annotated[Prose, Field(min_length=1, description="What shows that it was done.")]


class NonconformanceCreate(Input):
    """A draft may lack what later steps need; `GET …/transitions` says what."""

    title: Title
    description: Description = ""
    detected_at: Instant
    detected_where: DetectedWhere
    severity: Severity | None = None
    risk_score: Risk | None = None
    requirement: Line | None = Field(default=None, description="The clause, characteristic or document violated.")
    process_id: UUID | None = Field(default=None, description="That of the characteristic if null.")
    characteristic_id: UUID | None = None
    supplier_id: UUID | None = None
    item_ref: Line | None = None
    lot_refs: Lots = []
    hold_requested: Flag = Field(default=False, description="Whether the affected stock was asked to be held.")
    quantity_affected: Quantity | None = None
    unit: Line | None = None
    quantity_not_applicable: Flag = False
    owner_id: Person | None = Field(default=None, description="Once opened, the owner of the process if null.")
    confidential: Flag = Field(default=False, description="Only quality managers learn who reported it.")
    recurrence_of_id: UUID | None = None
    due_at: Instant | None = None
    source: Line | None = Field(default=None, description="The system it comes from, together with external_id.")
    external_id: Line | None = Field(default=None, description="Its id there; sent again, nothing is created.")


class NonconformancePatch(Input):
    """Send only what changes; null clears."""

    title: Title | MISSING = MISSING
    description: Description | MISSING = MISSING
    detected_at: Instant | MISSING = MISSING
    detected_where: DetectedWhere | MISSING = MISSING
    severity: Severity | None | MISSING = MISSING
    risk_score: Risk | None | MISSING = MISSING
    requirement: Line | None | MISSING = MISSING
    process_id: UUID | None | MISSING = MISSING
    characteristic_id: UUID | None | MISSING = MISSING
    supplier_id: UUID | None | MISSING = MISSING
    item_ref: Line | None | MISSING = MISSING
    lot_refs: Lots | MISSING = MISSING
    hold_requested: Flag | MISSING = MISSING
    quantity_affected: Quantity | None | MISSING = MISSING
    unit: Line | None | MISSING = MISSING
    quantity_not_applicable: Flag | MISSING = MISSING
    owner_id: Person | None | MISSING = MISSING
    confidential: Flag | MISSING = MISSING
    recurrence_of_id: UUID | None | MISSING = MISSING
    due_at: Instant | None | MISSING = MISSING
    cause_codes: Causes | MISSING = MISSING
    customer_approval_required: Flag | MISSING = MISSING
    capa_decision: CapaDecision | None | MISSING = MISSING
    capa_rationale: Prose | None | MISSING = MISSING
    costs_are_zero: Flag | MISSING = MISSING


class NonconformanceTransition(SignedTransition):
    duplicate_of_id: UUID | None = Field(default=None, description="To cancel: the one that says the same.")


class ContainmentCreate(Input):
    text: Line
    owner_id: Person | None = Field(default=None, description="The owner of the nonconformance if null.")


class ContainmentDone(Input):
    evidence: Evidence
    done_at: Instant | None = Field(default=None, description="Now if null.")


class DispositionCreate(Input):
    kind: DispositionKind
    quantity: Annotated[Measure, Field(gt=0)] | None = Field(
        default=None, description="In the unit of the nonconformance; null where it can't be counted."
    )
    rationale: Prose = ""
    customer_approval_ref: Line | None = None


class DispositionPatch(Input):
    """Send only what changes. What is withdrawn stays and does not count."""

    kind: DispositionKind | MISSING = MISSING
    quantity: Annotated[Measure, Field(gt=0)] | None | MISSING = MISSING
    rationale: Prose | MISSING = MISSING
    customer_approval_ref: Line | None | MISSING = MISSING
    withdrawn: Flag | MISSING = MISSING


class DispositionExecution(Input):
    evidence: Evidence
    executed_at: Instant | None = Field(default=None, description="Now if null.")
    inspection_ref: Line | None = Field(default=None, description="The inspection that passed it after rework.")


class MoneyGiven(Input):
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=4, examples=["12.50"])]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["EUR"])]


class CostCreate(Input):
    category: CostCategory
    element: Line
    cost: MoneyGiven
    disposition_id: UUID | None = None


class NonconformanceFilters(ListQuery):
    """`mine` and `overdue` narrow the list where they are true."""

    sort: Literal[
        "created_at.desc", "created_at.asc", "detected_at.desc", "detected_at.asc", "number.desc", "number.asc"
    ] = "created_at.desc"
    status: Annotated[list[NonconformanceStatus], Field(max_length=9)] = []
    severity: Annotated[list[Severity], Field(max_length=3)] = []
    age: Annotated[list[AgeBucket], Field(max_length=5)] = []
    process_id: UUID | SkipJsonSchema[None] = None
    supplier_id: UUID | SkipJsonSchema[None] = None
    owner_id: UUID | SkipJsonSchema[None] = None
    cause_code: Code | SkipJsonSchema[None] = None
    mine: bool = Field(default=False, description="Those that you own and that have not ended.")
    overdue: bool = Field(default=False, description="Those past their due time, or past the time to contain them.")
    detected_since: Instant | SkipJsonSchema[None] = None
    detected_before: Instant | SkipJsonSchema[None] = None

    @property
    def filters(self) -> dict[str, Any]:
        return {name: value for name, value in super().filters.items() if value is not False}


class NonconformanceQuery(NonconformanceFilters, PageQuery):
    pass


class NonconformanceSheetQuery(NonconformanceFilters, SheetQuery):
    pass


class Money(Output):
    amount: str = Field(examples=["12.5000"])
    currency: str = Field(examples=["EUR"])


class Containment(Output):
    id: UUID
    text: str
    owner_id: UUID
    done_at: datetime | None
    evidence: str | None


class Disposition(Output):
    id: UUID
    kind: DispositionKind
    quantity: float | None
    rationale: str
    customer_approval_ref: str | None
    proposed_by: UUID
    withdrawn_at: datetime | None = Field(description="Since then it does not count.")
    executed_at: datetime | None
    executed_by: UUID | None
    evidence: str | None
    inspection_ref: str | None


class NonconformanceCost(Output):
    id: UUID
    category: CostCategory
    element: str
    cost: Money
    disposition_id: UUID | None


class Nonconformance(Output):
    id: UUID
    number: str = Field(description="What people call it.", examples=["NCR-2026-000123"])
    title: str
    description: str
    detected_at: datetime
    detected_where: DetectedWhere
    severity: Severity | None = Field(description="Null only in a draft or a cancelled one.")
    risk_score: int | None
    requirement: str | None
    process: ProcessRef | None
    characteristic: CharacteristicRef | None
    supplier: SupplierRef | None
    item_ref: str | None
    lot_refs: list[str]
    hold_requested: bool
    quantity_affected: float | None
    unit: str | None
    quantity_not_applicable: bool
    owner_id: UUID | None
    reporter_id: UUID | None = Field(description="Null where it is confidential, but for quality managers.")
    confidential: bool
    recurrence_of_id: UUID | None
    duplicate_of_id: UUID | None
    cause_codes: list[str]
    containments: list[Containment]
    dispositions: list[Disposition]
    costs: list[NonconformanceCost]
    costs_are_zero: bool
    customer_approval_required: bool
    capa_decision: CapaDecision | None
    capa_rationale: str | None
    capa_overridden_because: str | None = Field(description="Why a CAPA that was mandatory is not required.")
    source: str | None
    external_id: str | None
    status: NonconformanceStatus
    stage_since: datetime | None = Field(description="When it came to where it is now; null in a draft.")
    opened_at: datetime | None
    due_at: datetime | None
    contain_by: datetime | None = Field(description="Until when something critical is to be contained.")
    escalated_at: datetime | None = Field(description="When it was told that this time had passed.")
    contained_at: datetime | None
    not_contained_because: str | None
    dispositioned_at: datetime | None
    closed_at: datetime | None
    reopen_count: int
    resolution: str | None = Field(description="How it was resolved, or why it was cancelled.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
