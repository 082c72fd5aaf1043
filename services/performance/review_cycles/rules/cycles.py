"""How a cycle moves, what its phases are and when a day is over. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from services.performance.review_templates.rules import ReviewRole
from shared.problems import Conflict, FieldError, Invalid
from shared.workflow import Excusable, Guard, Right, Step, Workflow

LAUNCH = "reviews.launch"
"""The job that makes the reviews of a cycle, `{cycle_id}`."""
ANYWHERE_ON_EARTH = "Etc/GMT+12"


class ReviewCycleStatus(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LAUNCHING = "launching"
    RUNNING = "running"
    CALIBRATION = "calibration"
    RELEASING = "releasing"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class ReviewCycleKind(StrEnum):
    ANNUAL = "annual"
    MID_YEAR = "mid_year"
    PROBATION = "probation"
    PROJECT = "project"
    THREE_SIXTY = "three_sixty"
    TALENT = "talent"


class Purpose(StrEnum):
    EVALUATIVE = "evaluative"
    DEVELOPMENT_ONLY = "development_only"


class CalibrationMode(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ReleaseMode(StrEnum):
    BY_MANAGER = "by_manager"
    BY_HR = "by_hr"
    ALL_AT_ONCE = "all_at_once"


class DeadlinePolicy(StrEnum):
    """Whose midnight ends a day: that of who writes, that of the cycle, or the last one on earth."""

    PARTICIPANT_TZ = "participant_tz"
    CYCLE_TZ = "cycle_tz"
    ANYWHERE_ON_EARTH = "anywhere_on_earth"


class PhaseKind(StrEnum):
    SELF_REVIEW = "self_review"
    PEER_REVIEW = "peer_review"
    MANAGER_REVIEW = "manager_review"


PHASE_OF = {
    ReviewRole.SELF: PhaseKind.SELF_REVIEW,
    ReviewRole.MANAGER: PhaseKind.MANAGER_REVIEW,
    ReviewRole.SECOND_MANAGER: PhaseKind.MANAGER_REVIEW,
}


def phase_of(role: ReviewRole) -> PhaseKind:
    """Whoever is neither the subject nor above writes in the phase of peers."""
    return PHASE_OF.get(role, PhaseKind.PEER_REVIEW)


S = ReviewCycleStatus
WRITER = Right("not_writer", "Review cycles are kept by whoever has the scope review_cycles:write.")
HAS_PHASES = Guard("no_phases", "The cycle needs at least one phase.", "/phases")
MANAGERS_DONE = Guard("managers_not_done", "Reviews by managers are still open: wait, waive them or let them expire.")
CALIBRATED = Guard("calibration_required", "This cycle is calibrated before its results are released.", "/calibration")
UNRELEASED = Guard("released_already", "Results were released: what people were told is not taken back.")
ALL_SETTLED = Excusable("not_settled", "Some reviews are neither final nor excluded.")

LIFECYCLE = Workflow(
    {
        "update": Step({S.DRAFT}, None, (WRITER,)),
        "extend": Step({S.SCHEDULED, S.LAUNCHING, S.RUNNING, S.CALIBRATION}, None, (WRITER,)),
        "admit": Step({S.LAUNCHING, S.RUNNING}, None, (WRITER,)),
        "schedule": Step({S.DRAFT}, S.SCHEDULED, (WRITER, HAS_PHASES)),
        "unschedule": Step({S.SCHEDULED}, S.DRAFT, (WRITER,)),
        "launch": Step({S.SCHEDULED}, S.LAUNCHING, (WRITER,)),
        "calibrate": Step({S.RUNNING}, S.CALIBRATION, (WRITER, MANAGERS_DONE)),
        "release": Step({S.RUNNING, S.CALIBRATION}, S.RELEASING, (WRITER, MANAGERS_DONE, CALIBRATED)),
        "resume": Step({S.CALIBRATION, S.RELEASING}, S.RUNNING, (WRITER, UNRELEASED), needs_reason=True),
        "recalibrate": Step({S.RELEASING}, S.CALIBRATION, (WRITER, UNRELEASED), needs_reason=True),
        "close": Step({S.RELEASING}, S.CLOSED, (WRITER, ALL_SETTLED)),
        "archive": Step({S.CLOSED}, S.ARCHIVED, (WRITER,)),
        "cancel": Step({S.DRAFT, S.SCHEDULED, S.LAUNCHING, S.RUNNING}, S.CANCELLED, (WRITER,), needs_reason=True),
    }
)
"""4.3.4. The job that launches leads from launching to running."""


class PhasesOutOfOrder(Invalid):
    """A phase opens, is due and closes in this order, and each kind stands once."""


class CycleEndsBeforeStart(Invalid):
    """A cycle's period ends on or after the day it starts."""


class LaunchBlocked(Conflict):
    """Not everybody can be reviewed yet; `blocking` counts why, and the preview says who."""


class LaunchIsAJob(Conflict):
    """A launch takes its time: ask for it by a POST to the cycle's `launch`."""


class NotLater(Invalid):
    """A deadline is extended to a later day; `due_on` is the present one."""


class Phase(Protocol):
    @property
    def kind(self) -> PhaseKind: ...
    @property
    def opens_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def closes_on(self) -> date | None: ...


def check_phases(phases: Sequence[Phase]) -> None:
    wrong = []
    for place, phase in enumerate(phases):
        days = [phase.opens_on, phase.due_on, *([phase.closes_on] if phase.closes_on else [])]
        if any(later < earlier for earlier, later in pairwise(days)):
            wrong.append(FieldError(f"/phases/{place}", "out_of_order", "must open, be due and close in this order"))
        if phase.kind in {one.kind for one in phases[:place]}:
            wrong.append(FieldError(f"/phases/{place}/kind", "twice", "stands in this cycle already"))
    if wrong:
        raise PhasesOutOfOrder(errors=wrong)


def check_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise CycleEndsBeforeStart(errors=[FieldError("/ends_on", "before_start", "must not be before starts_on")])


def day_ends_at(day: date, time_zone: str) -> datetime:
    """The first instant of the next day there (F17), also where its midnight is skipped or comes twice."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone))
    return midnight.astimezone(UTC)
