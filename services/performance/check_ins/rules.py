"""What a check-in must say, by what it is of. Pure."""

from decimal import Decimal

from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.measures import KeyResultKind
from services.performance.goals.rules.rollup import ProgressMethod
from services.performance.goals.rules.states import CheckInSource, KeyResultStatus
from shared.problems import Conflict, FieldError, Invalid

MOST_PERCENT = Decimal(200)


class TargetMissing(Invalid):
    """A check-in is of a key result or of a goal as a whole, and of one of them only."""


class NotOfKind(Invalid):
    """A check-in says what its key result's kind needs: a value, a zone, or which milestone is done."""


class MeasuredElsewhere(Conflict):
    """Nobody checks this in: it follows from a productivity standard, from contributing goals or from key results."""


class KeyResultDropped(Conflict):
    """This key result was dropped: resume it first."""


class AlreadyCorrected(Conflict):
    """This check-in was corrected already: correct the correction."""


class AlreadyCheckedIn(Conflict):
    """This source has said something else under the same external_id."""


class OtherTarget(Invalid):
    """A correction is of the same key result, milestone or goal as what it corrects."""


def check_target(key_result: object | None, goal: object | None) -> None:
    if (key_result is None) == (goal is None):
        raise TargetMissing(errors=[FieldError("/key_result_id", "missing", "name key_result_id or goal_id, not both")])


def check_said(kind: KeyResultKind, *, value: Decimal | None, zone: Zone | None, milestone: bool) -> None:
    """`milestone`: whether the check-in names one."""
    if milestone != (kind is KeyResultKind.MILESTONE):
        raise NotOfKind(errors=[FieldError("/milestone_id", "not_of_kind", f"the key result is of kind {kind}")])
    if (zone is not None) != (kind is KeyResultKind.ORDINAL):
        raise NotOfKind(errors=[FieldError("/zone", "not_of_kind", f"the key result is of kind {kind}")])
    if (value is None) != (kind is KeyResultKind.ORDINAL):
        raise NotOfKind(errors=[FieldError("/value", "not_of_kind", f"the key result is of kind {kind}")])
    if kind in {KeyResultKind.BOOLEAN, KeyResultKind.MILESTONE} and value not in {0, 1}:
        raise NotOfKind(errors=[FieldError("/value", "not_of_kind", "must be 1 for yes or 0 for no")])


def check_whole(method: ProgressMethod, *, value: Decimal | None, zone: Zone | None, milestone: bool) -> None:
    """A goal measured as a whole is checked in as a percentage, and as nothing else."""
    if method is not ProgressMethod.MANUAL:
        raise MeasuredElsewhere(f"The goal's progress follows from its {method}.")
    if milestone or zone is not None:
        pointer = "/milestone_id" if milestone else "/zone"
        raise NotOfKind(errors=[FieldError(pointer, "not_of_kind", "only a key result has that")])
    if value is None or not 0 <= value <= MOST_PERCENT:
        raise NotOfKind(errors=[FieldError("/value", "not_of_kind", "must be a percentage from 0 to 200")])


def check_open(status: KeyResultStatus, *, standard: bool, contributed: bool) -> None:
    if status is KeyResultStatus.DROPPED:
        raise KeyResultDropped()
    if contributed:
        raise MeasuredElsewhere("Goals contribute to this key result, and it is as far as they are.")
    if standard:
        raise MeasuredElsewhere("This key result follows a productivity standard: measure that.")


def check_corrected(source: CheckInSource, *, superseded: bool) -> None:
    """`source` of what is corrected: what a standard said is corrected by measuring."""
    if source is CheckInSource.STANDARD:
        raise MeasuredElsewhere("A productivity standard said this: correct what was measured.")
    if superseded:
        raise AlreadyCorrected()


def missing(pointer: str) -> FieldError:
    return FieldError(pointer, "not_found", "there is no such record of the same target")
