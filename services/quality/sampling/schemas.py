from typing import Annotated

from pydantic import Field, Strict

from services.quality.sampling.rules.lots import LotModel
from services.quality.sampling.rules.switching import Inspection, SwitchingReason
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme
from shared.schemas import Input, Number, Output, example

Units = Annotated[int, Strict(), Field(ge=1, le=10**9)]
SampleSize = Annotated[int, Strict(), Field(ge=1, le=10**6, examples=[52])]
AcceptanceNumber = Annotated[int, Strict(), Field(ge=0, le=10_000, examples=[3])]
SmallNumber = Annotated[int, Strict(), Field(ge=0, le=200)]
Quality = Annotated[Number, Field(gt=0, le=1_000, description="Nonconforming units or nonconformities a unit.")]
Flag = Annotated[bool, Strict()]
Risk = Annotated[Number, Field(gt=0, lt=1)]
Aql = Annotated[Number, Field(description="Percent nonconforming, or nonconformities per 100 units.", examples=[1.0])]


class PlanRequest(Input):
    """A lot, as tables of sampling plans know it."""

    model_config = example(lot_size=1_000, level="ii", aql=1.0)

    lot_size: Annotated[Units, Field(examples=[1_000])]
    level: Level = Field(default=Level.II, description="II is the usual one; s_1 to s_4 are for small samples.")
    aql: Aql
    severity: InspectionSeverity = InspectionSeverity.NORMAL
    scheme: Scheme = Scheme.ANSI_Z1_4


class OperatingPoint(Output):
    p: float = Field(description="Incoming quality.")
    pa: float = Field(description="Probability that such a lot is accepted.")
    pa_first: float | None = Field(description="That its first sample accepts it; null for a single plan.")
    asn: float = Field(description="Average number of units sampled, each sample being inspected to its end.")
    aoq: float = Field(description="Average outgoing quality, if rejected lots are sorted and mended.")
    ati: float | None = Field(description="Average total inspection in units; null without a lot size.")


class OperatingCharacteristic(Output):
    """`binomial`: lots of a steady process (type B). `hypergeometric`: one lot (type A). `poisson`: nonconformities."""

    model: LotModel
    curve: list[OperatingPoint]
    p_at_pa_95: float | None = Field(description="Quality that is accepted 95 times in 100; null if all is accepted.")
    p_at_pa_10: float | None = Field(description="Quality that is accepted 10 times in 100; null if all is accepted.")
    aoql: float = Field(description="The worst average outgoing quality.")
    aoql_at: float = Field(description="The incoming quality at which it happens.")


class LotPlan(Output):
    """How to inspect a lot. Accept up to `ac`, reject from `re` on; in between accept and go back to normal."""

    code_letter: str = Field(description="Of Table I.")
    effective_letter: str = Field(description="After following an arrow.")
    n: int
    ac: int
    re: int
    full_inspection: bool = Field(description="The sample would be as large as the lot, so all of it is inspected.")
    operating_characteristic: OperatingCharacteristic


class SecondSample(Input):
    n: SampleSize
    ac: SmallNumber = Field(description="Accepted in both samples together.")


class CurveRequest(Input):
    """A single plan, or with `second` a double one."""

    model_config = example(n=52, ac=3, lot_size=5_000, p=[0.01, 0.05, 0.1])

    n: SampleSize
    ac: AcceptanceNumber
    re: SmallNumber | None = Field(default=None, description="Of the first sample; null: that of both, ac + 1.")
    second: SecondSample | None = None
    model: LotModel = LotModel.BINOMIAL
    lot_size: Units | None = None
    p: Annotated[list[Annotated[Number, Field(ge=0, le=1_000)]], Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Qualities to answer for; null: some that show the whole curve."
    )


class RisksRequest(Input):
    model_config = example(p1=0.01, p2=0.08)

    p1: Annotated[Quality, Field(examples=[0.01])]
    p2: Annotated[Quality, Field(examples=[0.08])]
    alpha: Risk = Field(default=0.05, description="Producer's risk: a lot of quality p1 is rejected.")
    beta: Risk = Field(default=0.10, description="Consumer's risk: a lot of quality p2 is accepted.")
    model: LotModel = LotModel.BINOMIAL
    lot_size: Annotated[int, Strict(), Field(ge=1, le=10**6)] | None = None


class SmallestPlan(Output):
    """The single plan with the fewest accepted, and of those the fewest inspected, that keeps both risks."""

    n: int
    ac: int
    producer_risk: float
    consumer_risk: float
    operating_characteristic: OperatingCharacteristic


class PastLot(Input):
    accepted: Flag
    ac: AcceptanceNumber
    accepted_one_aql_tighter: Flag = Field(
        default=False, description="Whether the next smaller AQL would have accepted it too; it counts from Ac 2 on."
    )
    between_limits: Flag = Field(default=False, description="Accepted under reduced inspection with more than Ac.")
    production_steady: Flag = True
    reduced_approved: Flag = False
    original: Flag = Field(default=True, description="False for a lot that was submitted again.")
    sampled: SampleSize | None = Field(default=None, description="Units; only limit numbers need it.")
    nonconforming: Annotated[int, Strict(), Field(ge=0, le=10**9)] | None = Field(
        default=None, description="Found in the sample; only limit numbers need it."
    )


class History(Input):
    """Lots in the order they were inspected, beginning with normal inspection."""

    model_config = example(
        lots=[{"accepted": False, "ac": 2}, {"accepted": True, "ac": 2}, {"accepted": False, "ac": 2}]
    )

    scheme: Scheme = Scheme.ISO_2859_1
    limit_numbers_of_aql: Aql | None = Field(
        default=None, description="Reduce only within the limit numbers of ANSI/ASQ Z1.4 for this AQL too."
    )
    lots: Annotated[list[PastLot], Field(min_length=1, max_length=1_000)]


class SwitchingStep(Output):
    before: Inspection
    switching_score: int | None = Field(description="After this lot; null unless it came under normal inspection.")
    after: Inspection
    reason: SwitchingReason
    explanation: str


class Switching(Output):
    steps: list[SwitchingStep] = Field(description="One a lot.")
    inspection: Inspection = Field(description="For the next lot.")
