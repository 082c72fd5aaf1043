from typing import Annotated
from uuid import UUID

from pydantic import Field, Strict

from services.quality.intake.rules.columns import Cells, Of
from shared.schemas import Code, Input, Instant, Line, Number, TransitionRequest

Values = Annotated[list[Number | None], Field(min_length=1, max_length=50)]
Whole = Annotated[int, Strict(), Field(ge=0, le=10**9)]
Context = Annotated[dict[Code, Line], Field(max_length=10)]


class SubgroupBatch(Input):
    """Columns, a cell a row; a column of a single cell stands for all rows, and an empty one is not there.

    A row is known by `source` and `external_id`: sent again it changes nothing. `values` are for what is measured, and
    for times and counts between events; `count` goes with `size` for defectives and with `exposure` for defects.
    """

    source: Annotated[Cells, Of(Code)] = Field(description="The system whose ids `external_id` holds.")
    external_id: Annotated[Cells, Of(Line)]
    characteristic_id: Annotated[Cells, Of(UUID)] = []
    characteristic_code: Annotated[Cells, Of(Code)] = Field(default=[], description="In place of the id.")
    taken_at: Annotated[Cells, Of(Instant)]
    values: Annotated[Cells, Of(Values | None)] = Field(default=[], description="Null in it is a missing value.")
    count: Annotated[Cells, Of(Whole | None)] = []
    size: Annotated[Cells, Of(Annotated[Whole, Field(ge=1)] | None)] = []
    exposure: Annotated[Cells, Of(Annotated[Number, Field(gt=0)] | None)] = Field(
        default=[], description="Area of opportunity; 1 if absent."
    )
    gage_id: Annotated[Cells, Of(UUID | None)] = []
    gage_code: Annotated[Cells, Of(Code | None)] = Field(default=[], description="In place of the id.")
    gage_deviation_id: Annotated[Cells, Of(UUID | None)] = Field(
        default=[], description="The approved deviation by which a gage that is not fit measures all the same."
    )
    context: Annotated[Cells, Of(Context | None)] = Field(
        default=[], description="Under what it was taken.", examples=[[{"machine": "A", "shift": "early"}]]
    )
    note: Annotated[Cells, Of(Line | None)] = Field(
        default=[], description="What was special: a new tool, another shift."
    )
    correction_reason: Annotated[Cells, Of(Line | None)] = Field(
        default=[], description="Why this takes the place of what the external id said before."
    )


class SubgroupTransition(TransitionRequest):
    assignable_cause: Line | None = Field(default=None, description="What was wrong with the process; to exclude.")


COLUMNS = {
    name: next(mark for mark in field.metadata if isinstance(mark, Of))
    for name, field in SubgroupBatch.model_fields.items()
}
