"""What makes a goal valid and how it moves. Pure functions and tables only."""

from datetime import date
from enum import StrEnum

from shared.problems import Conflict, FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow

FULL_WEIGHT = 100
MOST_KEY_RESULTS = 20


class GoalStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    DROPPED = "dropped"


class KeyResultKind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    BOOLEAN = "boolean"


SETTER = Right("not_owner_or_lead", "Goals are set by the person or their lead.", "/owner_id")
MEASURED = Guard("no_key_result", "A goal needs at least one key result before it starts.", "/key_results")

LIFECYCLE = Workflow(
    {
        "update": Step({GoalStatus.DRAFT, GoalStatus.ACTIVE}, None, (SETTER,)),
        "check_in": Step({GoalStatus.ACTIVE}, None, (SETTER,)),
        "activate": Step({GoalStatus.DRAFT}, GoalStatus.ACTIVE, (SETTER, MEASURED)),
        "achieve": Step({GoalStatus.ACTIVE}, GoalStatus.ACHIEVED, (SETTER,)),
        "drop": Step({GoalStatus.DRAFT, GoalStatus.ACTIVE}, GoalStatus.DROPPED, (SETTER,), needs_reason=True),
        "reopen": Step({GoalStatus.ACHIEVED, GoalStatus.DROPPED}, GoalStatus.ACTIVE, (SETTER,), needs_reason=True),
    }
)


class WeightsExceeded(Conflict):
    """A person's open goals may not weigh more than 100 together."""


class DueBeforeStart(Invalid):
    """A goal is due on or after the day it starts."""


class NothingToMeasure(Invalid):
    """Start and target of a key result must differ."""


class TooManyKeyResults(Conflict):
    """A goal has at most 20 key results: what needs more is more than one goal."""


class NotYet(Invalid):
    """A check-in says what was reached, so its day is today or earlier."""


def check_count(already: int) -> None:
    if already >= MOST_KEY_RESULTS:
        raise TooManyKeyResults()


def check_day(as_of: date, today: date) -> None:
    if as_of > today:
        raise NotYet(errors=[FieldError("/as_of", "in_future", "must not be later than today")])


def check_weight(already: int, added: int) -> None:
    if already + added > FULL_WEIGHT:
        raise WeightsExceeded(
            f"{already} of {FULL_WEIGHT} is taken; {added} more is too much.",
            free=FULL_WEIGHT - already,
        )
