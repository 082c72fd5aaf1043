"""How limit sets and signals move."""

from datetime import datetime
from enum import StrEnum

from services.quality.independence.rules import SOD_7
from shared.problems import FieldError, Invalid
from shared.workflow import ReasonRequired, Right, Step, Workflow

ENOUGH_SUBGROUPS = 20


class LimitSetStatus(StrEnum):
    TRIAL = "trial"
    APPROVED = "approved"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


TRIAL, APPROVED, ACTIVE, SUPERSEDED = LimitSetStatus

APPROVER = Right("no_scope", "This needs the scope charts:approve.")
KEEPER = Right("no_scope_to_keep", "This needs the scope charts:write.")

LIMITS = Workflow(
    {
        "approve": Step({TRIAL}, APPROVED, (APPROVER, SOD_7)),
        "activate": Step({APPROVED}, ACTIVE, (KEEPER,)),
        "discard": Step({TRIAL, APPROVED}, SUPERSEDED, (KEEPER,), needs_reason=True),
    }
)


class SignalStatus(StrEnum):
    """`superseded`: late or corrected data, or other limits, took the verdict back."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


HANDLER = Right("no_scope", "This needs the scope signals:write.")
SIGNALS = Workflow(
    {
        "acknowledge": Step({SignalStatus.OPEN}, SignalStatus.ACKNOWLEDGED, (HANDLER,)),
        "explain": Step({SignalStatus.ACKNOWLEDGED}, SignalStatus.EXPLAINED, (HANDLER,), needs_reason=True),
        "report": Step({SignalStatus.OPEN, SignalStatus.ACKNOWLEDGED, SignalStatus.EXPLAINED}, None, (HANDLER,)),
        "close": Step({SignalStatus.EXPLAINED}, SignalStatus.CLOSED, (HANDLER,)),
    }
)


class BeginsTooEarly(Invalid):
    """New limits begin after those that are active now, which have judged everything before."""


class BeginsTooLate(Invalid):
    """Limits begin now, or at an earlier time."""


def check_enough(subgroups: int, reason: str | None) -> None:
    """Limits from fewer than 20 subgroups are uncertain, so somebody says why they are good enough."""
    if subgroups < ENOUGH_SUBGROUPS and not (reason or "").strip():
        detail = f"is required, because the limits come from {subgroups} subgroups and not {ENOUGH_SUBGROUPS}"
        raise ReasonRequired(errors=[FieldError("/reason", "missing", detail)])


def check_begins(valid_from: datetime, before: datetime | None, now: datetime) -> None:
    if valid_from > now:
        raise BeginsTooLate(errors=[FieldError("/valid_from", "in_future", "must not be later than now")])
    if before is not None and valid_from <= before:
        raise BeginsTooEarly(
            errors=[FieldError("/valid_from", "too_early", f"must be later than {before.isoformat()}")]
        )
