from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.quality.metrics.rules import QualityMetricKey, Step, Weight
from services.quality.nonconformances.rules.words import DispositionKind, NonconformanceStatus
from shared.schemas import Code, Day, Input, Line, Output, Share


class PeriodQuery(Input):
    """A year up to today where nothing is said."""

    since: Day | SkipJsonSchema[None] = Field(default=None, description="The first day, in UTC.")
    before: Day | SkipJsonSchema[None] = Field(default=None, description="The day after the last.")
    process_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Only of this process.")


class MetricQuery(PeriodQuery):
    keys: Annotated[list[QualityMetricKey], Field(max_length=len(QualityMetricKey))] = Field(
        default=[], description="All if absent."
    )


class ParetoQuery(PeriodQuery):
    weight: Weight = Weight.COUNT
    unit: Line | SkipJsonSchema[None] = Field(
        default=None, description="The unit of quantities, or the currency of costs, that are added up."
    )
    limit: Annotated[int, Field(ge=1, le=200)] = Field(default=20, description="Codes shown; the rest is `other`.")


class ProcessQuery(Input):
    process_id: UUID | SkipJsonSchema[None] = Field(default=None, description="Only of this process.")


class FlowQuery(PeriodQuery):
    step: Step = Step.MONTH


class QualityMetric(Share):
    """Of nonconformances, corrective actions or costs."""

    key: QualityMetricKey
    unit: str | None = Field(description="The currency of costs, which have a metric each; null of what is counted.")
    starts_on: date | None = Field(description="The first day counted; null of what is as of now.")
    ends_on: date | None = Field(description="The last one.")


class QualityMetrics(Output):
    items: list[QualityMetric]


class ParetoItem(Output):
    code: Code
    value: float
    percent: float | None = Field(description="Of all that have a cause.")
    cumulative_percent: float | None
    vital_few: bool = Field(description="Among the fewest codes that together have 80 %.")
    before: float = Field(description="In the period of the same length before.")


class ParetoRest(Output):
    codes: int
    value: float
    before: float


class Pareto(Output):
    """Nonconformances by cause, by the day of detection; one with several causes counts for each."""

    weight: Weight
    unit: str | None
    starts_on: date
    ends_on: date
    before_starts_on: date
    definition: str
    total: float
    total_before: float
    uncoded: float = Field(description="Of nonconformances for which no cause is named yet; not in the total.")
    items: list[ParetoItem] = Field(description="The heaviest first; of equals by code.")
    other: ParetoRest = Field(description="What comes after the codes shown.")


class AgeCounts(Output):
    """Whole days since the day on which each was first opened."""

    up_to_7_days: int
    up_to_30_days: int
    up_to_60_days: int
    up_to_90_days: int
    over_90_days: int


class Ages(Output):
    open: int
    ages: AgeCounts
    median_days: int | None
    p90_days: int | None
    max_days: int | None


class StageAges(Ages):
    stage: NonconformanceStatus


class Ageing(Output):
    """What is open, by stage and by age."""

    as_of: datetime
    definition: str
    all: Ages
    stages: list[StageAges]


class FlowStep(Output):
    starts_on: date
    opened: int
    closed: int
    cancelled: int
    open_at_end: int = Field(description="Opened until then, less those that ended; by the last end of each.")


class Flow(Output):
    """How many are opened and how many end."""

    step: Step
    starts_on: date
    ends_on: date
    definition: str
    items: list[FlowStep]


class DisposedCost(Output):
    kind: DispositionKind | None = Field(description="Null of costs that belong to no disposition.")
    amount: str


class CurrencyCosts(Output):
    """Nothing is converted: each currency stands for itself."""

    currency: str
    prevention: str
    appraisal: str
    internal_failure: str
    external_failure: str
    poor_quality: str = Field(description="Internal and external failure.")
    total: str
    entries: int
    dispositions: list[DisposedCost]


class QualityCosts(Output):
    """By the day of entry."""

    starts_on: date
    ends_on: date
    definition: str
    items: list[CurrencyCosts]
