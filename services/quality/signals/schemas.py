from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.charts.rules.states import SignalStatus
from services.quality.nonconformances.rules.words import Severity
from services.quality.nonconformances.schemas import Person, Quantity
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Line, Output, Prose, TransitionRequest


class SignalQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    chart_id: UUID | SkipJsonSchema[None] = None
    characteristic_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[SignalStatus], Field(max_length=5)] = []
    ack_due_before: Instant | SkipJsonSchema[None] = None


class SignalTransition(TransitionRequest):
    assignable_cause: Line | None = Field(default=None, description="To explain; null where none was found.")
    corrective_action: Line | None = Field(default=None, description="To explain: what was done about it.")
    nonconformance_id: UUID | None = Field(default=None, description="To explain or to close.")


class SignalReport(Input):
    """What the signal does not say itself; the rest follows from it."""

    title: Line | None = None
    description: Prose = ""
    severity: Severity | None = Field(default=None, description="That of the class of the characteristic if null.")
    quantity_affected: Quantity | None = None
    unit: Line | None = None
    owner_id: Person | None = None


class ControlChartRef(Output):
    id: UUID
    name: str
    kind: str


class NonconformanceRef(Output):
    id: UUID
    number: str


class Signal(Output):
    """A rule that held at a point. `superseded`: late or corrected data, or other limits, took it back."""

    id: UUID
    chart: ControlChartRef
    characteristic: CharacteristicRef
    limit_set_id: UUID
    subgroup_id: UUID
    taken_at: datetime = Field(description="When the subgroup was.")
    statistic: str = Field(description="Which plot of the chart it is on.", examples=["mean"])
    rule: str
    window_ids: list[UUID] = Field(description="The subgroups that the rule looked at, the last of them its own.")
    status: SignalStatus
    ack_due_at: datetime = Field(description="Until when somebody should have acknowledged it.")
    acknowledged_by: UUID | None
    acknowledged_at: datetime | None
    assignable_cause: str | None
    explanation: str | None
    corrective_action: str | None
    nonconformance: NonconformanceRef | None
    closed_by: UUID | None
    closed_at: datetime | None
    closing_reason: str | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
