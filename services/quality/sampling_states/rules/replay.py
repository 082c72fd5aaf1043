"""The state of inspection after lots and decisions, one after the other: what is stored equals a replay."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from services.quality.sampling.rules import switching
from services.quality.sampling.rules.switching import Inspection, LotOutcome, SwitchingReason, SwitchingState
from services.quality.sampling.rules.tables import Scheme


class Decision(StrEnum):
    APPROVE_REDUCTION = "approve_reduction"
    RESTORE_NORMAL = "restore_normal"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Entry:
    """A lot, or a decision between two; neither is a lot that was voided."""

    lot: LotOutcome | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """`limits_of`: the AQL whose limit numbers count, if they do."""

    scheme: Scheme
    limits_of: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the next entry depends on. An approved reduction lapses when normal inspection ends."""

    state: SwitchingState = field(default_factory=SwitchingState)
    approved: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Standing":
        """From what `stored` made of one."""
        state = dict(stored["state"])
        state["inspection"] = Inspection(state["inspection"])
        state["recent"] = tuple(state["recent"])
        state["found"] = tuple((sampled, found) for sampled, found in state["found"])
        return cls(SwitchingState(**state), stored["approved"])

    def stored(self) -> dict[str, Any]:
        state = asdict(self.state)
        lists = {"recent": list(self.state.recent), "found": [list(pair) for pair in self.state.found]}
        return {"state": {**state, "inspection": self.state.inspection.value, **lists}, "approved": self.approved}


@dataclass(frozen=True, slots=True)
class Passed:
    """What an entry did. `switching_score` is the one it left under normal inspection, None otherwise."""

    before: Inspection
    after: Inspection
    switching_score: int | None
    reason: SwitchingReason


def follow(standing: Standing, entry: Entry, conditions: Conditions) -> tuple[Standing, Passed]:
    """One entry more. None is refused here: what came out otherwise before a correction has no effect."""
    if entry.decision is not None:
        return _decided(standing, entry.decision)
    if entry.lot is None:
        return standing, _unmoved(standing, SwitchingReason.VOIDED)
    if standing.state.inspection is Inspection.DISCONTINUED:
        return standing, _unmoved(standing, SwitchingReason.DISCONTINUED)
    lot = replace(entry.lot, reduced_approved=standing.approved)
    step = switching.advance(standing.state, lot, conditions.scheme, conditions.limits_of)
    moved = Standing(step.state, standing.approved and step.after is Inspection.NORMAL)
    return moved, Passed(step.before, step.after, step.switching_score, step.reason)


def _decided(standing: Standing, decision: Decision) -> tuple[Standing, Passed]:
    state = standing.state
    if decision is Decision.APPROVE_REDUCTION and state.inspection is Inspection.NORMAL:
        return Standing(state, approved=True), _unmoved(standing, SwitchingReason.REDUCTION_APPROVED)
    if decision is Decision.RESUME and state.inspection is Inspection.DISCONTINUED:
        return _moved(standing, switching.resume(state), SwitchingReason.RESUMED)
    if decision is Decision.RESTORE_NORMAL and state.inspection is Inspection.REDUCED:
        return _moved(standing, switching.restore_normal(state), SwitchingReason.RESTORED)
    return standing, _unmoved(standing, SwitchingReason.WITHOUT_EFFECT)


def _moved(standing: Standing, state: SwitchingState, reason: SwitchingReason) -> tuple[Standing, Passed]:
    return Standing(state), Passed(standing.state.inspection, state.inspection, switching.score_shown(state), reason)


def _unmoved(standing: Standing, reason: SwitchingReason) -> Passed:
    state = standing.state
    return Passed(state.inspection, state.inspection, switching.score_shown(state), reason)
