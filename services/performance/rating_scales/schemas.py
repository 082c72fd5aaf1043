from typing import Annotated, Any

from pydantic import MISSING, Field

from services.performance.form_versions.schemas import FormVersion
from shared.schemas import Code, Input, Line, Measure, Output, Prose

Value = Annotated[Measure, Field(ge=-1_000_000, le=1_000_000)]


class RatingLevelSet(Input):
    value: Value = Field(description="What it counts; the lowest and the highest of a scale are its ends.")
    label: Line
    description: Prose = ""


Levels = Annotated[list[RatingLevelSet], Field(min_length=2, max_length=20, description="The lowest first.")]


class RatingScaleCreate(Input):
    """The first version of a code, or its next."""

    code: Code
    name: Line
    levels: Levels


class RatingScalePatch(Input):
    """Send only what changes."""

    name: Line | MISSING = MISSING
    levels: Levels | MISSING = MISSING


class RatingLevel(Output):
    ordinal: int = Field(description="Its place in the scale from 1, by which answers and scores name it.")
    value: str = Field(examples=["3"])
    label: str
    description: str


class RatingScale(FormVersion):
    levels: list[RatingLevel]


def stored(levels: list[RatingLevelSet]) -> list[dict[str, Any]]:
    return [
        {"ordinal": place, "value": f"{level.value.normalize():f}"} | level.model_dump(include={"label", "description"})
        for place, level in enumerate(levels, 1)
    ]
