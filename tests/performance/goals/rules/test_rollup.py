"""How progress rolls up: published numbers first, then what must hold for all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.goals.rules.rollup import Parts, ProgressMethod, added, part, roll_up, shown

ONE = Decimal(1)
PERCENTS = st.decimals(0, 1, places=9)
WEIGHTS = st.decimals(0, 1000, places=3)
PARTS = st.lists(st.tuples(WEIGHTS, st.none() | st.decimals(-5, 5, places=9)), max_size=8)


def of(*weighted, cap=ONE):
    return added(part(Decimal(weight), shown(progress, cap)) for weight, progress in weighted)


def percents(*values):
    return of(*((1, Decimal(value) / 100) for value in values))


def children(*values):
    return roll_up(ProgressMethod.CHILDREN, Parts(), percents(*values), None, ONE)


def test_parents_are_the_mean_of_their_children_as_frappe_publishes():
    """frappe/hrms goal/test_goal.py: 50 and 0 give 25, then 50 and 100 give 75, without the 0 it is 50."""
    assert [children(50, 0), children(50, 100), children(50)] == [Decimal("0.25"), Decimal("0.75"), Decimal("0.5")]


def test_grandchildren_roll_up_level_by_level_as_frappe_publishes():
    """frappe/hrms goal/test_goal.py: parent(child1 0, child2(child3 50, child4 0)) is 12.5."""
    second = children(50, 0)
    assert second == Decimal("0.25")
    assert children(0, second * 100) == Decimal("0.125")


def test_key_results_weigh_as_synergita_publishes():
    """support.synergita.com 4000185474: 30, 30, 40 with weights 40, 20, 40 give 34 %."""
    parts = of((40, Decimal("0.3")), (20, Decimal("0.3")), (40, Decimal("0.4")))
    assert roll_up(ProgressMethod.KEY_RESULTS, parts, Parts(), None, ONE) == Decimal("0.34")


def test_a_pooled_goal_is_the_mean_that_synergita_publishes():
    """The same key results with direct contributors of 50 and 75: (34 + 50 + 75) / 3 = 53 %."""
    parts = of((40, Decimal("0.3")), (20, Decimal("0.3")), (40, Decimal("0.4")))
    assert roll_up(ProgressMethod.POOLED, parts, percents(50, 75), None, ONE) == Decimal("0.53")


def test_kra_weights_give_the_scores_that_frappe_publishes():
    """frappe/hrms appraisal/test_appraisal.py: Quality 30 and Development 70 at 12.5 and 50 give 38.75 %."""
    parts = of((30, Decimal("0.125")), (70, Decimal("0.5")))
    assert roll_up(ProgressMethod.KEY_RESULTS, parts, Parts(), None, ONE) == Decimal("0.3875")


def test_a_goal_that_moves_takes_its_progress_along_as_frappe_publishes():
    """frappe/hrms appraisal/test_appraisal.py: a 50 % goal moved between KRAs of 30 and 70 turns 15/17.5 into 15/0."""
    scores = [
        [weight * children(*goals) for weight, goals in zip((30, 70), halves, strict=True)]
        for halves in (([50], [50, 0]), ([50, 50], [0]))
    ]
    assert scores == [[15, Decimal("17.5")], [15, 0]]


def test_weights_that_are_all_zero_count_alike():
    parts = of((0, Decimal("0.3")), (0, Decimal("0.3")), (0, Decimal("0.4")))
    assert roll_up(ProgressMethod.KEY_RESULTS, parts, Parts(), None, ONE) == Decimal("0.333333333")


@pytest.mark.parametrize("method", list(ProgressMethod))
def test_where_nothing_is_measured_progress_is_not_known(method):
    assert roll_up(method, of((1, None)), of((1, None)), None, ONE) is None


def test_by_target_large_products_weigh_as_viva_is_asked_to():
    """MicrosoftDocs/Viva#518: products of 100,000, 20,000 and 1,000 weigh 82.6, 16.5 and 0.8 %, not a third each."""
    weights = (100_000, 20_000, 1_000)
    alone = [of(*((weight, Decimal(place == at)) for at, weight in enumerate(weights))).mean for place in range(3)]
    assert [round(share * 100, 1) for share in alone] == [Decimal("82.6"), Decimal("16.5"), Decimal("0.8")]


@pytest.mark.parametrize(
    ("raw", "cap", "expected"), [("-0.1", 1, "0"), ("1.5", 1, "1"), ("1.5", 2, "1.5"), ("2.5", 2, "2")]
)
def test_what_counts_lies_within_zero_and_the_cap(raw, cap, expected):
    """puzzle/okr common.spec.ts shows -10 of 0 to 100 as 0; more than the target counts where the policy lets it."""
    assert shown(Decimal(raw), Decimal(cap)) == Decimal(expected)


@given(PARTS, st.decimals(1, 2, places=2))
def test_progress_is_a_number_within_zero_and_the_cap_or_not_known(parts, cap):
    mean = of(*parts, cap=cap).mean
    assert (mean is None) == all(progress is None for _, progress in parts)
    assert mean is None or (mean.is_finite() and 0 <= mean <= cap)


@given(PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_changes_nothing(parts, chance):
    mixed = list(parts)
    chance.shuffle(mixed)
    assert of(*mixed) == of(*parts)


@given(PARTS, st.integers(1, 10**6))
def test_all_weights_times_the_same_change_nothing(parts, factor):
    assert of(*((weight * factor, progress) for weight, progress in parts)).mean == of(*parts).mean


@given(PARTS, st.integers(0, 7), PERCENTS)
def test_more_of_one_part_is_never_less_of_the_whole(parts, place, more):
    if place >= len(parts) or parts[place][1] is None:
        return
    weight, progress = parts[place]
    raised = [*parts[:place], (weight, progress + more), *parts[place + 1 :]]
    assert of(*raised).mean >= of(*parts).mean


@given(PARTS, WEIGHTS)
def test_what_is_not_measured_never_counts_as_zero(parts, weight):
    assert of(*parts, (weight, None)) == of(*parts)
