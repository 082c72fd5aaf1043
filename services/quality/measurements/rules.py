"""What is computed of a subgroup, and when it can have been taken. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import fsum
from typing import TypedDict

from shared.problems import FieldError, Invalid

CLOCKS_DIFFER = timedelta(minutes=5)


class TakenInFuture(Invalid):
    """A subgroup can't have been taken later than now."""


class Statistics(TypedDict):
    """Over the values that are there: no mean without one, no range without two."""

    n: int
    mean: float | None
    range: float | None


def describe(values: Sequence[float | None]) -> Statistics:
    present = [value for value in values if value is not None]
    return {
        "n": len(present),
        "mean": fsum(present) / len(present) if present else None,
        "range": max(present) - min(present) if len(present) > 1 else None,
    }


def check_taken(times: Sequence[datetime], now: datetime) -> None:
    """A wrong time can never be mended, so it is refused; a gauge's clock may be a little ahead of ours."""
    latest = now + CLOCKS_DIFFER
    late = [f"/subgroups/{index}/taken_at" for index, taken_at in enumerate(times) if taken_at > latest]
    if late:
        raise TakenInFuture(
            errors=[FieldError(pointer, "in_future", "must not be later than now") for pointer in late[:100]]
        )
