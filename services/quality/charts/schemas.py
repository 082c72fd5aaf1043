from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.analysis.schemas import AdviceReason, AverageRunLength, RunTestResult
from services.quality.characteristics.schemas import CharacteristicRef
from services.quality.charts.rules.rebaselining import SideOfCentre
from services.quality.charts.rules.states import LimitSetStatus, SignalStatus
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import LimitsKind
from services.quality.spc.rules.run_rules import RuleName
from services.quality.spc.rules.sigma import SigmaMethod
from shared.pages import PageQuery
from shared.schemas import Code, Input, Instant, Line, Number, Output, TransitionRequest

Rules = Annotated[list[RuleName], Field(max_length=13)]
Positive = Annotated[Number, Field(gt=0)]
Context = Annotated[dict[Code, Line], Field(min_length=1, max_length=10)]
Minutes = Annotated[int, Strict(), Field(ge=1, le=100_000, description="How long a new signal may stay unseen.")]


class ChartParameters(Input):
    """Of EWMA, CUSUM and T² charts; null is the engine's own, with 370 points between false alarms."""

    target: Number | None = Field(default=None, description="What the sums and averages are held against.")
    ewma_weight: Annotated[Number, Field(gt=0, le=1)] | None = None
    ewma_width: Positive | None = None
    cusum_slack: Annotated[Number, Field(ge=0)] | None = None
    cusum_interval: Positive | None = None
    cusum_head_start: Annotated[Number, Field(ge=0)] | None = None
    positions: Annotated[int, Strict(), Field(ge=2, le=50)] | None = Field(
        default=None, description="Of T²: values that make a whole subgroup; null: what is usual of the characteristic."
    )


class ControlChartCreate(Input):
    """Every characteristic has a default chart already; others look at it in another way, or at a part of its data."""

    characteristic_id: UUID
    name: Line
    kind: ChartKind
    sigma_method: SigmaMethod | None = Field(default=None, description="That of the kind if null.")
    rules: Rules | None = Field(default=None, description="By which points are judged; those of the kind if null.")
    dispersion_rules: Rules | None = Field(default=None, description="The same, of ranges and deviations.")
    k: Annotated[Number, Field(gt=0, lt=100)] = Field(default=3.0, description="Sigma from the centre to a limit.")
    limits_kind: LimitsKind = Field(
        default=LimitsKind.SIGMA, description="Of p, np, c, u and g charts: at k sigma, or at exact probabilities."
    )
    alpha: Annotated[Number, Field(gt=0, lt=1)] | None = Field(
        default=None,
        description="Share of points beyond probability limits or T²'s without a cause; of k sigma if null.",
    )
    parameters: ChartParameters = ChartParameters()
    context: Context | None = Field(default=None, description="Only what was measured under this, as on one machine.")
    acknowledge_within_minutes: Minutes = 480


class ControlChartPatch(Input):
    """Send only what changes. What points are judged by stays; for another way, make another chart."""

    name: Line | MISSING = MISSING
    acknowledge_within_minutes: Minutes | MISSING = MISSING


class ControlChartQuery(PageQuery):
    sort: Literal["created_at.asc", "created_at.desc"] = "created_at.asc"
    characteristic_id: UUID | SkipJsonSchema[None] = None
    kind: Annotated[list[ChartKind], Field(max_length=16)] = []


class ControlChart(Output):
    id: UUID
    characteristic: CharacteristicRef
    name: str
    kind: ChartKind
    is_default: bool = Field(description="Made with its characteristic.")
    sigma_method: SigmaMethod | None
    rules: list[RuleName] | None
    dispersion_rules: list[RuleName] | None
    k: float
    limits_kind: LimitsKind
    alpha: float | None
    parameters: dict[str, float]
    context: dict[str, str] | None
    acknowledge_within_minutes: int
    reasons: list[AdviceReason] = Field(description="Why this kind was advised; empty where somebody chose it.")
    active_limit_set_id: UUID | None
    open_signals: int
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class LimitSetCreate(Input):
    """Estimated from subgroups, or a centre and a sigma from somewhere else; limits themselves are never typed."""

    last: Annotated[int, Strict(), Field(ge=2, le=10_000)] | None = Field(
        default=None, description="From so many of the latest subgroups, within the period if there is one."
    )
    taken_since: Instant | None = None
    taken_before: Instant | None = None
    center: Number | None = Field(default=None, description="Given, and not estimated.")
    sigma: Annotated[Number, Field(ge=0)] | None = Field(default=None, description="Of single values; with a center.")
    source: Line | None = Field(default=None, description="Where a given center and sigma come from.")
    rebaseline: Annotated[bool, Strict()] = Field(
        default=False, description="From the run that the chart's rebaseline offers, with its reasons as the source."
    )


class LimitSetQuery(PageQuery):
    sort: Literal["number.desc", "number.asc"] = "number.desc"
    status: Annotated[list[LimitSetStatus], Field(max_length=4)] = []


class LimitSetTransition(TransitionRequest):
    valid_from: Instant | None = Field(
        default=None, description="To activate: points taken since then are judged by it. Now if null."
    )


class LimitSet(Output):
    """Trial, approved by somebody else, active, superseded. Limits for any subgroup size follow from it."""

    id: UUID
    chart_id: UUID
    number: int = Field(description="1, and one more with each proposal for the chart.")
    status: LimitSetStatus
    center: float | None = Field(description="Null of T².")
    sigma: float | None = Field(description="Of single values within subgroups.")
    sigma_of_means: float | None
    sigma_z: float | None
    median: float | None
    means: list[float] | None = Field(description="Of T²: of each position.")
    covariance: list[list[float]] | None = Field(description="Of T²: a row and a column for each position.")
    subgroups: int = Field(description="From how many it was estimated; 0 where it was given.")
    taken_from: datetime | None
    taken_to: datetime | None
    excluded_ids: list[UUID] = Field(description="Subgroups that were left out, each for its assignable cause.")
    source: str | None = Field(description="Of given figures, or why the chart has a new baseline.")
    reason: str | None
    proposed_by: UUID
    approved_by: UUID | None
    approved_at: datetime | None
    valid_from: datetime | None = Field(description="In force from then until the next one's.")
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class KnownChange(Output):
    """The assignable cause that explained a signal of the run."""

    signal_id: UUID
    assignable_cause: str
    explanation: str | None


class Rebaseline(Output):
    """New limits, offered when the latest 16 points or more lie on one side for a known cause; never automatic."""

    offered: bool
    side: SideOfCentre | None = Field(description="On which side of the centre the latest points lie.")
    points: int = Field(description="How many in a row, up to the latest.")
    taken_since: datetime | None = Field(description="When the first of them was taken.")
    change: KnownChange | None
    reasons: list[AdviceReason] = Field(description="Why it is offered, or why not.")


class ChartQuery(Input):
    last: Annotated[int, Field(ge=2, le=10_000)] | SkipJsonSchema[None] = Field(
        default=None, description="The latest subgroups, within the period if one is given; 25 without a period."
    )
    taken_since: Instant | SkipJsonSchema[None] = None
    taken_before: Instant | SkipJsonSchema[None] = None
    most_points: Annotated[int, Field(ge=100, le=10_000)] = Field(
        default=1_000,
        description="Above it, points are thinned out to the least and the greatest of each stretch; none that signals,"
        " is beyond its limits or is excluded goes.",
    )


class ControlChartSubject(Output):
    id: UUID
    code: str
    name: str
    unit: str | None
    data_kind: DataKind


class ControlChartSpecification(Output):
    id: UUID
    valid_from: datetime
    lsl: float | None
    usl: float | None
    target: float | None


class ControlChartStage(Output):
    """Points that are judged by the same limits."""

    limit_set_id: UUID | None = Field(description="Null where no limits were in force.")
    number: int | None
    first_index: int
    last_index: int
    center: float | None = Field(description="Of single values, shares or counts a unit; null without limits.")
    sigma: float | None = Field(description="Of single values within subgroups.")
    sigma_z: float | None = Field(description="Of counts: how much they vary beyond their distribution, 1 if as it.")
    estimated_from: int = Field(description="From how many of the points shown; 0 where limits were in force.")
    run_test: RunTestResult | None = Field(description="Of run charts.")


class ControlChartPoint(Output):
    index: int = Field(description="Place among all points of the period, from 1; thinned out ones are missing.")
    subgroup_id: UUID
    taken_at: datetime
    excluded: bool = Field(description="Sets no limits, and is judged none the less.")
    assignable_cause: str | None
    context: dict[str, str] | None
    note: str | None


class ControlChartPlot(Output):
    """Columns, a cell a point; null where there is no point, or no limit."""

    statistic: str = Field(examples=["mean"])
    values: list[float | None]
    n: list[float] = Field(description="Values, units or exposure behind each point.")
    center: list[float | None]
    sigma: list[float | None] = Field(description="Of the point, for the zones.")
    lcl: list[float | None]
    ucl: list[float | None]
    beyond: list[bool] = Field(description="Outside its own control limits.")


class ControlChartSignal(Output):
    id: UUID | None = Field(description="Null where limits are only estimated from what is shown, and judge nothing.")
    statistic: str
    rule: str
    index: int = Field(description="At which point.")
    first_index: int = Field(description="Where the window of the rule begins.")
    status: SignalStatus | None


class ControlChartData(Output):
    """Points and the limits that the process sets; those of the specification, which the customer sets, beside them."""

    id: UUID
    name: str
    kind: ChartKind
    limits_kind: LimitsKind
    is_default: bool
    context: dict[str, str] | None
    characteristic: ControlChartSubject
    specifications: list[ControlChartSpecification] = Field(description="Those valid in the time that is shown.")
    stages: list[ControlChartStage]
    points: list[ControlChartPoint]
    plots: list[ControlChartPlot]
    signals: list[ControlChartSignal]
    total: int = Field(description="How many points there are; more than are listed where they were thinned out.")
    run_lengths: list[AverageRunLength] = Field(
        description="Of the chart's rules, in control and one sigma off; empty for rare events, run charts and T²."
    )
    warnings: list[str]
