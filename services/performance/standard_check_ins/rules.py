"""What becomes of a standard's earlier check-ins when its value is worked out anew. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """A check-in that still counts."""

    id: UUID
    as_of: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """What to add: a value of a day, or without one only that `supersedes` is taken back."""

    as_of: date
    value: Decimal | None
    supersedes: UUID | None = None


def changes(standing: Sequence[Standing], value: Decimal | None, as_of: date) -> list[Change]:
    """The earlier days stay as history; what was said of this day or a later one no longer holds.

    Nothing is added where the same is said already, so that working it out twice changes nothing. Without a value,
    nothing was measured after all, and everything is taken back.
    """
    if value is None:
        return [Change(one.as_of, None, one.id) for one in standing]
    later = [one for one in standing if one.as_of > as_of]
    same_day = [one for one in standing if one.as_of == as_of]
    taken_back = [Change(one.as_of, None, one.id) for one in later]
    if same_day and same_day[-1].value == value:
        return taken_back
    return [*taken_back, Change(as_of, value, same_day[-1].id if same_day else None)]
