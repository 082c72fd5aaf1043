from typing import Any
from uuid import UUID

from pydantic import Field

from services.performance.review_cycles.rules.reviews import ScoreStage
from services.performance.review_templates.rules import ReviewRole
from shared.schemas import Input, Output


class RolePart(Output):
    role: ReviewRole
    weight: str
    value: float | None = Field(description="Null where too few answered, or where you may not see it.")


class SectionPart(Output):
    key: str
    weight: str
    value: float | None
    coverage: float
    roles: list[RolePart]


class ScoreExplanation(Output):
    """Where a calculated score comes from, worked out again from what was stored with it."""

    review_id: UUID
    score_id: UUID
    stage: ScoreStage
    formula_version: int
    inputs_hash: str = Field(description="SHA-256 of the inputs as canonical JSON.")
    reproduced: bool = Field(description="Whether inputs, digest and result still agree to the last digit.")
    value: float | None = Field(description="A share of 1.")
    shown: float | None = Field(description="On the scale, with two digits.")
    coverage: float
    level: int | None
    not_rated: str | None
    vetoes: list[str] = Field(description="Items that cap the level.")
    sections: list[SectionPart]
    policy: dict[str, Any]
    inputs: dict[str, Any] | None = Field(description="All answers; for HR alone, because peers' are among them.")


class WhatIfQuery(Input):
    scoring_policy_id: UUID


class WhatIfChange(Output):
    review_id: UUID
    level: int | None
    level_then: int | None


class WhatIf(Output):
    """What another policy would have said; nothing is stored."""

    reviews: int
    levels: dict[str, int] = Field(description="How many have each level now; `not_rated` for those without.")
    levels_then: dict[str, int]
    changed: int
    changes: list[WhatIfChange] = Field(description="The first thousand.")
