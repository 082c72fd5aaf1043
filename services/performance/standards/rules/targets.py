"""Which marks make a target, and when one may be set. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from services.performance.standards.rules.states import Direction
from shared.problems import Conflict, FieldError, Invalid


class MarksInvalid(Invalid):
    """The marks do not fit the standard's direction."""


class TargetHasBegun(Conflict):
    """A target that has begun stays as people knew it; set another one from today or later."""


@dataclass(frozen=True, slots=True)
class Marks:
    """In the standard's unit. A range has limits around its target; the others may have a threshold and a stretch."""

    threshold: Decimal | None
    target: Decimal
    stretch: Decimal | None
    lower_limit: Decimal | None
    upper_limit: Decimal | None


class Target(NamedTuple):
    """What a subject is held against from a day on."""

    id: UUID
    effective_from: date
    marks: Marks


def check_marks(direction: Direction, marks: Marks) -> None:
    """Each mark better than the one before it; limits where, and only where, there is a range to stay in."""
    if direction is Direction.RANGE:
        errors = [*_absent(marks, ["threshold", "stretch"]), *_present(marks), *_around(marks)]
    else:
        errors = [*_absent(marks, ["lower_limit", "upper_limit"]), *_rising(marks, direction)]
    if errors:
        raise MarksInvalid(errors=errors)


def _absent(marks: Marks, names: Sequence[str]) -> Iterable[FieldError]:
    for name in names:
        if getattr(marks, name) is not None:
            yield FieldError(f"/{name}", "not_for_direction", "has no meaning in this standard's direction")


def _present(marks: Marks) -> Iterable[FieldError]:
    for name in ("lower_limit", "upper_limit"):
        if getattr(marks, name) is None:
            yield FieldError(f"/{name}", "missing", "is required where the standard is a range")


def _around(marks: Marks) -> Iterable[FieldError]:
    lower, upper = marks.lower_limit, marks.upper_limit
    if lower is not None and upper is not None and not lower <= marks.target <= upper:
        yield FieldError("/target", "outside_limits", "must be within the limits")
    if lower is not None and lower == upper:
        yield FieldError("/upper_limit", "no_range", "must be above lower_limit")


def _rising(marks: Marks, direction: Direction) -> Iterable[FieldError]:
    sign = 1 if direction is Direction.HIGHER_IS_BETTER else -1
    named = [(name, getattr(marks, name)) for name in ("threshold", "target", "stretch")]
    for (worse, low), (better, high) in pairwise((name, mark) for name, mark in named if mark is not None):
        if sign * low >= sign * high:
            yield FieldError(f"/{better}", "out_of_order", f"must be better than {worse}")


def check_beginning(effective_from: date, today: date, begun: Iterable[date]) -> None:
    """`begun` are the days from which this subject's begun targets apply: what people worked to is not rewritten."""
    if effective_from in begun or (effective_from < today and any(begun)):
        detail = "must be today or later, and after every target that has begun"
        raise TargetHasBegun(errors=[FieldError("/effective_from", "has_begun", detail)])
