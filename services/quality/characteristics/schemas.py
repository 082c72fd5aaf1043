from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.rules import CharacteristicClass
from services.quality.processes.schemas import ProcessRef
from shared.pages import PageQuery
from shared.schemas import Code, Input, Instant, Line, Measure, Output

Unit = Annotated[Line, Field(description="A UCUM code.", examples=["mm"])]
Limit = Annotated[Measure, Field(description="Null where that side has no limit.")]
Size = Annotated[int, Strict(), Field(ge=1, le=50, description="How many values a subgroup usually has.")]


class CharacteristicCreate(Input):
    process_id: UUID
    code: Code
    name: Line
    unit: Unit
    lsl: Limit | None = None
    usl: Limit | None = None
    target: Measure | None = None
    characteristic_class: CharacteristicClass
    subgroup_size: Size = 5


class CharacteristicPatch(Input):
    """Send only what changes; null clears. The unit stays, because what was measured is in it."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    lsl: Limit | None | MISSING = MISSING
    usl: Limit | None | MISSING = MISSING
    target: Measure | None | MISSING = MISSING
    characteristic_class: CharacteristicClass | MISSING = MISSING
    subgroup_size: Size | MISSING = MISSING


class CharacteristicQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    process_id: UUID | SkipJsonSchema[None] = None
    code: Code | SkipJsonSchema[None] = None
    characteristic_class: Annotated[list[CharacteristicClass], Field(max_length=3)] = []
    updated_since: Instant | SkipJsonSchema[None] = None


class CharacteristicRef(Output):
    id: UUID
    code: str
    name: str


class Characteristic(Output):
    id: UUID
    process: ProcessRef
    code: str
    name: str
    unit: str
    lsl: float | None = Field(description="Lower specification limit; null where there is none.")
    usl: float | None = Field(description="Upper specification limit; null where there is none.")
    target: float | None
    characteristic_class: CharacteristicClass
    subgroup_size: int
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
