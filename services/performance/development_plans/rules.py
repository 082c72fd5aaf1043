"""How a plan and its items move. Pure."""

from enum import StrEnum

from shared.problems import Conflict, FieldError, Forbidden
from shared.workflow import Guard, Right, Step, Workflow


class PlanStatus(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemStatus(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


ACTIVE, COMPLETED, CANCELLED = PlanStatus.ACTIVE, PlanStatus.COMPLETED, PlanStatus.CANCELLED
MOST_ITEMS = 50

PARTY = Right("not_party", "The person, their coach or their manager does this.", "/person_id")
ALL_ENDED = Guard("items_open", "Items are still open: finish or drop them.", "/items")
PLAN_ACTIVE = Guard("plan_ended", "The plan has ended.", "/plan_id")
SHOWN = Guard("no_evidence", "Say what shows that it was done.", "/evidence")

PLAN_LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None, (PARTY,)),
        "complete": Step({ACTIVE}, COMPLETED, (PARTY, ALL_ENDED)),
        "cancel": Step({ACTIVE}, CANCELLED, (PARTY,), needs_reason=True),
        "reopen": Step({COMPLETED, CANCELLED}, ACTIVE, (PARTY,), needs_reason=True),
    }
)
ITEM_LIFECYCLE = Workflow(
    {
        "update": Step({ItemStatus.OPEN, ItemStatus.IN_PROGRESS}, None, (PARTY, PLAN_ACTIVE)),
        "start": Step({ItemStatus.OPEN}, ItemStatus.IN_PROGRESS, (PARTY, PLAN_ACTIVE)),
        "complete": Step({ItemStatus.OPEN, ItemStatus.IN_PROGRESS}, ItemStatus.DONE, (PARTY, PLAN_ACTIVE, SHOWN)),
        "drop": Step(
            {ItemStatus.OPEN, ItemStatus.IN_PROGRESS}, ItemStatus.DROPPED, (PARTY, PLAN_ACTIVE), needs_reason=True
        ),
        "reopen": Step({ItemStatus.DONE, ItemStatus.DROPPED}, ItemStatus.OPEN, (PARTY, PLAN_ACTIVE)),
    }
)


class NotYoursToPlan(Forbidden):
    """One plans one's own development, or that of somebody who reports to one."""


class CoachOfOneself(Conflict):
    """Somebody else has to be the coach."""


def check_coach(person_id: object, coach_id: object) -> None:
    if coach_id == person_id:
        raise CoachOfOneself(errors=[FieldError("/coach_id", CoachOfOneself.code, "must be somebody else")])
