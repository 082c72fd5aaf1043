"""What a row makes of a person's assignments: where they work, since when and until when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from services.performance.people.rules.employment import (
    DAY,
    NoGap,
    NotEmployed,
    PersonStatus,
    check_employed,
    check_last_day,
)
from services.performance.people.rules.lines import Line, Who
from shared.problems import FieldError

Facts = dict[str, Any]
"""What is known of a person under the names of a file's columns; the manager as `Who`."""

NOWHERE: Facts = {
    "manager_external_id": None,
    "org_unit_code": None,
    "job_profile_code": None,
    "job_level_code": None,
    "job_title": None,
    "location": None,
    "fte": Decimal(1),
}
PLACE = tuple(NOWHERE)


@dataclass(frozen=True, slots=True)
class Stay:
    """One assignment: in force from its day until the person's next."""

    effective_from: date
    place: Facts
    ends_employment: bool = False


Stays = Sequence[Stay]


class Moved(NamedTuple):
    """The place before and after, since when it is so, and all assignments that this leaves."""

    before: Facts
    after: Facts
    since: date | None
    day: date | None
    stays: Stays


def last_day(stays: Stays) -> date | None:
    """Of an employment that is over, or will be; null where no end is set."""
    return stays[-1].effective_from - DAY if stays and stays[-1].ends_employment else None


def in_force(stays: Stays, day: date) -> Stay | None:
    return next((stay for stay in reversed(stays) if stay.effective_from <= day), None)


def lines_of(person: Who, stays: Stays, row: int | None = None, named: Stay | None = None) -> list[Line]:
    """Whom a person reports to; of these lines a row said the one that it named."""
    return [
        Line(person, stay.effective_from, stay.place["manager_external_id"], row if stay is named else None)
        for stay in stays
    ]


def standing(stays: Stays, today: date) -> tuple[PersonStatus, date | None]:
    """What is kept with the person for today: the status, and the last day of an employment that ended or will."""
    now = in_force(stays, today)
    if now is not None and now.ends_employment:
        return PersonStatus.TERMINATED, now.effective_from - DAY
    to_come = (stay.effective_from for stay in stays if stay.ends_employment and stay.effective_from > today)
    end = min(to_come, default=None)
    return PersonStatus.ACTIVE, end and end - DAY


def gone(stays: Stays, today: date) -> bool:
    """Left, with no return set."""
    end = last_day(stays)
    return end is not None and end < today


def put(stays: Stays, day: date, place: Facts) -> Stays:
    """One assignment a day: a second for the same day corrects the first."""
    others = [stay for stay in stays if stay.effective_from != day]
    return sorted([*others, Stay(day, place)], key=lambda stay: stay.effective_from)


def ended(stays: Stays, last: date, today: date) -> Stays:
    """What was planned for after the last day will not be; what has begun after it is not rewritten."""
    check_last_day(stays, last, today, "/ended_on")
    kept = [stay for stay in stays if stay.effective_from <= last]
    return [*kept, Stay(last + DAY, NOWHERE, ends_employment=True)]


def ended_for_missing(stays: Stays, today: date) -> Stays:
    """Until yesterday; whose place begins today has worked today."""
    open_end = stays[:-1] if last_day(stays) else stays
    now = in_force(open_end, today)
    return ended(open_end, max(today - DAY, now.effective_from) if now else today, today)


def returned(stays: Stays, day: date, said: Facts) -> Moved:
    """Back with nothing but what is said; who comes back on the day after the last was never away."""
    end = last_day(stays)
    assert end is not None
    if day <= end:
        raise NoGap(errors=[FieldError("/effective_from", NoGap.code, "must be later than the last day")], ended_on=end)
    if day == end + DAY:
        return moved(stays[:-1], day, said, first=False)
    after = NOWHERE | said
    return Moved(NOWHERE, after, None, day, put(stays, day, after))


def moved(stays: Stays, day: date, said: Facts, *, first: bool) -> Moved:
    """Another place from that day on, if it is another; the first place is one whatever it is."""
    now = in_force(stays, day)
    if now is not None and now.ends_employment:
        check_employed(stays, day, "/effective_from")
    before = now.place if now else NOWHERE
    after, since = before | said, now.effective_from if now else None
    if after == before and not first:
        return Moved(before, after, since, since, stays)
    return Moved(before, after, since, day, put(stays, day, after))


def left_alone(stays: Stays, said: Facts, last: date) -> Moved:
    """Who has left keeps their last place; a row that says another without a day does not rewrite it."""
    now = in_force(stays, last)
    place = now.place if now else NOWHERE
    if place | said != place:
        wrong = FieldError("/effective_from", NotEmployed.code, "has left: say ended_on null, or since when this is so")
        raise NotEmployed(errors=[wrong])
    return Moved(place, place, None, None, stays)


def default_day(stays: Stays, hired_on: date | None, today: date) -> date:
    """A first place is since somebody came; a row without a day moves others today, or when they begin."""
    if not stays:
        return hired_on or today
    now = in_force(stays, today)
    working = now is not None and not now.ends_employment
    to_come = [stay.effective_from for stay in stays if stay.effective_from > today and not stay.ends_employment]
    return max(hired_on or today, today, min(to_come) if to_come and not working else today)
