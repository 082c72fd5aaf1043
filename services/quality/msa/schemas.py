from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.quality.msa.rules.components import GageVerdict
from shared.schemas import Input, Line, Number, Output, example


class StudyDesign(StrEnum):
    """Crossed: every operator reads every part. Nested: each has parts of their own, as where reading destroys them."""

    CROSSED = "crossed"
    NESTED = "nested"


Confidence = Annotated[Number, Field(gt=0, lt=1, description="Of all intervals.")]


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


class BiasRequest(Input):
    """Readings of one part and its true value, in one unit."""

    model_config = example(reference=6.0, values=[5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1])

    reference: Number
    values: Annotated[list[Number], Field(min_length=1, max_length=5_000, fail_fast=True)]
    confidence: Confidence = 0.95


class ReferenceReading(Input):
    reference: Annotated[Number, Field(description="The true value of the part.", examples=[2.0])]
    value: Annotated[Number, Field(examples=[2.1])]


class LinearityRequest(Input):
    """Readings of parts over the range of the gage; all numbers in one unit, the order does not matter."""

    model_config = example(
        readings=[
            {"reference": reference, "value": value}
            for reference, values in {2.0: (2.7, 2.5), 6.0: (5.8, 5.9), 10.0: (9.6, 9.1)}.items()
            for value in values
        ]
    )

    readings: Annotated[list[ReferenceReading], Field(min_length=1, max_length=5_000, fail_fast=True)]
    confidence: Confidence = 0.95


class BiasEstimate(Output):
    """With its interval and the t test against 0; null beside the value where nothing varies."""

    value: float
    se: float | None
    t: float | None
    p: float | None = Field(description="Of an estimate as far from 0, if the true one were 0.")
    lower: float | None
    upper: float | None


class Bias(Output):
    reference: float
    n: int
    mean: float
    sd: float | None = Field(description="Null for one reading.")
    bias: BiasEstimate


class Linearity(Output):
    """bias = intercept + slope · reference."""

    n: int
    slope: BiasEstimate
    intercept: BiasEstimate
    s: float | None = Field(description="What the line leaves over, as a standard deviation; null without any bias.")
    r_squared: float | None
    average_bias: BiasEstimate
    by_reference: list[Bias]


class AttributeJudgement(Input):
    item: Annotated[Line, Field(examples=["12"])]
    appraiser: Annotated[Line, Field(examples=["ann"])]
    rating: Annotated[Line, Field(examples=["good"])]


class AgreementRequest(Input):
    """What each appraiser called each item, all as often; trials of one appraiser count in the order given."""

    model_config = example(
        judgements=[
            {"item": str(at), "appraiser": appraiser, "rating": rating}
            for appraiser, ratings in {"ann": ("good", "bad", "good"), "bob": ("good", "bad", "bad")}.items()
            for at, rating in enumerate(ratings)
        ],
        standards={"0": "good", "1": "bad", "2": "good"},
    )

    judgements: Annotated[list[AttributeJudgement], Field(min_length=1, max_length=5_000, fail_fast=True)]
    standards: Annotated[dict[Line, Line], Field(max_length=5_000)] | None = Field(
        default=None, description="The true rating of each item, by item."
    )
    confidence: Confidence = 0.95


class Kappa(Output):
    """Agreement beyond chance: 1 is perfect, 0 no better than chance. Null where only one rating ever occurs."""

    value: float | None
    se: float | None = Field(description="For an interval around the value; Cohen's only.")
    se_by_chance: float | None = Field(description="For the test.")
    z: float | None
    p: float | None = Field(description="Of as much agreement by chance alone.")


class Agreement(Output):
    """Items on which all ratings agree, with an exact interval (Clopper-Pearson)."""

    items: int
    agreed: int
    percent: float
    lower_percent: float
    upper_percent: float
    kappa: Kappa | None = Field(description="Null for all appraisers against the standard.")


class AppraiserAgreement(Output):
    appraiser: str
    within: Agreement | None = Field(description="With themselves, by Fleiss' kappa; null for one trial.")
    with_standard: Agreement | None = Field(description="By Cohen's kappa; null without a standard.")


class PairAgreement(Output):
    one: str
    other: str
    kappa: Kappa = Field(description="Cohen's, trial by trial.")


class AttributeStudy(Output):
    items: int
    trials: int
    categories: list[str]
    appraisers: list[AppraiserAgreement]
    pairs: list[PairAgreement]
    between: Agreement | None = Field(description="All ratings, by Fleiss' kappa; null for one appraiser.")
    all_with_standard: Agreement | None = Field(description="Null for one appraiser and without a standard.")
