from typing import Annotated

from pydantic import Field, Strict

from shared.schemas import Input, Number, Output, example

Answers = Annotated[int, Strict(), Field(ge=0, le=10**12)]


class PromoterCount(Input):
    """Answers from 0 to 10 to whether somebody would recommend you."""

    promoters: Answers = Field(description="9 and 10.")
    passives: Answers = Field(description="7 and 8.")
    detractors: Answers = Field(description="0 to 6.")


class SatisfiedCount(Input):
    satisfied: Answers = Field(description="Answers in the two best boxes.")
    responses: Answers = Field(description="All answers.")


class ScoreRequest(Input):
    """Counts of answers to one question or the other, or to both."""

    model_config = example(
        nps={"promoters": 60, "passives": 25, "detractors": 15}, csat={"satisfied": 172, "responses": 200}
    )

    nps: PromoterCount | None = None
    csat: SatisfiedCount | None = None
    confidence: Annotated[Number, Field(gt=0, lt=1)] = 0.95


class SatisfactionScore(Output):
    """Null without an answer."""

    n: int
    value: float | None
    lower: float | None
    upper: float | None


class Scores(Output):
    nps: SatisfactionScore | None = Field(
        description="Net promoter score, -100 to 100, with the interval of a trinomial; null if none was sent."
    )
    csat: SatisfactionScore | None = Field(
        description="Percent satisfied, with Wilson's interval; null if none were sent."
    )
