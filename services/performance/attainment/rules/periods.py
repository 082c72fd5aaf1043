"""Whole days, weeks from Monday, months and quarters. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from services.performance.standards.rules.states import StandardPeriod
from shared.problems import FieldError, Invalid

USUAL_PERIODS = 12
MOST_ROWS = 10_000
MONTHS = {StandardPeriod.MONTH: 1, StandardPeriod.QUARTER: 3}


class RangeInvalid(Invalid):
    """The days asked for are in the wrong order, too many, or asked for in too short periods."""


class Period(NamedTuple):
    starts_on: date
    ends_on: date


def start_of(period: StandardPeriod, day: date) -> date:
    if period is StandardPeriod.DAY:
        return day
    if period is StandardPeriod.WEEK:
        return day - timedelta(days=day.weekday())
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def periods(period: StandardPeriod, first: date, last: date) -> list[Period]:
    """The whole periods that these days fall into, the first day's to the last day's."""
    found, start = [], start_of(period, first)
    while start <= last:
        following = start_of(period, start + timedelta(days=period.longest_days))
        found.append(Period(start, following - timedelta(days=1)))
        start = following
    return found


def asked(period: StandardPeriod, first: date | None, last: date, subjects: int) -> list[Period]:
    """The periods of an answer about so many people or units, the last twelve unless the caller says since when."""
    first = first or _usual(period, last)
    if first > last:
        raise RangeInvalid(errors=[FieldError("?to", "before_from", "must not be before from")])
    most = MOST_ROWS // subjects
    if (last - first).days >= most * period.longest_days:
        detail = f"must leave at most {most} periods: ask for longer ones, or for fewer people at once"
        raise RangeInvalid(errors=[FieldError("?from", "too_long", detail)])
    return periods(period, first, last)


def _usual(period: StandardPeriod, last: date) -> date:
    start = start_of(period, last)
    for _ in range(USUAL_PERIODS - 1):
        start = start_of(period, start - timedelta(days=1))
    return start


def check_length(asked_for: StandardPeriod, standard: StandardPeriod) -> None:
    """A month's target says nothing of one of its days."""
    if asked_for.longest_days < standard.longest_days:
        detail = f"must not be shorter than a {standard}, for which the targets are"
        raise RangeInvalid(errors=[FieldError("?period", "too_short", detail)])
