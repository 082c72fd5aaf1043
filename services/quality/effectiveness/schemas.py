from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.capas.rules.kinds import (
    EffectivenessDirection,
    EffectivenessMetric,
    EffectivenessPlanStatus,
    EffectivenessVerdict,
)
from services.quality.effectiveness.rules.effectiveness import Shortfall
from shared.pages import PageQuery
from shared.schemas import Input, Instant, Number, Output


class EffectivenessPlanCreate(Input):
    """Fixed before anything is done: what is measured, where, over which time, and what has to come out.

    With `threshold` the value may not be above it, or below where more is better. With `alpha` the improvement over the
    baseline has to be less probable than that by chance: Welch's test of means, the F test of standard deviations,
    Fisher's exact test of shares, the conditional binomial test of rates.
    """

    capa_id: UUID
    metric: EffectivenessMetric
    direction: EffectivenessDirection = EffectivenessDirection.DECREASE
    characteristic_id: UUID | None = Field(default=None, description="Of which it is computed.")
    process_id: UUID | None = Field(default=None, description="Of which nonconformances are counted.")
    baseline_from: Instant
    baseline_to: Instant
    threshold: Number | None = None
    alpha: Annotated[Number, Field(gt=0, lt=0.5)] | None = None
    window_days: Annotated[int, Strict(), Field(ge=30, le=730)] = 90
    min_sample: Annotated[int, Strict(), Field(ge=1, le=1_000_000)] = Field(
        description="Values, units, points or days, below which nothing is said."
    )
    verifier_id: UUID = Field(description="Who signs the verdict: nobody who has a part in the CAPA.")


class EffectivenessPlanQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    capa_id: UUID | SkipJsonSchema[None] = None
    status: Annotated[list[EffectivenessPlanStatus], Field(max_length=3)] = []
    verifier_id: UUID | SkipJsonSchema[None] = None


class EffectivenessPlan(Output):
    id: UUID
    capa_id: UUID
    number: int = Field(description="1, and one more with each plan of the CAPA.")
    iteration: int = Field(description="The round of the CAPA that it is for.")
    status: EffectivenessPlanStatus
    metric: EffectivenessMetric
    direction: EffectivenessDirection
    characteristic_id: UUID | None
    process_id: UUID | None
    baseline_from: datetime
    baseline_to: datetime
    baseline_value: float | None = Field(description="As computed when it was frozen; null where nothing was measured.")
    baseline_n: int | None
    threshold: float | None
    alpha: float | None
    window_days: int
    min_sample: int
    verifier_id: UUID
    author_id: UUID
    reason: str | None = Field(description="Why it replaced a frozen one.")
    frozen_at: datetime | None
    frozen_by: UUID | None
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int


class EffectivenessResultCreate(Input):
    capa_id: UUID


class EffectivenessResultQuery(PageQuery):
    sort: Literal["created_at.desc", "created_at.asc"] = "created_at.desc"
    capa_id: UUID | SkipJsonSchema[None] = None


class EffectivenessResult(Output):
    """Computed from what is stored, by the plan that was frozen; nobody types it."""

    id: UUID
    capa_id: UUID
    plan_id: UUID
    iteration: int
    window_from: datetime
    window_to: datetime
    value: float | None = Field(description="Null where nothing was measured in the window.")
    n: int
    baseline_value: float | None
    baseline_n: int
    chance: float | None = Field(description="Of such an improvement had nothing changed; null without a test.")
    verdict: EffectivenessVerdict
    shortfalls: list[Shortfall] = Field(description="Why it is not effective.")
    created_at: datetime
    updated_at: datetime
    version: int
