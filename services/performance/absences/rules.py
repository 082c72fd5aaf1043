"""What makes leave valid, and what it changes elsewhere. Pure."""

from datetime import date

from shared.problems import Conflict, FieldError, Invalid

JUDGE_THOSE_OF = "goals.judge_those_of"
"""The errand that leave leaves for the goals of a person: `{person_id}`."""


class EndsBeforeItStarts(Invalid):
    """The last day of leave must not be before its first."""


class AbsencesOverlap(Conflict):
    """This person is on leave on some of these days already: `absence_id` says which leave that is."""


def check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        wrong = FieldError("/ends_on", EndsBeforeItStarts.code, f"must be {starts_on} or later")
        raise EndsBeforeItStarts(errors=[wrong])
