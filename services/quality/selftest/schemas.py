from pydantic import Field

from shared.schemas import Output


class FigureOff(Output):
    figure: str = Field(description="Where it stands in the published document.")
    expected: str = Field(description="As JSON.")
    actual: str = Field(description="As JSON.")


class PublishedResult(Output):
    id: str
    title: str
    status: str = Field(description="Whether it was published or recomputed, and by whom.")
    citation: str
    passed: bool
    figures: int = Field(description="How many were compared.")
    failures: list[FigureOff]


class SelfTest(Output):
    passed: bool
    figures: int
    results: list[PublishedResult]
