"""For how much of a period each manager answers (F15). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last."""

    starts_on: date
    ends_on: date


def days(span: Span, away: Iterable[Span]) -> int:
    """Of the span, less those on leave; leaves of one person never overlap."""
    absent = sum(_overlap(span, leave) for leave in away)
    return _overlap(span, span) - absent


def shares(spans: Sequence[Span], away: Sequence[Span], min_days: int) -> list[Decimal]:
    """The days that count for each: none below the least; where none reaches it, the last answers alone."""
    counted = [days(span, away) for span in spans]
    long = [Decimal(found if found >= min_days else 0) for found in counted]
    if any(long) or not spans:
        return long
    last = max(range(len(spans)), key=lambda place: spans[place].ends_on)
    return [Decimal(place == last) for place in range(len(spans))]


def _overlap(one: Span, other: Span) -> int:
    return max(0, (min(one.ends_on, other.ends_on) - max(one.starts_on, other.starts_on)).days + 1)
