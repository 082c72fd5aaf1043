"""Inspection from lot to lot: the reference history, and each way between the severities by itself."""

import json
from pathlib import Path

import pytest

from services.quality import spc
from services.quality.sampling.rules.switching import (
    EXPLAINED,
    Inspection,
    InspectionDiscontinued,
    LotOutcome,
    NotDiscontinued,
    NotReduced,
    Step,
    SwitchingReason,
    SwitchingState,
    advance,
    restore_normal,
    resume,
)
from services.quality.sampling.rules.tables import Scheme

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "switching_rules_a.json").read_text())
GOOD = LotOutcome(accepted=True, ac=2, accepted_one_aql_tighter=True)
BAD = LotOutcome(accepted=False, ac=2)


def history(
    lots: list[LotOutcome], state: SwitchingState | None = None, scheme: Scheme = Scheme.ISO_2859_1
) -> list[Step]:
    steps: list[Step] = []
    for lot in lots:
        steps.append(advance(steps[-1].state if steps else state or SwitchingState(), lot, scheme))
    return steps


def test_the_reference_history_is_followed_step_by_step() -> None:
    lots = [LotOutcome(**lot) for lot in REFERENCE["input"]["lots"]]
    steps = history(lots, scheme=Scheme(REFERENCE["parameters"]["scheme"]))
    found = [
        {"before": step.before.value, "switching_score": step.switching_score, "after": step.after.value}
        for step in steps
    ]
    assert found == REFERENCE["expected"]["history"]


@pytest.mark.parametrize("apart", [1, 2, 3, 4])
def test_two_lots_of_five_not_accepted_tighten(apart: int) -> None:
    step = history([BAD, *[GOOD] * (apart - 1), BAD])[-1]
    assert (step.after, step.reason) == (Inspection.TIGHTENED, SwitchingReason.NOT_ACCEPTED_TWICE)


def test_two_lots_of_six_not_accepted_do_not() -> None:
    assert history([BAD, *[GOOD] * 4, BAD])[-1].after is Inspection.NORMAL


def test_what_was_not_accepted_before_tightening_is_forgotten_after() -> None:
    steps = history([BAD, BAD, *[GOOD] * 5, BAD])
    assert [step.after for step in steps[-2:]] == [Inspection.NORMAL] * 2
    assert steps[-2].reason is SwitchingReason.ACCEPTED_FIVE_TIMES


def test_five_lots_not_accepted_on_tightened_end_sampling_until_it_is_resumed() -> None:
    between = [GOOD, GOOD, BAD]
    steps = history([BAD, BAD, *between * 5])
    assert (steps[-1].after, steps[-1].reason) == (
        Inspection.DISCONTINUED,
        SwitchingReason.NOT_ACCEPTED_FIVE_TIMES,
    )
    with pytest.raises(InspectionDiscontinued):
        advance(steps[-1].state, GOOD, Scheme.ISO_2859_1)
    resumed = resume(steps[-1].state)
    assert resumed.inspection is Inspection.TIGHTENED
    assert history(between * 4, resumed)[-1].after is Inspection.TIGHTENED
    with pytest.raises(NotDiscontinued):
        resume(resumed)


@pytest.mark.parametrize(
    ("lot", "score"),
    [
        (LotOutcome(accepted=True, ac=2, accepted_one_aql_tighter=True), 13),
        (LotOutcome(accepted=True, ac=2), 0),
        (LotOutcome(accepted=True, ac=1), 12),
        (LotOutcome(accepted=True, ac=0, accepted_one_aql_tighter=True), 12),
        (LotOutcome(accepted=False, ac=0), 0),
    ],
)
def test_the_switching_score_grows_by_what_the_plan_can_show(lot: LotOutcome, score: int) -> None:
    assert advance(SwitchingState(score=10), lot, Scheme.ISO_2859_1).switching_score == score


APPROVED = LotOutcome(accepted=True, ac=0, reduced_approved=True)
WAITING = LotOutcome(accepted=True, ac=0)
UNSTEADY = LotOutcome(accepted=True, ac=0, reduced_approved=True, production_steady=False)


@pytest.mark.parametrize(("scheme", "lots"), [(Scheme.ISO_2859_1, 15), (Scheme.ANSI_Z1_4, 10)])
def test_reduction_takes_a_good_history_steady_production_and_somebodys_approval(scheme: Scheme, lots: int) -> None:
    before = history([WAITING] * (lots - 1), scheme=scheme)[-1].state
    assert advance(before, WAITING, scheme).reason is SwitchingReason.APPROVAL_MISSING
    assert advance(before, UNSTEADY, scheme).reason is SwitchingReason.PRODUCTION_NOT_STEADY
    assert advance(before, BAD, scheme).reason is SwitchingReason.UNCHANGED
    reduced = advance(before, APPROVED, scheme)
    assert (reduced.after, reduced.reason) == (Inspection.REDUCED, SwitchingReason.GOOD_HISTORY)
    assert advance(advance(before, WAITING, scheme).state, APPROVED, scheme).after is Inspection.REDUCED


@pytest.mark.parametrize(
    ("lot", "reason"),
    [
        (BAD, SwitchingReason.NOT_ACCEPTED),
        (LotOutcome(accepted=True, ac=1, between_limits=True), SwitchingReason.BETWEEN_LIMITS),
        (LotOutcome(accepted=True, ac=1, production_steady=False), SwitchingReason.PRODUCTION_NOT_STEADY),
    ],
)
def test_reduced_inspection_ends_with_the_first_doubt(lot: LotOutcome, reason: SwitchingReason) -> None:
    step = advance(SwitchingState(Inspection.REDUCED), lot, Scheme.ANSI_Z1_4)
    assert (step.state, step.reason) == (SwitchingState(), reason)


def test_reduced_inspection_goes_on_while_lots_are_good_or_ends_by_decision() -> None:
    reduced = SwitchingState(Inspection.REDUCED)
    assert advance(reduced, GOOD, Scheme.ANSI_Z1_4).state == reduced
    assert restore_normal(reduced) == SwitchingState()
    with pytest.raises(NotReduced):
        restore_normal(SwitchingState())


@pytest.mark.parametrize("inspection", [Inspection.NORMAL, Inspection.TIGHTENED, Inspection.REDUCED])
def test_a_resubmitted_lot_changes_nothing(inspection: Inspection) -> None:
    state = SwitchingState(inspection, score=7 if inspection is Inspection.NORMAL else 0)
    step = advance(state, LotOutcome(accepted=False, ac=0, original=False), Scheme.ISO_2859_1)
    assert (step.state, step.reason) == (state, SwitchingReason.NOT_ORIGINAL)
    assert step.switching_score == (7 if inspection is Inspection.NORMAL else None)


def test_every_reason_is_explained_in_a_sentence() -> None:
    assert set(EXPLAINED) == set(SwitchingReason)
    assert history([BAD, BAD])[-1].explanation == "Two of the last five lots were not accepted."
