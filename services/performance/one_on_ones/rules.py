"""How meetings recur, what is carried from one to the next, and how what was agreed moves. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.problems import Conflict, Forbidden
from shared.workflow import Guard, Right, Step, Workflow


class SeriesKind(StrEnum):
    """With one's lead; or with a coach, whoever that is."""

    ONE_ON_ONE = "one_on_one"
    COACHING = "coaching"


class SeriesStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


class MeetingStatus(StrEnum):
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ACTIVE, ENDED = SeriesStatus.ACTIVE, SeriesStatus.ENDED
SCHEDULED, HELD = MeetingStatus.SCHEDULED, MeetingStatus.HELD
CANCELLED, MISSED = MeetingStatus.CANCELLED, MeetingStatus.MISSED

MISSED_AFTER = timedelta(days=7)
MOST_SUGGESTED = 50

OWNER = Right("not_owner", "Whoever has to do it says that it is done.", "/owner_id")
SERIES_ACTIVE = Guard("series_ended", "Their series has ended.", "/series_id")
BEGUN = Guard("not_yet", "It is still to come.", "/scheduled_at")

SERIES_LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None),
        "schedule": Step({ACTIVE}, None),
        "end": Step({ACTIVE}, ENDED),
    }
)
MEETING_LIFECYCLE = Workflow(
    {
        "update": Step({SCHEDULED}, None, (SERIES_ACTIVE,)),
        "prepare": Step({SCHEDULED}, None),
        "note": Step({SCHEDULED, HELD}, None),
        "hold": Step({SCHEDULED}, HELD, (BEGUN,)),
        "cancel": Step({SCHEDULED}, CANCELLED, needs_reason=True),
    }
)
"""Who sees a meeting is one of the two, so neither needs another right. A week late it is missed by itself."""
ACTION_LIFECYCLE = Workflow(
    {
        "update": Step({ActionStatus.OPEN}, None),
        "complete": Step({ActionStatus.OPEN}, ActionStatus.DONE, (OWNER,)),
        "drop": Step({ActionStatus.OPEN}, ActionStatus.DROPPED, needs_reason=True),
        "reopen": Step({ActionStatus.DONE, ActionStatus.DROPPED}, ActionStatus.OPEN),
    }
)


class NotTheTwo(Forbidden):
    """A series is begun by one of the two, and a one-on-one is with who leads the other."""


class NotOneOfTheTwo(Conflict):
    """What is agreed is done by one of the two."""


def next_at(scheduled_at: datetime, cadence_days: int, zone: str, now: datetime) -> datetime:
    """The next time in the rhythm that is still to come, at the same hour where they are, whatever the clocks did."""
    local = scheduled_at.astimezone(ZoneInfo(zone))
    steps = max(1, (now - scheduled_at) // timedelta(days=cadence_days))
    following = local + timedelta(days=cadence_days * steps)
    while following <= now:
        following += timedelta(days=cadence_days)
    return following
