"""What plans let through: the published curve, scipy's sums and searches, and what holds for every plan."""

import json
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize_scalar

from services.quality import spc
from services.quality.sampling.rules.finder import InvalidRisks, PlanNotFound, Risks, find_plan
from services.quality.sampling.rules.lots import LotModel, Lots, LotSizeRequired
from services.quality.sampling.rules.operating import (
    InvalidPlan,
    SinglePlan,
    operating_point,
    outgoing_limit,
    quality_at,
)

untimed = settings(deadline=None)

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "oc_curve_single_n52_c3.json").read_text())
SOURCE, GIVEN, EXPECTED = REFERENCE["source"]["citation"], REFERENCE["input"], REFERENCE["expected"]
REL = REFERENCE["tolerance"]["relative"]
PLAN = SinglePlan(GIVEN["n"], GIVEN["c"])
STREAM = Lots()
LOT = Lots(LotModel.HYPERGEOMETRIC, 1_000)


def test_the_operating_characteristic_equals_the_reference() -> None:
    points = [operating_point(PLAN, STREAM.of(p)) for p in GIVEN["fraction_defective"]]
    found = [point.pa for point in points]
    assert found == pytest.approx(EXPECTED["probability_of_acceptance"], rel=REL), SOURCE
    assert found == pytest.approx(EXPECTED["published_rounded"]["probability_of_acceptance"], abs=2e-3), SOURCE
    assert [point.aoq for point in points] == pytest.approx(EXPECTED["aoq_large_lot"], rel=REL)
    assert {point.ati for point in points} == {None}


def test_the_qualities_of_both_risks_and_the_worst_outgoing_one_equal_the_reference() -> None:
    assert quality_at(PLAN, 0.95, STREAM) == pytest.approx(EXPECTED["p_at_pa_0_95"], rel=REL)
    assert quality_at(PLAN, 0.10, STREAM) == pytest.approx(EXPECTED["p_at_pa_0_10"], rel=REL)
    limit = outgoing_limit(PLAN, STREAM)
    assert limit.aoql == pytest.approx(EXPECTED["aoql_large_lot"], rel=REL)
    assert limit.at == pytest.approx(EXPECTED["aoql_at_p"], abs=1e-4)


@pytest.mark.parametrize("p", [0.0, 0.004, 0.037, 0.25, 1.0])
def test_the_three_models_count_as_their_distributions_do(p: float) -> None:
    type_a = stats.hypergeom.cdf(3, 1_000, round(1_000 * p), 52)
    found = [operating_point(PLAN, Lots(model, 1_000).of(p)).pa for model in LotModel]
    assert found == pytest.approx([stats.binom.cdf(3, 52, p), type_a, stats.poisson.cdf(3, 52 * p)], abs=1e-14)


def test_outgoing_quality_and_inspection_count_what_the_sample_left() -> None:
    point = operating_point(PLAN, Lots(size=1_000).of(0.05))
    pa = stats.binom.cdf(3, 52, 0.05)
    assert point.aoq == pytest.approx(0.05 * pa * 948 / 1_000)
    assert point.ati == pytest.approx(52 + (1 - pa) * 948)


PLANS = st.tuples(st.integers(1, 300), st.integers(0, 40)).filter(lambda plan: plan[1] < plan[0])
SHARES = st.floats(0, 1)
ANY_LOTS = st.sampled_from([STREAM, Lots(LotModel.POISSON), Lots(LotModel.HYPERGEOMETRIC, 400)])


@untimed
@given(PLANS, SHARES, SHARES, ANY_LOTS)
def test_a_worse_lot_is_never_accepted_more_readily(plan: tuple[int, int], p: float, other: float, lots: Lots) -> None:
    better, worse = (operating_point(SinglePlan(*plan), lots.of(quality)).pa for quality in sorted((p, other)))
    assert 0 <= worse <= better + 1e-12 <= 1 + 2e-12


@untimed
@given(PLANS, st.floats(0.001, 0.5), ANY_LOTS)
def test_accepting_more_or_inspecting_less_is_easier_on_a_lot(plan: tuple[int, int], p: float, lots: Lots) -> None:
    n, ac = plan
    pa = operating_point(SinglePlan(n, ac), lots.of(p)).pa
    assert operating_point(SinglePlan(n, ac + 1), lots.of(p)).pa >= pa - 1e-12
    assert operating_point(SinglePlan(n + 1, ac), lots.of(p)).pa <= pa + 1e-12


@untimed
@given(PLANS, st.floats(0.01, 0.99), st.sampled_from([STREAM, Lots(LotModel.POISSON)]))
def test_a_quality_has_the_probability_it_was_asked_for(plan: tuple[int, int], pa: float, lots: Lots) -> None:
    p = quality_at(SinglePlan(*plan), pa, lots)
    assert p is not None
    assert operating_point(SinglePlan(*plan), lots.of(p)).pa == pytest.approx(pa, rel=1e-9)


@untimed
@given(PLANS, st.floats(0.01, 0.99))
def test_of_a_single_lot_it_is_the_last_whole_number_that_has_it(plan: tuple[int, int], pa: float) -> None:
    p = quality_at(SinglePlan(*plan), pa, LOT)
    assert p is not None
    assert operating_point(SinglePlan(*plan), LOT.of(p)).pa >= pa
    assert p == 1 or operating_point(SinglePlan(*plan), LOT.of(p + 1e-3)).pa < pa


@untimed
@given(PLANS, st.sampled_from([STREAM, Lots(LotModel.POISSON), Lots(size=5_000)]))
def test_no_incoming_quality_gives_a_worse_outgoing_one_than_the_limit(plan: tuple[int, int], lots: Lots) -> None:
    single = SinglePlan(*plan)
    limit = outgoing_limit(single, lots)
    found = minimize_scalar(
        lambda p: -operating_point(single, lots.of(float(p))).aoq,
        bounds=(limit.at / 2, limit.at * 1.5),
        method="bounded",
    )
    assert limit.aoql >= -found.fun * (1 - 1e-12)
    assert limit.aoql == pytest.approx(operating_point(single, lots.of(limit.at)).aoq)


@untimed
@given(st.integers(1, 40), st.integers(0, 8))
def test_the_worst_single_lot_is_found_among_all(n: int, ac: int) -> None:
    lots, plan = Lots(LotModel.HYPERGEOMETRIC, 60), SinglePlan(n, min(ac, n - 1))
    every = [operating_point(plan, lots.of(marked / 60)).aoq for marked in range(61)]
    assert outgoing_limit(plan, lots).aoql == pytest.approx(max(every))


def test_a_plan_that_accepts_everything_lets_everything_through() -> None:
    plan = SinglePlan(2, 2)
    assert quality_at(plan, 0.1, STREAM) is None
    assert outgoing_limit(plan, STREAM).aoql == 1


RISKS = st.builds(
    Risks,
    st.floats(0.001, 0.05),
    st.floats(0.06, 0.4),
    st.sampled_from([0.01, 0.05, 0.1]),
    st.sampled_from([0.05, 0.1]),
)


@untimed
@given(RISKS, st.sampled_from([STREAM, Lots(LotModel.POISSON), Lots(LotModel.HYPERGEOMETRIC, 500)]))
def test_the_plan_that_is_found_keeps_both_risks_and_no_smaller_one_does(risks: Risks, lots: Lots) -> None:
    try:
        plan = find_plan(risks, lots)
    except PlanNotFound:
        assume(False)

    def keeps(n: int, ac: int) -> bool:
        if lots.model is LotModel.HYPERGEOMETRIC:
            good, bad = floor(Fraction(str(risks.p1)) * 500), ceil(Fraction(str(risks.p2)) * 500)
            chance = [stats.hypergeom.cdf(ac, 500, marked, n) for marked in (good, bad)]
        elif lots.model is LotModel.POISSON:
            chance = [stats.poisson.cdf(ac, n * p) for p in (risks.p1, risks.p2)]
        else:
            chance = [stats.binom.cdf(ac, n, p) for p in (risks.p1, risks.p2)]
        return bool(chance[0] >= 1 - risks.alpha and chance[1] <= risks.beta)

    assert keeps(plan.n, plan.ac)
    assert not keeps(plan.n - 1, plan.ac)
    assert not any(keeps(n, plan.ac - 1) for n in range(1, 2 * plan.n))


@pytest.mark.parametrize(
    ("p1", "p2", "plan"),
    [(0.01, 0.08, SinglePlan(65, 2)), (0.02, 0.08, SinglePlan(98, 4)), (0.01, 0.05, SinglePlan(132, 3))],
)
def test_plans_of_known_risks_are_found(p1: float, p2: float, plan: SinglePlan) -> None:
    assert find_plan(Risks(p1, p2), STREAM) == plan


def test_qualities_too_close_together_have_no_plan_and_say_so_at_once() -> None:
    with pytest.raises(PlanNotFound):
        find_plan(Risks(0.01, 0.0100001), STREAM)
    with pytest.raises(PlanNotFound):
        find_plan(Risks(0.01, 0.02), Lots(size=50))


@pytest.mark.parametrize("risks", [(0.1, 0.1), (0.0, 0.1), (0.2, 0.1), (0.1, 0.2, 0.6, 0.4), (0.1, 0.2, 0.0)])
def test_risks_without_room_between_them_are_refused(risks: tuple[float, ...]) -> None:
    with pytest.raises(InvalidRisks):
        Risks(*risks)


def test_a_plan_fits_its_lot() -> None:
    with pytest.raises(InvalidPlan):
        operating_point(SinglePlan(11, 0), Lots(size=10).of(0.1))
    with pytest.raises(InvalidPlan):
        SinglePlan(0, 0)
    with pytest.raises(InvalidPlan):
        SinglePlan(1, -1)
    with pytest.raises(LotSizeRequired):
        Lots(LotModel.HYPERGEOMETRIC)


def test_the_units_of_a_lot_are_those_of_the_digits_as_written() -> None:
    """0.29 of 100 units are 29 and 0.07 are 7: next to them floats make 28.999… and 7.000…1."""
    lots = Lots(LotModel.HYPERGEOMETRIC, 100)
    assert find_plan(Risks(0.02, 0.07, 0.1, 0.1), lots) == _smallest(2, 7)
    assert find_plan(Risks(0.29, 0.57, 0.1, 0.1), lots) == _smallest(29, 57)


def _smallest(good: int, bad: int) -> SinglePlan:
    """By looking at every plan for a lot of 100."""
    return next(
        SinglePlan(n, ac)
        for ac in range(100)
        for n in range(ac + 1, 101)
        if stats.hypergeom.cdf(ac, 100, bad, n) <= 0.1 and stats.hypergeom.cdf(ac, 100, good, n) >= 0.9
    )
