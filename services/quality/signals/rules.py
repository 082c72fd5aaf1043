"""What a signal needs before it is explained or closed. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.problems import FieldError, Invalid

BEYOND_LIMITS = {"nelson_1", "western_electric_1"}
ALLOWED = {
    "acknowledge": (),
    "explain": ("assignable_cause", "corrective_action", "nonconformance_id"),
    "close": ("nonconformance_id",),
}


class NotForAction(Invalid):
    """This field belongs to another action."""


class NonconformanceRequired(Invalid):
    """Beyond a limit of a critical characteristic: link a nonconformance, or give a reason why there is none."""


def check_said(action: str, given: Iterable[str]) -> None:
    wrong = [name for name in given if name not in ALLOWED.get(action, ())]
    if wrong:
        detail = f"has no meaning in {action}"
        raise NotForAction(errors=[FieldError(f"/{name}", "not_for_action", detail) for name in wrong])


def check_linked(rule: str, *, critical: bool, linked: bool, reason: str | None) -> None:
    if critical and rule in BEYOND_LIMITS and not linked and not (reason or "").strip():
        raise NonconformanceRequired(
            errors=[FieldError("/nonconformance_id", "missing", "is required, or a reason why there is none")]
        )


def effects(action: str, reason: str | None, by: UUID, now: datetime) -> dict[str, Any]:
    """What a transition leaves on the signal besides its status."""
    left: dict[str, dict[str, Any]] = {
        "acknowledge": {"acknowledged_by": by, "acknowledged_at": now},
        "explain": {"explanation": reason},
        "close": {"closed_by": by, "closed_at": now, "closing_reason": reason},
    }
    return left[action]
