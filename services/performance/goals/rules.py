"""What makes a goal valid and how it moves. Pure functions and tables only."""

from enum import StrEnum

from shared.problems import Conflict, Invalid
from shared.workflow import Guard, Right, Step, Workflow

FULL_WEIGHT = 100


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


def check_weight(already: int, added: int) -> None:
    if already + added > FULL_WEIGHT:
        raise WeightsExceeded(
            f"{already} of {FULL_WEIGHT} is taken; {added} more is too much.",
            free=FULL_WEIGHT - already,
        )
