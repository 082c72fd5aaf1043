"""Whether somebody works here, from when and until when. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from shared.problems import Conflict, FieldError
from shared.workflow import Guard, Right, Step, Workflow

DAY = timedelta(days=1)


class PersonStatus(StrEnum):
    ACTIVE = "active"
    TERMINATED = "terminated"


ACTIVE, TERMINATED = PersonStatus.ACTIVE, PersonStatus.TERMINATED

WRITER = Right("not_writer", "People are kept by whoever has the scope people:write.")
NOT_ENDING = Guard("already_ending", "A last day is set already: cancel that termination first.", "/on")
ENDING = Guard("not_ending", "No termination is to come.")
NOT_RETURNING = Guard("already_returning", "A return is set already: delete its assignment first.", "/on")

LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE, TERMINATED}, None, (WRITER,)),
        "terminate": Step({ACTIVE}, TERMINATED, (WRITER, NOT_ENDING), needs_reason=True),
        "cancel_termination": Step({ACTIVE}, ACTIVE, (WRITER, ENDING)),
        "rehire": Step({TERMINATED}, ACTIVE, (WRITER, NOT_RETURNING)),
    }
)
"""What is dated for a later day changes the status only at the turn of that day."""


class NotEmployed(Conflict):
    """On that day this person does not work here."""


class AssignedLater(Conflict):
    """An assignment has begun after that last day, and what was is not rewritten: `effective_from` says when."""


class NoGap(Conflict):
    """Who comes back was away for a day at least; `ended_on` was the last day of work."""


class HiredLater(Conflict):
    """Nobody has a place before the day they were hired; who was hired again had left: `hired_on` says when."""


class AlreadyBegun(Conflict):
    """Only an assignment that is to come can be deleted: correct this one by another for the same day."""


class NotDeletable(Conflict):
    """A person's first assignment stays, and an end of employment is cancelled by a transition."""


class Dated(Protocol):
    """What is asked of an assignment here."""

    @property
    def effective_from(self) -> date: ...
    @property
    def ends_employment(self) -> bool: ...


def check_employed(lines: Iterable[Dated], day: date, pointer: str) -> None:
    begun = [line for line in lines if line.effective_from <= day]
    if not begun or max(begun, key=_day).ends_employment:
        raise NotEmployed(errors=[FieldError(pointer, NotEmployed.code, "is no day of this person's employment")])


def check_place(lines: Iterable[Dated], day: date) -> None:
    """An assignment may be put before the first and while employed, not after the end: that would be a return."""
    begun = [line for line in lines if line.effective_from <= day]
    if begun:
        check_employed(begun, day, "/effective_from")


def check_last_day(lines: Iterable[Dated], last: date, today: date, pointer: str = "/on") -> None:
    check_employed(lines, last, pointer)
    begun = [line.effective_from for line in lines if last < line.effective_from <= today]
    if begun:
        wrong = FieldError(pointer, AssignedLater.code, "an assignment begins after this day")
        raise AssignedLater(errors=[wrong], effective_from=min(begun))


def check_return(lines: Iterable[Dated], day: date) -> None:
    away = max(line.effective_from for line in lines if line.ends_employment)
    if day <= away:
        wrong = FieldError("/on", NoGap.code, "must be later than the day after the last")
        raise NoGap(errors=[wrong], ended_on=away - DAY)


def check_hired(hired_on: date | None, lines: Iterable[Dated], pointer: str) -> None:
    """Nobody works here on the day before; who has no such day may have come at any time."""
    before = [line for line in lines if hired_on and line.effective_from < hired_on]
    if before and not max(before, key=_day).ends_employment:
        wrong = FieldError(pointer, HiredLater.code, "an assignment would begin before hired_on")
        raise HiredLater(errors=[wrong], hired_on=hired_on)


def check_deletable(line: Dated, lines: Iterable[Dated], today: date) -> None:
    if line.effective_from <= today:
        raise AlreadyBegun()
    if line.ends_employment or line.effective_from == min(map(_day, lines)):
        raise NotDeletable()


def _day(line: Dated) -> date:
    return line.effective_from
