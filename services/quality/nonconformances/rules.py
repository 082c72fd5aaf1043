"""How a nonconformance moves, and what it must say of itself. Pure functions and tables only."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.problems import FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow

CLOCKS_DIFFER = timedelta(minutes=5)


class NonconformanceStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


DRAFT, OPEN, CLOSED, CANCELLED = NonconformanceStatus


class Severity(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class DetectedWhere(StrEnum):
    SUPPLIER = "supplier"
    INCOMING = "incoming"
    PROCESS = "process"
    FINAL = "final"
    CUSTOMER = "customer"
    AUDIT = "audit"
    FIELD = "field"


HANDLER = Right("not_reporter_or_owner", "This is for its reporter or its owner.", "/owner_id")
OWNER = Right("not_owner", "A nonconformance is closed and reopened by its owner.", "/owner_id")
DESCRIBED = Guard("no_description", "Say what is and what should be.", "/description")
RATED = Guard("no_severity", "Say how severe it is.", "/severity")
PLACED = Guard("no_process", "Name the process or the characteristic it concerns.", "/process_id")

LIFECYCLE = Workflow(
    {
        "update": Step({DRAFT, OPEN}, None, (HANDLER,)),
        "open": Step({DRAFT}, OPEN, (HANDLER, DESCRIBED, RATED, PLACED)),
        "close": Step({OPEN}, CLOSED, (OWNER,), needs_reason=True),
        "reopen": Step({CLOSED}, OPEN, (OWNER,), needs_reason=True),
        "cancel": Step({DRAFT, OPEN}, CANCELLED, (HANDLER,), needs_reason=True),
    }
)


class DetectedInFuture(Invalid):
    """A nonconformance can't have been detected later than now."""


class UnitMissing(Invalid):
    """A quantity needs its unit."""


class OtherProcess(Invalid):
    """The characteristic belongs to another process."""


class NoLongerComplete(Invalid):
    """What was needed to open a nonconformance stays while it is open."""


def effects(action: str, reason: str | None, now: datetime) -> dict[str, Any]:
    """What a transition leaves on the record besides its status."""
    left: dict[str, dict[str, Any]] = {
        "open": {"opened_at": now},
        "close": {"closed_at": now, "resolution": reason},
        "reopen": {"closed_at": None, "resolution": None},
        "cancel": {"resolution": reason},
    }
    return left[action]


def check_detected(detected_at: datetime, now: datetime) -> None:
    """The clock that saw it may be a little ahead of ours."""
    if detected_at > now + CLOCKS_DIFFER:
        raise DetectedInFuture(errors=[FieldError("/detected_at", "in_future", "must not be later than now")])


def check_quantity(quantity: Decimal | None, unit: str | None) -> None:
    if quantity is not None and unit is None:
        raise UnitMissing(errors=[FieldError("/unit", "missing", "is required with quantity_affected")])


def check_process(named: UUID | None, measured: UUID) -> None:
    if named not in (None, measured):
        error = FieldError("/characteristic_id", "other_process", "belongs to another process")
        raise OtherProcess(errors=[error])


def check_complete(description: str, severity: Severity | None, *, placed: bool) -> None:
    kept = {DESCRIBED: bool(description.strip()), RATED: severity is not None, PLACED: placed}
    errors = [FieldError(str(guard.pointer), guard.code, guard.detail) for guard, holds in kept.items() if not holds]
    if errors:
        raise NoLongerComplete(errors=errors)
