"""When inspection is tightened, reduced, brought back to normal or discontinued: from lot to lot, each step explained.

ISO 2859-1:1999 clause 9.3 with its switching score; ANSI/ASQ Z1.4 with ten accepted lots in its place.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from services.quality.sampling.rules.limit_numbers import limit_number
from services.quality.sampling.rules.tables import Scheme
from shared.problems import Conflict, FieldError, Invalid

WINDOW = 5
NOT_ACCEPTED_TO_TIGHTEN = 2
ACCEPTED_TO_NORMAL = 5
NOT_ACCEPTED_TO_DISCONTINUE = 5
SCORE_TO_REDUCE = 30
ACCEPTED_TO_REDUCE = 10
MOST_REMEMBERED = 100
"""Lots that count towards a limit number where ten have too few units."""


class Inspection(StrEnum):
    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"


class InspectionDiscontinued(Conflict):
    """Sampling is discontinued until the supplier has improved and a quality manager resumes it."""


class NotDiscontinued(Conflict):
    """Only discontinued inspection can be resumed."""


class NotReduced(Conflict):
    """Only reduced inspection can be brought back to normal by decision."""


class SampleMissing(Invalid):
    """With limit numbers each lot says how many units were sampled and how many were nonconforming."""


class LimitNumbersNotUsed(Invalid):
    """Limit numbers belong to ANSI/ASQ Z1.4; ISO 2859-1 counts a switching score."""


class SwitchingReason(StrEnum):
    """Why inspection goes on as it does."""

    UNCHANGED = "unchanged"
    NOT_ORIGINAL = "not_original"
    NOT_ACCEPTED_TWICE = "two_of_five_not_accepted"
    ACCEPTED_FIVE_TIMES = "five_in_a_row_accepted"
    NOT_ACCEPTED_FIVE_TIMES = "five_not_accepted_on_tightened"
    GOOD_HISTORY = "good_history"
    APPROVAL_MISSING = "reduction_not_approved"
    PRODUCTION_NOT_STEADY = "production_not_steady"
    NOT_ACCEPTED = "not_accepted_on_reduced"
    BETWEEN_LIMITS = "between_ac_and_re"
    RESUMED = "resumed"
    RESTORED = "restored_to_normal"
    REDUCTION_APPROVED = "reduction_approved"
    DISCONTINUED = "inspection_was_discontinued"
    WITHOUT_EFFECT = "decision_without_effect"
    VOIDED = "voided"


EXPLAINED = {
    SwitchingReason.UNCHANGED: "Nothing calls for another inspection.",
    SwitchingReason.NOT_ORIGINAL: "A resubmitted lot does not count.",
    SwitchingReason.NOT_ACCEPTED_TWICE: "Two of the last five lots were not accepted.",
    SwitchingReason.ACCEPTED_FIVE_TIMES: "Five lots in a row were accepted under tightened inspection.",
    SwitchingReason.NOT_ACCEPTED_FIVE_TIMES: "Five lots were not accepted since tightened inspection began.",
    SwitchingReason.GOOD_HISTORY: "The lots have been good long enough, production is steady, reduction is approved.",
    SwitchingReason.APPROVAL_MISSING: "The lots have been good long enough, but nobody has approved the reduction.",
    SwitchingReason.PRODUCTION_NOT_STEADY: "Production is not steady.",
    SwitchingReason.NOT_ACCEPTED: "A lot was not accepted under reduced inspection.",
    SwitchingReason.BETWEEN_LIMITS: "A lot was accepted with a count between Ac and Re.",
    SwitchingReason.RESUMED: "Somebody authorised is satisfied: tightened inspection begins anew.",
    SwitchingReason.RESTORED: "Somebody authorised decided that normal inspection begins anew.",
    SwitchingReason.REDUCTION_APPROVED: "Reduced inspection may begin once the lots are good enough.",
    SwitchingReason.DISCONTINUED: "A lot that was inspected while inspection was discontinued does not count.",
    SwitchingReason.WITHOUT_EFFECT: "By what is known now there was nothing to decide.",
    SwitchingReason.VOIDED: "A voided lot does not count.",
}


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """What came out of a lot, and what is known of the production that made it.

    `accepted_one_aql_tighter`: whether it would have been accepted at the next smaller AQL too, which matters from an
    acceptance number of 2 on. `between_limits`: accepted although the count was above Ac. Resubmitted lots are not
    `original` and count for nothing. Only limit numbers need to know `sampled` units and the `nonconforming` of them.
    """

    accepted: bool
    ac: int
    accepted_one_aql_tighter: bool = False
    between_limits: bool = False
    production_steady: bool = True
    reduced_approved: bool = False
    original: bool = True
    sampled: int | None = None
    nonconforming: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchingState:
    """All that has to be known of the past. `score`, `recent` and `found` begin anew with each normal inspection."""

    inspection: Inspection = Inspection.NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    """Whether the last lots of this inspection were accepted, latest last."""
    not_accepted: int = 0
    """Lots not accepted in total since tightened inspection began."""
    found: tuple[tuple[int, int], ...] = ()
    """Units sampled and nonconforming of the lots accepted in a row under normal inspection, for limit numbers."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a lot did. `switching_score` is the one it left under normal inspection, None otherwise."""

    before: Inspection
    switching_score: int | None
    state: SwitchingState
    reason: SwitchingReason

    @property
    def after(self) -> Inspection:
        return self.state.inspection

    @property
    def explanation(self) -> str:
        return EXPLAINED[self.reason]


def advance(state: SwitchingState, lot: LotOutcome, scheme: Scheme, limits_of: float | None = None) -> Step:
    """The state after one more lot, in lot order. Raises InspectionDiscontinued.

    `limits_of`: the AQL whose limit numbers reduced inspection has to keep too, if any. Raises SampleMissing then.
    """
    if state.inspection is Inspection.DISCONTINUED:
        raise InspectionDiscontinued()
    if not lot.original:
        return Step(state.inspection, score_shown(state), state, SwitchingReason.NOT_ORIGINAL)
    if state.inspection is Inspection.NORMAL:
        return _on_normal(state, lot, scheme, limits_of)
    return _on_tightened(state, lot) if state.inspection is Inspection.TIGHTENED else _on_reduced(state, lot)


def ensure_limited(scheme: Scheme, pointer: str) -> None:
    """Raises LimitNumbersNotUsed."""
    if scheme is Scheme.ISO_2859_1:
        raise LimitNumbersNotUsed(errors=[FieldError(pointer, "not_used", "belongs to ansi_z1_4")])


def resume(state: SwitchingState) -> SwitchingState:
    """Tightened inspection begins anew, because a quality manager is satisfied. Raises NotDiscontinued."""
    if state.inspection is not Inspection.DISCONTINUED:
        raise NotDiscontinued()
    return SwitchingState(Inspection.TIGHTENED)


def restore_normal(state: SwitchingState) -> SwitchingState:
    """Reduced inspection ends because a quality manager says so. Raises NotReduced."""
    if state.inspection is not Inspection.REDUCED:
        raise NotReduced()
    return SwitchingState()


def score_after(score: int, lot: LotOutcome) -> int:
    """The switching score: with an acceptance number of 2 or more it takes a lot that is good at a tighter AQL too."""
    if not lot.accepted or (lot.ac >= 2 and not lot.accepted_one_aql_tighter):
        return 0
    return score + (3 if lot.ac >= 2 else 2)


def _on_normal(state: SwitchingState, lot: LotOutcome, scheme: Scheme, limits_of: float | None) -> Step:
    score = score_after(state.score, lot)
    recent = (*state.recent, lot.accepted)[-ACCEPTED_TO_REDUCE:]
    found = state.found if limits_of is None else _found(state, lot)
    kept = replace(state, score=score, recent=recent, found=found)
    if recent[-WINDOW:].count(False) >= NOT_ACCEPTED_TO_TIGHTEN:
        return Step(Inspection.NORMAL, score, SwitchingState(Inspection.TIGHTENED), SwitchingReason.NOT_ACCEPTED_TWICE)
    if not _good(kept, scheme, limits_of):
        return Step(Inspection.NORMAL, score, kept, SwitchingReason.UNCHANGED)
    if not lot.production_steady:
        return Step(Inspection.NORMAL, score, kept, SwitchingReason.PRODUCTION_NOT_STEADY)
    if not lot.reduced_approved:
        return Step(Inspection.NORMAL, score, kept, SwitchingReason.APPROVAL_MISSING)
    return Step(Inspection.NORMAL, score, SwitchingState(Inspection.REDUCED), SwitchingReason.GOOD_HISTORY)


def _good(state: SwitchingState, scheme: Scheme, limits_of: float | None) -> bool:
    if scheme is Scheme.ISO_2859_1:
        return state.score >= SCORE_TO_REDUCE
    accepted = len(state.recent) == ACCEPTED_TO_REDUCE and all(state.recent)
    return accepted and (limits_of is None or _within_limit(state.found, limits_of))


def _found(state: SwitchingState, lot: LotOutcome) -> tuple[tuple[int, int], ...]:
    if lot.sampled is None or lot.nonconforming is None:
        raise SampleMissing(errors=[FieldError("/sampled", "missing", "is required, as is nonconforming")])
    return (*state.found, (lot.sampled, lot.nonconforming))[-MOST_REMEMBERED:] if lot.accepted else ()


def _within_limit(found: tuple[tuple[int, int], ...], aql: float) -> bool:
    """Of the last ten lots, or of as many more as it takes to have enough units."""
    for lots in range(ACCEPTED_TO_REDUCE, len(found) + 1):
        limit = limit_number(sum(sampled for sampled, _ in found[-lots:]), aql)
        if limit is not None:
            return sum(nonconforming for _, nonconforming in found[-lots:]) <= limit
    return False


def _on_tightened(state: SwitchingState, lot: LotOutcome) -> Step:
    recent = (*state.recent, lot.accepted)[-ACCEPTED_TO_NORMAL:]
    not_accepted = state.not_accepted + (not lot.accepted)
    if not_accepted >= NOT_ACCEPTED_TO_DISCONTINUE:
        discontinued = SwitchingState(Inspection.DISCONTINUED)
        return Step(Inspection.TIGHTENED, None, discontinued, SwitchingReason.NOT_ACCEPTED_FIVE_TIMES)
    if len(recent) == ACCEPTED_TO_NORMAL and all(recent):
        return Step(Inspection.TIGHTENED, None, SwitchingState(), SwitchingReason.ACCEPTED_FIVE_TIMES)
    kept = replace(state, recent=recent, not_accepted=not_accepted)
    return Step(Inspection.TIGHTENED, None, kept, SwitchingReason.UNCHANGED)


def _on_reduced(state: SwitchingState, lot: LotOutcome) -> Step:
    ends = {
        SwitchingReason.NOT_ACCEPTED: not lot.accepted,
        SwitchingReason.BETWEEN_LIMITS: lot.between_limits,
        SwitchingReason.PRODUCTION_NOT_STEADY: not lot.production_steady,
    }
    reason = next((reason for reason, holds in ends.items() if holds), None)
    if reason is not None:
        return Step(Inspection.REDUCED, None, SwitchingState(), reason)
    return Step(Inspection.REDUCED, None, state, SwitchingReason.UNCHANGED)


def score_shown(state: SwitchingState) -> int | None:
    return state.score if state.inspection is Inspection.NORMAL else None
