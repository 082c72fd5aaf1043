from typing import Annotated

from pydantic import Field, Strict

from services.quality.spc.rules.analysis import Caution
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import LimitsKind
from services.quality.spc.rules.run_lengths.average import Method
from services.quality.spc.rules.run_rules import RuleName, Side
from services.quality.spc.rules.sigma import SigmaMethod
from shared.schemas import Input, Line, Number, Output

MOST_POINTS = 1_000_000

Point = Annotated[int, Strict(), Field(ge=1, le=MOST_POINTS, description="Numbered from 1.")]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Switch = Annotated[bool, Strict()]
Measured = Annotated[list[Number | None], Field(max_length=MOST_POINTS)]


class CustomRule(Input):
    """k of m points in a row beyond a zone."""

    k: Annotated[int, Strict(), Field(ge=1, le=100)]
    m: Annotated[int, Strict(), Field(ge=1, le=100)]
    zone: Annotated[Number, Field(ge=0, lt=100)] | None = Field(
        default=None, description="In sigma from the centre; null: the control limits."
    )
    side: Side = Side.SAME


class StageAsked(Input):
    """Begins at a point; with a center its limits are frozen, else they are estimated from its points."""

    first: Point = 1
    estimated_to: Point | None = Field(default=None, description="The last point that sets the limits; null: all do.")
    center: Number | None = None
    sigma: NotNegative | None = Field(default=None, description="Of single values within subgroups.")
    sigma_of_means: NotNegative | None = Field(default=None, description="Of between/within charts.")
    sigma_z: NotNegative | None = Field(default=None, description="Of Laney charts.")


class Exclusion(Input):
    point: Point
    cause: Line = Field(description="Without an assignable cause no point is left out.")


class EwmaAsked(Input):
    weight: Annotated[Number, Field(gt=0, le=1)] = 0.2
    width: Positive = 2.859
    asymptotic: Switch = False


class CusumAsked(Input):
    slack: NotNegative = 0.5
    interval: Positive = 4.774897
    head_start: NotNegative = 0.0
    reset: Switch = Field(default=False, description="Begin anew after a signal.")


class SpecificationLimits(Input):
    lsl: Number | None = None
    usl: Number | None = None
    target: Number | None = None


class ChartRequest(Input):
    """Data as one of `subgroups`, `values`, `counts` or `vectors`; a null among them is a missing value."""

    chart: ChartKind
    subgroups: Annotated[list[Measured], Field(max_length=MOST_POINTS)] | None = Field(
        default=None, description="Values taken together, a list a point; they may differ in length."
    )
    values: Measured | None = Field(default=None, description="One value a point, or a time or count between events.")
    counts: Measured | None = Field(default=None, description="Defectives or defects of each point.")
    sizes: Measured | None = Field(default=None, description="With counts: units inspected, or exposure.")
    vectors: Annotated[list[Measured], Field(max_length=MOST_POINTS)] | None = Field(
        default=None, description="For T²: a list of characteristics a point."
    )
    labels: Annotated[list[Line], Field(max_length=MOST_POINTS)] | None = Field(
        default=None, description="When each point was taken, for pictures."
    )
    title: Line | None = Field(default=None, description="Of pictures.")
    unit: Line | None = None
    specification: SpecificationLimits = SpecificationLimits()
    rules: Annotated[list[RuleName], Field(max_length=13)] | None = None
    custom_rules: Annotated[list[CustomRule], Field(max_length=20)] = []
    dispersion_rules: Annotated[list[RuleName], Field(max_length=13)] | None = None
    k: Annotated[Number, Field(gt=0, lt=100)] = Field(default=3.0, description="Sigma from the centre to a limit.")
    limits_kind: LimitsKind = LimitsKind.SIGMA
    alpha: Annotated[Number, Field(gt=0, lt=1)] | None = Field(
        default=None, description="Share of points beyond probability limits or T²'s without a cause."
    )
    sigma_method: SigmaMethod | None = None
    span: Annotated[int, Strict(), Field(ge=2, le=100)] = Field(default=2, description="Of moving ranges.")
    unbiased: Switch = Field(default=False, description="Of pooled and overall sigma.")
    stages: Annotated[list[StageAsked], Field(max_length=100)] = []
    exclusions: Annotated[list[Exclusion], Field(max_length=10_000)] = []
    target: Number | None = Field(default=None, description="Of EWMA and CUSUM; the centre if null.")
    median_center: Switch = Field(default=False, description="Of g charts.")
    ewma: EwmaAsked = EwmaAsked()
    cusum: CusumAsked = CusumAsked()
    most_points: Annotated[int, Strict(), Field(ge=10, le=MOST_POINTS)] = Field(
        default=10_000,
        description="Of more, the answer shows the least and greatest of equal stretches and all that is flagged.",
    )


class AdviceRequest(Input):
    """Data as one of `subgroups`, `values` or `counts`."""

    data_kind: DataKind
    subgroups: Annotated[list[Measured], Field(max_length=MOST_POINTS)] | None = None
    values: Measured | None = None
    counts: Measured | None = None
    sizes: Measured | None = Field(default=None, description="With counts: units inspected, or exposure.")
    counted: Switch = Field(default=False, description="Numbers of defectives are wanted rather than shares.")


class RunLengthRequest(Input):
    """Of a Shewhart chart with run rules, or of an EWMA or CUSUM; points are normal and independent."""

    rules: Annotated[list[RuleName], Field(max_length=13)] = []
    custom_rules: Annotated[list[CustomRule], Field(max_length=20)] = []
    k: Annotated[Number, Field(gt=0, lt=100)] = 3.0
    ewma: EwmaAsked | None = None
    cusum: CusumAsked | None = None
    shifts: Annotated[list[Annotated[Number, Field(ge=-20, le=20)]], Field(min_length=1, max_length=20)] = Field(
        default=[0.0, 1.0], description="How far the mean is off, in sigma of the plotted statistic."
    )


class ConstantsQuery(Input):
    n: Annotated[list[Annotated[int, Field(ge=2, le=1_000)]], Field(min_length=1, max_length=100)] = Field(
        default=[*range(2, 26)], description="Subgroup sizes."
    )
    k: Annotated[float, Field(gt=0, lt=100)] = 3.0


class ChartSignal(Output):
    """A rule that a point completes, and the point at which its window begins."""

    rule: str
    point: int
    first: int


class ProcessChange(Output):
    """What a CUSUM estimates when it signals."""

    signal: int
    last_in_control: int = Field(description="0 where there was none.")
    mean: float


class PlottedStatistic(Output):
    """Columns of the points shown; null where there is no point: a gap has no lines either."""

    statistic: str
    values: list[float | None]
    n: list[float] = Field(description="Values, units or exposure behind each point.")
    center: list[float | None]
    sigma: list[float | None] = Field(description="Of the plotted statistic.")
    lcl: list[float | None]
    ucl: list[float | None]
    beyond: list[bool] = Field(description="Outside its own control limits.")
    zone: list[int] = Field(description="Whole sigma beyond the centre, -3 to 3.")
    signals: list[ChartSignal]
    changes: list[ProcessChange]


class RunTestResult(Output):
    """Anhøj's tests; null limits where fewer than ten points lie off the median."""

    useful: int
    longest_run: int
    longest_run_limit: int | None
    crossings: int
    crossings_limit: int | None
    signal: bool | None


class ChartStage(Output):
    first: int
    last: int
    center: float | None = Field(description="Null for T².")
    sigma: float | None = Field(description="Of single values within subgroups.")
    sigma_of_means: float | None
    sigma_z: float | None
    median: float | None
    estimated: int = Field(description="How many points set the limits; 0 where they were given.")
    run_test: RunTestResult | None


class AverageRunLength(Output):
    shift: float = Field(description="Of the mean, in sigma of the plotted statistic; 0 is in control.")
    mean: float | None = Field(description="Points until the first signal; null where none ever comes.")
    method: Method
    standard_error: float | None = Field(description="Of a simulation.")


class ChartAnalysis(Output):
    chart: ChartKind
    total_points: int
    points: list[int] = Field(description="The numbers of the points that the columns show.")
    plots: list[PlottedStatistic]
    stages: list[ChartStage]
    excluded: list[int]
    run_lengths: list[AverageRunLength] = Field(
        description="How many points pass on average until the rules signal, in control and one sigma off, if points"
        " are normal and limits exact; empty for rare events, run charts and T², and where /arl would refuse."
    )
    warnings: list[Caution]


class AdviceReason(Output):
    code: str
    detail: str


class DispersionTest(Output):
    """Whether samples vary more than their distribution: D = Σz² against χ²."""

    statistic: float | None
    df: int
    p_value: float | None
    sigma_z: float | None


class ChartAdvice(Output):
    chart: ChartKind
    reasons: list[AdviceReason]
    alternatives: list[ChartKind]
    dispersion: DispersionTest | None = Field(description="Of counts only.")


class RunLengths(Output):
    run_lengths: list[AverageRunLength]


class ControlChartConstants(Output):
    """The letters of ISO 7870-2; `range_d2` is its D2, which in many languages could not stand beside d2."""

    n: int
    d2: float
    d3: float
    c4: float
    c5: float
    a: float
    a2: float
    a3: float
    b3: float
    b4: float
    b5: float
    b6: float
    range_d1: float
    range_d2: float
    range_d3: float
    range_d4: float
    e2: float


class ConstantsTable(Output):
    k: float
    constants: list[ControlChartConstants]
