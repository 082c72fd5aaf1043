"""When a gage may measure, and how it moves. Pure functions and tables only."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.problems import FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow

CLOCKS_DIFFER = timedelta(minutes=5)
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
"""Earlier than any time a caller can name."""


class GageStatus(StrEnum):
    """`due` is never stored: it is what a gage in use becomes by itself after `next_due_on`."""

    IN_USE = "in_use"
    DUE = "due"
    OUT_OF_SERVICE = "out_of_service"
    LOST = "lost"


IN_USE, DUE, OUT_OF_SERVICE, LOST = GageStatus


class CalibrationResult(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


PASSED, FAILED = CalibrationResult

KEEPER = Right("no_scope", "This needs the scope gages:write.")
CALIBRATED = Guard("not_calibrated", "Calibrate it first: the last calibration left it failing, or it is due.")

LIFECYCLE = Workflow(
    {
        "withdraw": Step({IN_USE, DUE}, OUT_OF_SERVICE, (KEEPER,), needs_reason=True),
        "report_lost": Step({IN_USE, DUE, OUT_OF_SERVICE}, LOST, (KEEPER,), needs_reason=True),
        "return_to_use": Step({OUT_OF_SERVICE, LOST}, IN_USE, (KEEPER, CALIBRATED), needs_reason=True),
    }
)


class CalibratedInFuture(Invalid):
    """A gage can't have been calibrated later than now."""


def moved(status: GageStatus, now: datetime) -> dict[str, Any]:
    """A gage out of use remembers since when: what it measured before then stands."""
    return {"status": status, "out_since": None if status is IN_USE else now}


def check_calibrated(calibrated_at: datetime, now: datetime) -> None:
    if calibrated_at > now + CLOCKS_DIFFER:
        raise CalibratedInFuture(errors=[FieldError("/calibrated_at", "in_future", "must not be later than now")])


def due_after(calibrated_at: datetime, interval_days: int) -> date:
    return calibrated_at.date() + timedelta(days=interval_days)
