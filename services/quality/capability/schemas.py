from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.capability.rules.analysis import CapabilityDoubt
from services.quality.capability.rules.fitted import Distribution
from services.quality.capability.rules.process import CiDf
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.sigma import SigmaMethod
from shared.schemas import Input, Instant, Line, Number, Output, example

Values = Annotated[list[Number | None], Field(min_length=1, max_length=1_000_000, fail_fast=True)]
Confidence = Annotated[Number, Field(ge=0.5, le=0.9999)]
Subgroup = Annotated[list[Number | None], Field(min_length=1, max_length=50, fail_fast=True)]
Subgroups = Annotated[list[Subgroup], Field(min_length=1, max_length=100_000, fail_fast=True)]

RINGS = [
    [74.03, 74.002, 74.019, 73.992, 74.008],
    [73.995, 73.992, 74.001, 74.011, 74.004],
    [73.988, 74.024, 74.021, 74.005, 74.002],
]


class CapabilityRequest(Input):
    """Single values or subgroups, in the order of time and in the unit of the limits; null is a missing value."""

    model_config = example(subgroups=RINGS, lsl=73.95, usl=74.05, target=74)

    values: Values | None = Field(default=None, description="Instead of subgroups.")
    subgroups: Subgroups | None = Field(default=None, description="Values taken together, instead of single ones.")
    lsl: Number | None = Field(default=None, description="One limit is enough: then there is no Cp.")
    usl: Number | None = None
    target: Number | None = Field(default=None, description="For Cpm, which needs both limits too.")
    sigma_method: SigmaMethod | None = Field(
        default=None, description="Null: by ranges, from nine values a subgroup on by standard deviations; else mr."
    )
    ci_df: CiDf = CiDf.ESTIMATOR
    distribution: Distribution = Field(
        default=Distribution.NORMAL, description="Another than normal takes the percentile method of ISO 22514-2."
    )
    confidence: Confidence = 0.95
    grr_percent: Annotated[Number, Field(ge=0, le=100)] | None = Field(
        default=None, description="The gage's share of the study variation, if it is known."
    )
    title: Line | None = Field(default=None, description="Of the picture.")
    unit: Line | None = None


class CapabilityQuery(Input):
    """Which of a characteristic's subgroups are judged, and how; those excluded for an assignable cause never are."""

    last: Annotated[int, Field(ge=2, le=10_000)] | SkipJsonSchema[None] = Field(
        default=None,
        description="The latest subgroups, within the period if one is given; 100 without a period, else 10,000.",
    )
    taken_since: Instant | SkipJsonSchema[None] = None
    taken_before: Instant | SkipJsonSchema[None] = None
    ci_df: CiDf = CiDf.ESTIMATOR
    distribution: Distribution = Distribution.NORMAL
    confidence: Annotated[float, Field(ge=0.5, le=0.9999)] = 0.95
    grr_percent: Annotated[float, Field(ge=0, le=100)] | SkipJsonSchema[None] = Field(
        default=None, description="The gage's share of the study variation, if it is known."
    )


class CapabilityIndex(Output):
    value: float
    lower: float | None = Field(
        description="Bounds at the confidence asked for, each by itself for one side; null where no method gives any."
    )
    upper: float | None


class Fallout(Output):
    """Parts per million outside the limits; null on a side without a limit."""

    below_lsl: float | None
    above_usl: float | None
    total: float | None


class CapabilityWithin(Output):
    """What the process could do, by the sigma within subgroups."""

    sigma: float
    df: float
    cp: CapabilityIndex | None
    cpl: CapabilityIndex | None
    cpu: CapabilityIndex | None
    cpk: CapabilityIndex | None
    cpm: CapabilityIndex | None
    expected_ppm: Fallout
    z_bench: float | None = Field(description="The z with the whole fallout beyond it; null where there is none.")


class CapabilityOverall(Output):
    """What the process did, by all values."""

    sigma: float
    df: float
    pp: CapabilityIndex | None
    ppl: CapabilityIndex | None
    ppu: CapabilityIndex | None
    ppk: CapabilityIndex | None
    cpm: CapabilityIndex | None
    expected_ppm: Fallout
    z_bench: float | None


class ProcessPercentiles(Output):
    """Of the fitted distribution: 0.135, 50 and 99.865 % lie below."""

    low: float
    median: float
    high: float


class GoodnessOfFit(Output):
    """Anderson-Darling against the distribution asked for; p is null below eight values."""

    statistic: float
    p: float | None


class ProcessStability(Output):
    chart: ChartKind
    points: int
    signalling: int = Field(description="Points at which one of the chart's usual rules signals.")


class Capability(Output):
    """Indices that are not defined are null: never 0, never infinite."""

    n: int
    mean: float
    off_centre: float | None = Field(description="k: the mean's distance from the middle, of half the width.")
    sigma_method: SigmaMethod | None
    within: CapabilityWithin | None = Field(description="Null without variation, a chart, or the normal distribution.")
    overall: CapabilityOverall | None = Field(description="Null without variation.")
    percentiles: ProcessPercentiles | None = Field(description="Null for the normal distribution.")
    observed_ppm: Fallout
    distribution: Distribution
    fit: GoodnessOfFit | None = Field(description="Null without variation, and for an empirical distribution.")
    stability: ProcessStability | None = Field(description="Null where the values allow no chart.")
    trustworthy: bool
    doubts: list[CapabilityDoubt] = Field(description="Why not; empty when trustworthy.")
    warnings: list[str]


class CapabilitySubject(Output):
    id: UUID
    code: str
    name: str
    unit: str | None


class CapabilitySpecification(Output):
    id: UUID
    valid_from: datetime
    lsl: float | None
    usl: float | None
    target: float | None


class CharacteristicCapability(Capability):
    """Of what was measured, held against the specification that was valid when the latest subgroup was taken."""

    characteristic: CapabilitySubject
    specification: CapabilitySpecification
    specification_revised: bool = Field(description="Whether the earliest subgroups had another specification to keep.")
    subgroups: int = Field(description="From how many; those excluded are not among them.")
    excluded: int
    taken_from: datetime
    taken_to: datetime
