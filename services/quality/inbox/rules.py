"""Which step each record waits for. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.quality.capas.rules import states as capas
from services.quality.nonconformances.rules import states as nonconformances
from shared.workflow import Guard, Right


class InboxKind(StrEnum):
    NONCONFORMANCE = "nonconformance"
    CAPA = "capa"
    ROOT_CAUSE = "root_cause"
    CAPA_ACTION = "capa_action"
    CAPA_DUE_CHANGE = "capa_due_change"


WORKFLOWS: Mapping[InboxKind, Any] = {
    InboxKind.NONCONFORMANCE: nonconformances.LIFECYCLE,
    InboxKind.CAPA: capas.LIFECYCLE,
    InboxKind.ROOT_CAUSE: capas.CAUSES,
    InboxKind.CAPA_ACTION: capas.ACTIONS,
    InboxKind.CAPA_DUE_CHANGE: capas.DUE_CHANGES,
}
GATES: Mapping[InboxKind, tuple[str, ...]] = {
    InboxKind.NONCONFORMANCE: (
        "open", "contain", "review", "propose_disposition", "dispose", "execute", "submit", "close",
    ),
    InboxKind.CAPA: (
        "initiate", "describe", "contain", "analyse", "plan", "implement", "finish", "prevent", "watch", "confirm",
        "close",
    ),
    InboxKind.ROOT_CAUSE: ("verify",),
    InboxKind.CAPA_ACTION: ("finish", "verify"),
    InboxKind.CAPA_DUE_CHANGE: ("approve",),
}  # fmt: skip
"""The steps that lead on, at most one from each state for one person; the others are ways back or out."""


def rights(kind: InboxKind, gate: str) -> list[Guard]:
    """Who may take the step; what else it asks for is work to be done."""
    return [guard for guard in WORKFLOWS[kind].steps[gate].guards if isinstance(guard, Right)]


def state(kind: InboxKind, gate: str) -> str:
    """The one from which it leads on."""
    (source,) = WORKFLOWS[kind].steps[gate].sources
    return str(source)
