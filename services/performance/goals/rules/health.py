"""Whether a goal is where its days expect it to be: F5 of the specification. Pure; progress is a share of 1.

What is expected grows day by day while progress stands still, so the days on which a goal turns are known beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from services.performance.goal_policies.rules import Figures
from services.performance.goals.rules.exact import ratio
from services.performance.goals.rules.states import Health

ONE_DAY = timedelta(days=1)
Spans = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_on`, when nothing is expected yet, to `due_on`; `excused` are spans of leave, first and last day."""

    starts_on: date
    due_on: date
    excused: Spans = ()

    def days(self, until: date) -> int:
        """Days after the start up to and with this one that count."""
        if until <= self.starts_on:
            return 0
        first = self.starts_on + ONE_DAY
        return (until - self.starts_on).days - sum(_common(span, (first, until)) for span in merged(self.excused))

    def day(self, count: int) -> date:
        """The day that is the `count`-th to count."""
        day = self.starts_on + timedelta(days=count)
        for first, last in merged(self.excused):
            if last <= self.starts_on:
                continue
            if first > day:
                break
            day += last - max(first, self.starts_on + ONE_DAY) + ONE_DAY
        return day


def _common(span: tuple[date, date], other: tuple[date, date]) -> int:
    return max(0, (min(span[1], other[1]) - max(span[0], other[0])).days + 1)


def merged(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """In order and without overlap."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def expected(period: Period, today: date) -> Decimal:
    """e = (today - start) / (due - start), within 0 and 1; days of leave that are excluded count on neither side."""
    whole = period.days(period.due_on)
    if today >= period.due_on or whole <= 0:
        return Decimal(int(today >= period.due_on))
    return ratio(Decimal(max(0, period.days(today))), Decimal(whole))


def turns_on(period: Period, progress: Decimal | None, gap: Decimal) -> date | None:
    """The first day on which progress lies more than `gap` behind what is expected, if it stays as it is."""
    if progress is None or progress + gap >= 1:
        return None
    whole = period.days(period.due_on)
    if whole <= 0:
        return period.due_on
    behind = ((progress + gap) * whole).to_integral_value(ROUND_FLOOR) + 1
    return min(period.day(int(behind)), period.due_on)


def stale_on(last: date, cadence_days: int, policy: Figures, excused: Spans = ()) -> date:
    """The first day after more than `stale_after_cadences` cadences without a check-in, leave not counted."""
    patience = (policy.stale_after_cadences * cadence_days).to_integral_value(ROUND_CEILING)
    return Period(last, last, excused).day(int(patience) + 1)


def due_on(period: Period, looked_on: date | None, cadence_days: int | None, policy: Figures) -> date:
    """The last day of the cadence, the policy's where there is no other, leave not counted."""
    last = looked_on or period.starts_on
    return Period(last, last, period.excused).day(cadence_days or policy.default_cadence_days)


@dataclass(frozen=True, slots=True)
class Turns:
    """The days on which a goal's health turns, as long as nobody checks in; None is never."""

    at_risk_on: date | None
    off_track_on: date | None
    stale_on: date | None


def turns(
    period: Period, progress: Decimal | None, looked_on: date | None, cadence_days: int | None, policy: Figures
) -> Turns:
    """`looked_on` is the last check-in's day; without a cadence of its own (its children have theirs) a goal never is
    stale.
    """
    last = looked_on or period.starts_on
    return Turns(
        turns_on(period, progress, policy.at_risk_gap),
        turns_on(period, progress, policy.off_track_gap),
        None if cadence_days is None else stale_on(last, cadence_days, policy, period.excused),
    )


def health(turned: Turns, progress: Decimal | None, today: date) -> Health:
    """Done before stale before late: what is reached needs no check-in, and what nobody looked at is not known."""
    if progress is not None and progress >= 1:
        return Health.DONE
    if progress is None or _begun(turned.stale_on, today):
        return Health.NOT_UPDATED
    if _begun(turned.off_track_on, today):
        return Health.OFF_TRACK
    return Health.AT_RISK if _begun(turned.at_risk_on, today) else Health.ON_TRACK


def _begun(day: date | None, today: date) -> bool:
    return day is not None and day <= today
