from typing import Annotated

from pydantic import Field, Strict

from services.quality.yields.rules import SHIFT
from shared.schemas import Input, Number, Output, example

Whole = Annotated[int, Strict(), Field(ge=0, le=10**15)]


class DefectCount(Input):
    defects: Annotated[Whole, Field(examples=[12])]
    units: Annotated[Whole, Field(examples=[500])]
    opportunities_per_unit: Annotated[int, Strict(), Field(ge=1, le=10**9)] = 1


class ProcessStep(Input):
    """A reworked unit is no first pass, even if it left as good."""

    entered: Annotated[Whole, Field(examples=[100])]
    reworked: Annotated[Whole, Field(examples=[4])]
    scrapped: Annotated[Whole, Field(examples=[1])]


class YieldRequest(Input):
    """Defects, the steps of a process, or both."""

    model_config = example(
        defects={"defects": 12, "units": 500, "opportunities_per_unit": 4},
        steps=[
            {"entered": 100, "reworked": 4, "scrapped": 1},
            {"entered": 99, "reworked": 2, "scrapped": 0},
        ],
    )

    defects: DefectCount | None = None
    steps: Annotated[list[ProcessStep], Field(min_length=1, max_length=1_000)] | None = Field(
        default=None, description="In a row."
    )
    shift: Annotated[Number, Field(ge=0, le=6)] = Field(
        default=SHIFT, description="How many sigmas the process is taken to wander in the long term."
    )


class SigmaLevel(Output):
    """Null where there were no defects at all, or nothing else."""

    long_term: float | None
    short_term: float | None = Field(description="With the shift.")


class DefectRates(Output):
    """Null where nothing was inspected."""

    dpu: float | None = Field(description="Defects per unit.")
    dpo: float | None = Field(description="Defects per opportunity.")
    dpmo: float | None = Field(description="Defects per million opportunities.")
    throughput_yield: float | None = Field(description="The share of units without a defect, by Poisson.")
    sigma: SigmaLevel


class ProcessYield(Output):
    """Shares of 1; null where nothing entered a step."""

    first_pass: list[float | None] = Field(description="One a step (FPY).")
    rolled_throughput: float | None = Field(description="Through all steps at the first go (RTY).")
    normalized: float | None = Field(description="The like for one step.")
    final: float | None = Field(description="Not scrapped.")
    hidden_factory: float | None = Field(description="What the final yield hides of rework.")


class Yields(Output):
    defects: DefectRates | None = Field(description="Null if none were sent.")
    process: ProcessYield | None = Field(description="Null if no steps were sent.")
