"""Double plans: scipy's sums, a published example, and what holds for every plan."""

from math import comb

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from services.quality.sampling.rules.double import DoublePlan, double_outgoing_limit, double_point, double_quality_at
from services.quality.sampling.rules.lots import LotModel, Lots
from services.quality.sampling.rules.operating import InvalidPlan

untimed = settings(deadline=None)
STREAM = Lots()


def test_a_double_plan_counts_as_summing_over_all_samples_does() -> None:
    plan, p = DoublePlan(50, 1, 4, 100, 3), 0.03
    terms = {d: comb(50, d) * p**d * (1 - p) ** (50 - d) for d in range(4)}
    second = sum(terms[d] * stats.binom.cdf(3 - d, 100, p) for d in (2, 3))
    point = double_point(plan, STREAM.of(p))
    assert point.pa_first == pytest.approx(terms[0] + terms[1])
    assert point.pa == pytest.approx(terms[0] + terms[1] + second)
    assert point.asn == pytest.approx(50 + 100 * (terms[2] + terms[3]))
    assert point.aoq == pytest.approx(p * point.pa)
    assert point.ati is None


def test_montgomerys_double_plan_has_its_printed_probabilities() -> None:
    """Introduction to Statistical Quality Control, section 15.3, whose parts are rounded before they are added."""
    point = double_point(DoublePlan(50, 1, 4, 100, 3), STREAM.of(0.05))
    assert point.pa_first == pytest.approx(0.279, abs=5e-4)
    assert point.pa == pytest.approx(0.289, abs=2e-3)


@untimed
@given(st.integers(0, 80), st.integers(0, 3), st.integers(2, 5), st.integers(0, 4))
def test_a_double_plan_of_one_lot_counts_every_way_to_draw_it(bad: int, ac1: int, gap: int, more: int) -> None:
    plan = DoublePlan(10, ac1, ac1 + gap, 15, ac1 + gap - 1 + more)
    point = double_point(plan, Lots(LotModel.HYPERGEOMETRIC, 80).of(bad / 80))
    first = stats.hypergeom(80, bad, 10)
    accepted = sum(
        first.pmf(d) * stats.hypergeom.cdf(plan.ac2 - d, 70, bad - d, 15)
        for d in range(ac1 + 1, plan.re1)
        if first.pmf(d) > 0
    )
    assert point.pa == pytest.approx(first.cdf(ac1) + accepted, abs=1e-12)
    assert point.ati is not None
    assert point.asn <= 25
    assert 10 - 1e-9 <= point.ati <= 80 + 1e-9


DOUBLE = st.builds(
    lambda n1, ac1, gap, n2, more: DoublePlan(n1, ac1, ac1 + gap, n2, ac1 + gap - 1 + more),
    st.sampled_from([1, 2, 3, 10, 50]),
    st.integers(0, 4),
    st.integers(2, 6),
    st.sampled_from([1, 2, 20, 100]),
    st.integers(0, 5),
)


@untimed
@given(DOUBLE, st.sampled_from([LotModel.BINOMIAL, LotModel.POISSON]), st.sampled_from([None, 0, 3, 1_000]))
def test_the_worst_outgoing_quality_of_a_double_plan_is_no_better_than_that_of_any_quality(
    plan: DoublePlan, model: LotModel, more: int | None
) -> None:
    lots = Lots(model, None if more is None else plan.n1 + plan.n2 + more)
    limit = double_outgoing_limit(plan, lots)
    end = 1.0 if model is LotModel.BINOMIAL else 3 * (plan.ac2 + 3) / plan.n1
    for step in range(101):
        assert double_point(plan, lots.of(end * step / 100)).aoq <= limit.aoql * (1 + 1e-9) + 1e-300
    assert double_point(plan, lots.of(limit.at)).aoq == pytest.approx(limit.aoql)


@untimed
@given(DOUBLE, st.sampled_from([LotModel.BINOMIAL, LotModel.POISSON]), st.sampled_from([0.1, 0.5, 0.95]))
def test_the_quality_of_a_risk_of_a_double_plan_has_that_risk(plan: DoublePlan, model: LotModel, pa: float) -> None:
    found = double_quality_at(plan, pa, Lots(model))
    if found is None:
        assert double_point(plan, Lots(model).of(1.0)).pa == pytest.approx(1)
    else:
        assert double_point(plan, Lots(model).of(found)).pa == pytest.approx(pa, abs=1e-9)


@untimed
@given(DOUBLE, st.sampled_from([0, 1, 10, 40]))
def test_limits_of_one_lot_are_those_of_all_lots_it_could_be(plan: DoublePlan, more: int) -> None:
    size = plan.n1 + plan.n2 + more
    assume(size <= 200)
    lots = Lots(LotModel.HYPERGEOMETRIC, size)
    points = [double_point(plan, lots.of(bad / size)) for bad in range(size + 1)]
    assert double_outgoing_limit(plan, lots).aoql == pytest.approx(max(point.aoq for point in points))
    assert double_quality_at(plan, 0.5, lots) == max(point.p for point in points if point.pa >= 0.5)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ((0, 0, 2, 5, 1), "/n"),
        ((5, 0, 2, 0, 1), "/second/n"),
        ((5, 1, 2, 5, 2), "/re"),
        ((5, -1, 2, 5, 2), "/re"),
        ((5, 1, 4, 5, 2), "/second/ac"),
    ],
)
def test_a_double_plan_that_never_takes_its_second_sample_is_refused(
    fields: tuple[int, int, int, int, int], pointer: str
) -> None:
    with pytest.raises(InvalidPlan) as refused:
        DoublePlan(*fields)
    assert refused.value.errors[0].pointer == pointer
