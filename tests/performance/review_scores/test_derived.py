"""Numbers that follow from our own rules, as the specification derives them (6.13, F7 to F15)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from services.performance.review_scores.rules.formula import summed
from services.performance.review_scores.rules.levels import (
    JustificationRequired,
    check_proposal,
    displayed,
    rounded,
    scored,
)
from services.performance.review_scores.rules.responsibility import Span, days, shares
from services.performance.scoring_policies.rules import Missing, Normalisation, bands_for, default, read
from tests.performance.review_scores.forms import (
    FIVE,
    MANAGER,
    NA,
    PEER,
    REPORT,
    inputs,
    item,
    level,
    said,
    section,
)

SECTIONS = [
    section("goals", 50, item("goal")),
    section("competencies", 30, item("a", 50), item("b", 30), item("c", 20)),
    section("values", 20, item("value")),
]
RATINGS = {"goal": 4, "a": 4, "b": 3, "c": NA}


@pytest.mark.parametrize(
    ("missing", "overall", "shown", "two_digits"),
    [
        (Missing.RENORMALISE, "0.71484375", "3.859375", "3.86"),
        (Missing.ZERO, "0.571875", "3.2875", "3.29"),
        (Missing.SCALE_MIDPOINT, "0.671875", "3.6875", "3.69"),
        (Missing.BLOCK, "0.71484375", "3.859375", "3.86"),
    ],
)
def test_goals_competencies_and_unanswered_values(missing, overall, shown, two_digits):
    given = inputs(SECTIONS, said(MANAGER, RATINGS), missing=missing)
    found = scored(given)
    assert found.parts.sections[1].value == Fraction("0.65625")
    assert (found.value, found.coverage) == (Decimal(overall), Decimal("0.8"))
    assert displayed(found.value, FIVE, Decimal("0.000001")) == Decimal(shown)
    assert displayed(found.value, FIVE) == Decimal(two_digits)


def test_a_section_that_does_not_apply_leaves_the_sum_and_lowers_coverage():
    """E8."""
    found = scored(inputs(SECTIONS, said(MANAGER, {"goal": 4, "a": NA, "b": NA, "c": NA, "value": 2})))
    assert (rounded(found.parts.sections[1].value), found.coverage) == (None, Decimal("0.7"))
    assert found.value == rounded(Fraction(50 * 3 + 20, 4 * 70))


@pytest.mark.parametrize(("answered", "level"), [(["goal"], None), (["goal", "value"], 4)])
def test_who_is_covered_by_less_than_the_policy_asks_is_not_rated(answered, level):
    """F11: 0.5 is below the default of 0.6, 0.7 is not."""
    found = scored(inputs(SECTIONS, said(MANAGER, dict.fromkeys(answered, 4))))
    assert (found.level, found.not_rated) == (level, None if level else "insufficient_data")


def test_two_managers_weigh_by_their_days():
    """F15: A 2026-01-01..06-30 (181 days) 0.75; B 184 days 0.50."""
    spans = [Span(date(2026, 1, 1), date(2026, 6, 30)), Span(date(2026, 7, 1), date(2026, 12, 31))]
    first, second = shares(spans, [], 90)
    assert [first, second] == [Decimal(181), Decimal(184)]
    given = said(MANAGER, {"a": 4}, first, "A"), said(MANAGER, {"a": 3}, second, "B")
    found = scored(inputs([section("all", 1, item("a"))], *given)).value
    assert found is not None
    assert round(found, 6) == Decimal("0.623973")
    assert displayed(found, FIVE, Decimal("0.000001")) == Decimal("3.495890")


@pytest.mark.parametrize(("ends", "expected"), [(["03-31", "12-31"], [90, 275]), (["03-30", "12-31"], [0, 276])])
def test_ninety_days_count_and_eighty_nine_do_not(ends, expected):
    """DPMAP's minimum of 90 days."""
    first = date.fromisoformat(f"2026-{ends[0]}")
    spans = [Span(date(2026, 1, 1), first), Span(date.fromordinal(first.toordinal() + 1), date(2026, 12, 31))]
    assert shares(spans, [], 90) == expected


def test_where_nobody_answers_for_ninety_days_the_last_manager_answers_alone():
    spans = [Span(date(2026, 1, 1), date(2026, 2, 10)), Span(date(2026, 2, 11), date(2026, 3, 20))]
    assert shares(spans, [], 90) == [0, 1]


def test_days_on_leave_are_nobodys():
    """E12."""
    span = Span(date(2026, 1, 1), date(2026, 6, 30))
    assert days(span, [Span(date(2025, 12, 1), date(2026, 1, 10)), Span(date(2026, 6, 30), date(2026, 8, 1))]) == 170


def test_a_role_of_too_few_is_in_no_number():
    """6.8: manager 0.75 weighs 60, three peers 0.75 weigh 30, two direct reports 0.25 and 0.50 weigh 10 with k = 3."""
    weights = {MANAGER: Decimal(60), PEER: Decimal(30), REPORT: Decimal(10)}
    form = [section("all", 1, item("a"))]
    others = [said(MANAGER, {"a": 4}), *(said(PEER, {"a": 4}, key=f"peer {one}") for one in range(3))]
    reports = [said(REPORT, {"a": 2}, key="one"), said(REPORT, {"a": 3}, key="two")]
    seen = scored(inputs(form, *others, *reports, role_weights=weights))
    for first, second in ((1, 5), (5, 5), (NA, 1)):
        changed = [said(REPORT, {"a": first}, key="one"), said(REPORT, {"a": second}, key="two")]
        again = scored(inputs(form, *others, *changed, role_weights=weights))
        assert (again.value, again.level, again.coverage) == (seen.value, seen.level, seen.coverage)
    everything = scored(inputs(form, *others, *reports, role_weights=weights, least_answers={}))
    assert (seen.value, everything.value) == (Decimal("0.75"), Decimal("0.7125"))


# F7 and F14


@pytest.mark.parametrize(
    ("normalisation", "value", "expected"),
    [(Normalisation.RANGE, "3", "0.5"), (Normalisation.RATIO_TO_MAX, "3", "0.6"), (Normalisation.RANGE, "1", "0")],
)
def test_a_value_is_normalised_by_the_ends_of_the_scale_or_by_its_maximum(normalisation, value, expected):
    given = inputs(
        [section("all", 1, item("a"))], said(MANAGER, {"a": level(value, FIVE)}), normalisation=normalisation
    )
    assert summed(given).value == Fraction(expected)


def test_without_bands_the_nearest_level_counts():
    bands = bands_for(read(default()["rules"]), 5)
    assert [band.least for band in bands] == [Decimal(one) for one in ("0", "0.125", "0.375", "0.625", "0.875")]


def test_a_proposal_of_another_level_says_why():
    check_proposal(3, 3, 5, None)
    check_proposal(3, 5, 5, "Led the recovery after the fire.")
    for calculated, proposed in ((3, 4), (3, 2), (None, 3)):
        with pytest.raises(JustificationRequired):
            check_proposal(calculated, proposed, 5, " ")
