"""Bases and field types of every request and answer: strict where pydantic is lenient, bounded everywhere."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

INT4 = 2**31 - 1
YEARS = range(1900, 2201)
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Input(BaseModel):
    """What a caller sends: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, json_schema_mode_override="validation")


def example(**fields: Any) -> ConfigDict:
    """`model_config = example(n=52)`: a body as a whole, where one of single fields would make no sense."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Output(BaseModel):
    """What a caller gets: every key is always there; null is a value."""

    model_config = ConfigDict(json_schema_mode_override="serialization")


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half of a surrogate pair."""
    if "\x00" in text or (not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        raise PydanticCustomError("text_not_storable", "must not contain NUL or lone surrogates")
    return text


def _written_day(value: Any) -> Any:
    if not isinstance(value, date) and not (isinstance(value, str) and WRITTEN_DAY.fullmatch(value)):
        raise PydanticCustomError("date_format", "must be a date such as 2026-01-31")
    return value


def _written_instant(value: Any) -> Any:
    if (isinstance(value, str) and "T" not in value.upper()) or not isinstance(value, str | datetime):
        raise PydanticCustomError("instant_format", "must be a time with its zone, such as 2026-01-31T09:30:00Z")
    return value


def _near(value: Any) -> Any:
    if value.year not in YEARS:
        raise PydanticCustomError("year_out_of_range", "the year must be within 1900..2200")
    return value


def _written_number(value: Any) -> Any:
    """A JSON number through its own digits, so that 0.1 stays 0.1."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number_type", "must be a number")
    return Decimal(repr(value)) if isinstance(value, float) else value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    return text


Storable = AfterValidator(_storable)
Line = Annotated[str, Field(min_length=1, max_length=200), Storable, AfterValidator(_not_blank)]
Prose = Annotated[str, Field(max_length=10_000), Storable]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", examples=["A-12"])]
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["ada@example.org"]), Storable
]
Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_near)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant), AfterValidator(_near)]
Number = Annotated[float, Strict(), Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Measure = Annotated[
    Decimal,
    BeforeValidator(_written_number),
    Field(ge=-(10**15), le=10**15, max_digits=24, decimal_places=9, allow_inf_nan=False),
    PlainSerializer(float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""A number kept exactly as it was written, for what is summed, compared or shown again."""


class TransitionRequest(Input):
    action: Annotated[str, Field(min_length=1, max_length=60, examples=["activate"])]
    reason: Prose | None = None


class TransitionGuard(Output):
    code: str
    detail: str
    pointer: str | None = Field(description="The field that would mend it.")


class Transition(Output):
    """One action of the record's workflow as this caller sees it now."""

    action: str
    to: str
    allowed: bool
    needs_reason: bool
    signature: str | None = Field(description="The meaning with which it is signed; null where it is not.")
    guards: list[TransitionGuard] = Field(description="What is missing; empty when allowed.")


class Transitions(Output):
    items: list[Transition]


class ProblemError(Output):
    pointer: str = Field(description="Where in the body, as RFC 6901; `?name` for a query parameter.")
    code: str
    detail: str


class ProblemDocument(Output):
    """What went wrong. `code` is stable; further members carry the facts of that code."""

    type: str = Field(examples=["/problems/validation_failed"])
    title: str
    status: int
    code: str = Field(examples=["validation_failed"])
    detail: str
    instance: str
    trace_id: str
    errors: list[ProblemError]


class Share(Output):
    """A share that says what was counted."""

    formula: str
    definition: str = Field(description="The version of all formulas: while it is the same, numbers can be compared.")
    numerator: float
    denominator: float
    percent: float | None = Field(description="Null where the denominator is 0.")
    n: int = Field(description="How many records this is about.")
    as_of: date
