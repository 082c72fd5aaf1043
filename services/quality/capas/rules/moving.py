"""What a transition leaves behind, and what a corrective action may not become."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from services.quality.capas.rules.kinds import CapaStatus
from services.quality.capas.rules.states import DRAFT, READ_ACROSS
from shared.problems import Conflict, FieldError, Invalid


class DueDateAgreed(Conflict):
    """The date is agreed: ask for another one, and a quality manager decides."""


class SourceUnclear(Invalid):
    """A source is exactly one of a nonconformance, a signal and a reference."""


class OtherCapa(Invalid):
    """What it refers to does not belong to the same CAPA."""


def effects(
    action: str, reason: str | None, capa: Mapping[str, Any], beside: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What a transition leaves on the record besides its status; `beside` has the last action's end and the window."""
    next_round = {
        "iteration": capa["iteration"] + 1, "window_from": None, "window_to": None, "extended": False,
        "prevention_waiver": None,
    }  # fmt: skip
    since = beside["last_done"] or now
    left: dict[str, dict[str, Any]] = {
        "initiate": {"original_due_on": capa["due_on"]},
        "prevent": {"prevention_waiver": None if beside[READ_ACROSS.code] else reason},
        "skip_prevention": {"prevention_waiver": reason},
        "watch": {"window_from": since, "window_to": since + _days(beside), "extended": False},
        "extend": {"window_to": now + _days(beside), "extended": True},
        "send_back": next_round,
        "start_over": next_round,
        "close": {"closed_at": now, "resolution": reason},
        "cancel": {"resolution": reason},
        "reopen": next_round | {"closed_at": None, "resolution": None, "escalated_at": None},
    }
    return left.get(action, {})


def _days(beside: Mapping[str, Any]) -> timedelta:
    return timedelta(days=beside["window_days"] or 0)


def check_due(status: CapaStatus, known: date | None, wanted: date | None) -> None:
    if status is not DRAFT and wanted != known:
        raise DueDateAgreed(errors=[FieldError("/due_on", "agreed", "moves by POST /capa-due-changes")])


def check_source(place: int, named: Mapping[str, Any]) -> None:
    if sum(value is not None for value in named.values()) != 1:
        raise SourceUnclear(errors=[FieldError(f"/sources/{place}", "not_one", "name exactly one")])
