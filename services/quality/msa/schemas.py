from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.quality.msa.rules.components import GageVerdict
from shared.schemas import Input, Line, Number, Output, example


class StudyDesign(StrEnum):
    """Crossed: every operator reads every part. Nested: each has parts of their own, as where reading destroys them."""

    CROSSED = "crossed"
    NESTED = "nested"


class GageReading(Input):
    part: Annotated[Line, Field(examples=["7"])]
    operator: Annotated[Line, Field(examples=["ann"])]
    value: Annotated[Number, Field(examples=[74.012])]


EXAMPLE = [
    {"part": part, "operator": operator, "value": value}
    for (part, operator), values in {
        ("1", "ann"): (74.01, 74.02),
        ("1", "bob"): (74.01, 74.03),
        ("2", "ann"): (73.98, 73.97),
        ("2", "bob"): (73.99, 73.97),
    }.items()
    for value in values
]


class GageStudyRequest(Input):
    """Readings and limits in one unit; the order of the readings does not matter."""

    model_config = example(readings=EXAMPLE, lsl=73.9, usl=74.1)

    design: StudyDesign = StudyDesign.CROSSED
    readings: Annotated[list[GageReading], Field(min_length=1, max_length=5_000, fail_fast=True)]
    lsl: Number | None = None
    usl: Number | None = None
    alpha: Annotated[Number, Field(ge=0, le=1)] = Field(
        default=0.05, description="The interaction of part and operator counts where its p is at most this."
    )
    study_sigmas: Annotated[Number, Field(gt=0, le=12)] = Field(
        default=6.0, description="How many standard deviations are the study variation; formerly 5.15."
    )


class VarianceSource(Output):
    """F and p are null where a source is not tested, or where nothing varies."""

    df: int
    ss: float
    ms: float
    f: float | None
    p: float | None


class VarianceTable(Output):
    part: VarianceSource
    operator: VarianceSource | None = Field(description="Null for one operator.")
    interaction: VarianceSource | None = Field(description="Null for one operator and in a nested study.")
    error: VarianceSource
    total: VarianceSource


class VarianceComponent(Output):
    variance: float
    sd: float
    study_variation: float
    percent_contribution: float | None = Field(description="Of the total variance.")
    percent_study_variation: float | None = Field(description="Of the total standard deviation.")
    percent_tolerance: float | None = Field(description="Study variation of the tolerance; null without limits.")


class GageComponents(Output):
    """Where the variation comes from; null is not in the design. `grr`: repeatability and reproducibility together."""

    repeatability: VarianceComponent
    operator: VarianceComponent | None
    interaction: VarianceComponent | None
    reproducibility: VarianceComponent | None
    grr: VarianceComponent
    part: VarianceComponent
    total: VarianceComponent
    ndc_unrounded: float | None
    ndc: int | None = Field(description="Distinct categories; 5 or more are wanted. Null if the gage never varies.")
    verdict: GageVerdict | None = Field(description="By the gage's share of the study variation.")
    tolerance_verdict: GageVerdict | None = Field(description="By its share of the tolerance.")


class GageModel(Output):
    part: VarianceSource
    operator: VarianceSource | None
    components: GageComponents


class AverageRange(Output):
    """The second method of AIAG: EV is repeatability, AV reproducibility, PV the parts, TV all; as sigmas."""

    r_double_bar: float
    x_diff: float | None
    r_part: float
    k1: float
    k2: float | None
    k3: float
    ev: float
    av: float | None
    grr: float
    pv: float
    tv: float
    percent_ev: float | None
    percent_av: float | None
    percent_grr: float | None
    percent_pv: float | None
    ndc_unrounded: float | None
    ndc: int | None


class GageStudy(Output):
    design: StudyDesign
    parts: int = Field(description="In a nested study those of each operator.")
    operators: int
    trials: int
    mean: float
    anova: VarianceTable
    interaction_in_model: bool | None = Field(description="Null in a nested study and for one operator.")
    kept: GageModel = Field(description="The model by which the gage is judged.")
    other: GageModel | None = Field(description="What it would be with the opposite decision on the interaction.")
    average_and_range: AverageRange | None = Field(description="Null in a nested study.")
    warnings: list[str]
