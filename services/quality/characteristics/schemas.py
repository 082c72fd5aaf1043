from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from services.quality.characteristics.rules import CharacteristicClass, SpecialCharacteristic
from services.quality.processes.schemas import ProcessRef
from services.quality.spc.rules.data_kinds import DataKind
from shared.pages import PageQuery
from shared.schemas import Code, Input, Instant, Line, Measure, Output, Prose

Unit = Annotated[Line, Field(description="A UCUM code; required of a variable.", examples=["mm"])]
Limit = Annotated[Measure, Field(description="Null where that side has no limit.")]
Nominal = Annotated[Measure, Field(description="What the drawing says; the process may aim elsewhere.")]
Resolution = Annotated[Measure, Field(gt=0, description="The least difference that is written down.")]
Size = Annotated[int, Strict(), Field(ge=1, le=50, description="How many values a subgroup usually has.")]
AsOf = Annotated[Instant, Field(description="The specification as of this time; now if absent.")]


class CharacteristicCreate(Input):
    """Limits, target and nominal are the first specification, valid for whatever was measured before the second."""

    process_id: UUID
    code: Code
    name: Line
    data_kind: DataKind = DataKind.VARIABLE
    unit: Unit | None = None
    lsl: Limit | None = None
    usl: Limit | None = None
    target: Measure | None = None
    nominal: Nominal | None = None
    characteristic_class: CharacteristicClass
    special: SpecialCharacteristic | None = None
    resolution: Resolution | None = None
    subgroup_size: Size | None = Field(default=None, description="5 for a variable and 1 for others, unless given.")


class CharacteristicPatch(Input):
    """Send only what changes; null clears. What is within which limits is said by a new specification."""

    code: Code | MISSING = MISSING
    name: Line | MISSING = MISSING
    characteristic_class: CharacteristicClass | MISSING = MISSING
    special: SpecialCharacteristic | None | MISSING = MISSING
    resolution: Resolution | None | MISSING = MISSING
    subgroup_size: Size | MISSING = MISSING


class CharacteristicQuery(PageQuery):
    sort: Literal["code.asc", "code.desc", "name.asc", "created_at.desc"] = "code.asc"
    process_id: UUID | SkipJsonSchema[None] = None
    code: Code | SkipJsonSchema[None] = None
    data_kind: Annotated[list[DataKind], Field(max_length=5)] = []
    characteristic_class: Annotated[list[CharacteristicClass], Field(max_length=3)] = []
    updated_since: Instant | SkipJsonSchema[None] = None
    as_of: AsOf | SkipJsonSchema[None] = None


class SpecificationCreate(Input):
    """The whole specification; what it leaves out has no limit from then on."""

    valid_from: Instant | None = Field(default=None, description="Now if null; what is stored keeps its revision.")
    lsl: Limit | None = None
    usl: Limit | None = None
    target: Measure | None = None
    nominal: Nominal | None = None
    reason: Annotated[Prose, Field(min_length=1, examples=["Drawing change 17"])]


class SpecificationQuery(PageQuery):
    sort: Literal["valid_from.desc", "valid_from.asc"] = "valid_from.desc"


class Specification(Output):
    id: UUID
    valid_from: datetime = Field(description="Until the next one's; the first, of 1900-01-01, has always been valid.")
    lsl: float | None = Field(description="Lower specification limit; null where there is none.")
    usl: float | None = Field(description="Upper specification limit; null where there is none.")
    target: float | None
    nominal: float | None
    reason: str | None
    specified_by: UUID
    created_at: datetime


class CharacteristicRef(Output):
    id: UUID
    code: str
    name: str


class Characteristic(Output):
    id: UUID
    process: ProcessRef
    code: str
    name: str
    data_kind: DataKind
    unit: str | None
    specification: Specification = Field(description="The one valid at `as_of`.")
    characteristic_class: CharacteristicClass
    special: SpecialCharacteristic | None
    resolution: float | None
    subgroup_size: int
    allowed_actions: list[str] = Field(description="What this caller may do next.")
    created_at: datetime
    updated_at: datetime
    version: int
