"""What makes a goal and its parts valid. Pure."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.performance.goals.rules.states import RANK, CycleStatus, GoalLevel
from shared.problems import Conflict, FieldError, Invalid, ReferenceNotFound

MOST_KEY_RESULTS = 20
MOST_MILESTONES = 50


class WeightsExceeded(Conflict):
    """The open goals of one person in one cycle may not weigh more than the goal policy allows."""


class DueBeforeStart(Invalid):
    """A goal is due on or after the day it starts."""


class TooManyKeyResults(Conflict):
    """A goal has at most 20 key results: what needs more is more than one goal."""


class TooManyMilestones(Conflict):
    """A key result has at most 50 milestones."""


class MilestoneCheckedIn(Conflict):
    """Somebody has checked this milestone in, and that stays: let it weigh nothing instead."""


class LastMilestone(Conflict):
    """A key result of milestones keeps one at least: drop the key result instead."""


class NamedTwice(Conflict):
    """A batch changes each goal once."""


class PatchOrTransition(Invalid):
    """A row is a patch or a transition, and one of them only."""


class NotMeasuredForYou(Invalid):
    """Whose productivity you may not see, you can't let a key result follow."""


class DueMissing(Invalid):
    """A goal without a cycle says when it is due."""


class CycleClosed(Conflict):
    """A closed cycle takes no more goals."""


class OwnerMissing(Invalid):
    """A goal belongs to a person or to a unit, and to one of them only."""


class StandardMissing(Invalid):
    """A goal that follows a productivity standard names it; others do not."""


class NotYet(Invalid):
    """A check-in says what was reached, so its day is today or earlier."""


class LevelTooLow(Conflict):
    """A goal contributes to one of a higher level, or of the same level and owner."""


class OutOfRange(Conflict):
    """A goal contributes to one of the same years, unless the goal policy allows others."""


class GoalCircle(Conflict):
    """A goal may not contribute or be aligned to itself, not even through others.

    `path` shows the circle, with null for goals that you may not see.
    """


class Owner(NamedTuple):
    """Who owns a goal of a level: a person or a unit."""

    owner_id: UUID | None
    owner_unit_id: UUID | None
    level: GoalLevel


def check_period(starts_on: date, due_on: date) -> None:
    if due_on < starts_on:
        raise DueBeforeStart(errors=[FieldError("/due_on", "before_start", "must not be before starts_on")])


def check_owner(owner: object | None, unit: object | None, level: GoalLevel) -> None:
    if (owner is None) == (unit is None):
        raise OwnerMissing(errors=[FieldError("/owner_id", "missing", "name owner_id or owner_unit_id, not both")])
    if level is GoalLevel.INDIVIDUAL and owner is None:
        raise OwnerMissing(errors=[FieldError("/owner_id", "missing", "an individual goal belongs to a person")])


def check_standard(standard: object | None, *, followed: bool) -> None:
    """`followed`: whether the goal's progress method is to follow one."""
    if (standard is not None) != followed:
        said = "is required for progress_method standard" if followed else "is only for progress_method standard"
        raise StandardMissing(errors=[FieldError("/standard_id", "missing" if followed else "not_of_kind", said)])


def check_count(already: int) -> None:
    if already >= MOST_KEY_RESULTS:
        raise TooManyKeyResults()


def check_milestones(already: int) -> None:
    if already >= MOST_MILESTONES:
        raise TooManyMilestones()


def check_cycle(status: CycleStatus | None) -> None:
    """`status` of the cycle that a goal is put into, None where there is none."""
    if status is None:
        raise ReferenceNotFound(errors=[FieldError("/goal_cycle_id", "not_found", "there is no such cycle")])
    if status is CycleStatus.CLOSED:
        raise CycleClosed(errors=[FieldError("/goal_cycle_id", "closed", "this cycle is closed")])


def check_removable(others: int, *, checked_in: bool) -> None:
    """`others`: how many milestones the key result has beside this one."""
    if checked_in:
        raise MilestoneCheckedIn()
    if not others:
        raise LastMilestone()


def check_day(as_of: date, today: date) -> None:
    if as_of > today:
        raise NotYet(errors=[FieldError("/as_of", "in_future", "must not be later than today")])


def check_weight(already: Decimal, added: Decimal, limit: Decimal | None) -> None:
    if limit is not None and already + added > limit:
        free = max(Decimal(0), limit - already)
        raise WeightsExceeded(
            f"{_plain(already)} of {_plain(limit)} is taken; {_plain(added)} more is too much.", free=float(free)
        )


class Place(NamedTuple):
    """Whose goal it is, of which level and when: what decides to which goals it may contribute."""

    owner: Owner
    starts_on: date
    due_on: date


def check_place(child: Place, parent: Place, *, any_year: bool, pointer: str = "/parent_goal_id") -> None:
    """Whether one goal may contribute to another; `pointer` is the field that would mend it."""
    refused = misplaced(child, parent, any_year=any_year, pointer=pointer)
    if refused is not None:
        raise refused


def misplaced(child: Place, parent: Place, *, any_year: bool, pointer: str = "/parent_goal_id") -> Conflict | None:
    above = RANK[child.owner.level] - RANK[parent.owner.level]
    if above < 0 or (above == 0 and child.owner != parent.owner):
        said = f"a goal of level {child.owner.level} contributes to one of level {parent.owner.level}"
        return LevelTooLow(errors=[FieldError(pointer, "level_too_low", said)])
    if not any_year and (child.starts_on.year < parent.starts_on.year or child.due_on.year > parent.due_on.year):
        return OutOfRange(errors=[FieldError(pointer, "out_of_range", "the goals run in other years")])
    return None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class CycleEndsBeforeStart(Invalid):
    """A cycle ends on or after the day it starts."""
