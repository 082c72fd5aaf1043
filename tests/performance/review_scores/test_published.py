"""Numbers that others published, and those that follow from their rules; each names where it comes from."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from services.performance.review_scores.rules.levels import (
    level_of,
    rounded,
    scored,
)
from services.performance.review_templates.rules import TemplateInvalid, check_template
from services.performance.review_templates.schemas import ReviewTemplateCreate
from services.performance.scoring_policies.rules import Band, Missing, Normalisation
from tests.performance.review_scores.forms import (
    FRAPPE,
    MANAGER,
    PEER,
    SELF,
    STARS,
    inputs,
    item,
    level,
    said,
    section,
)

HUNDREDTHS = tuple(Decimal(value) / 100 for value in range(501))


def out_of_five(value, unit="0.001"):
    return rounded(Fraction(value) * 5, Decimal(unit))


# frappe/hrms appraisal/test_appraisal.py (6.2)


def test_frappe_manual_goal_scores_5_and_3_weigh_to_3_6():
    form = [section("goals", 1, item("a", 30), item("b", 70))]
    ratings = {"a": level(5), "b": level(3)}
    assert out_of_five(scored(inputs(form, said(MANAGER, ratings), scale=STARS, **FRAPPE)).value) == Decimal("3.6")


def test_frappe_earned_parts_are_1_5_and_2_1():
    assert [weight * value for weight, value in ((Decimal("0.3"), 5), (Decimal("0.7"), 3))] == [
        Decimal("1.5"),
        Decimal("2.1"),
    ]


def test_frappe_ratings_0_8_and_0_7_are_3_85_stars():
    form = [section("self", 1, item("a", 70), item("b", 30))]
    ratings = {"a": level(4), "b": level("3.5")}
    assert out_of_five(scored(inputs(form, said(SELF, ratings), scale=STARS, **FRAPPE)).value) == Decimal("3.85")


def three_parts(goal, self_score, feedback, **policy):
    """A part for each of three roles, each with the same weight, as Frappe's final score has them."""
    form = [
        section("goals", 1, item("goal", 1, [MANAGER])),
        section("self", 1, item("self", 1, [SELF])),
        section("feedback", 1, item("feedback", 1, [PEER])),
    ]
    parts = [(MANAGER, "goal", goal), (SELF, "self", self_score), (PEER, "feedback", feedback)]
    given = [said(role, {key: level(value, HUNDREDTHS)}) for role, key, value in parts if value is not None]
    return out_of_five(scored(inputs(form, *given, scale=HUNDREDTHS, **FRAPPE | policy)).value)


@pytest.mark.parametrize(
    ("goal", "self_score", "feedback", "missing", "expected"),
    [
        ("3.60", "3.85", "3.85", Missing.ZERO, "3.767"),
        ("3.60", None, None, Missing.ZERO, "1.2"),
        ("3.60", None, None, Missing.RENORMALISE, "3.6"),
        ("5", None, "5", Missing.ZERO, "3.333"),  # frappe/hrms#2023 complains of it
        ("5", None, "5", Missing.RENORMALISE, "5"),  # and asks for it
        ("5", None, "5", Missing.SCALE_MIDPOINT, "4.167"),
    ],
)
def test_frappe_final_score_is_the_mean_of_three_parts(goal, self_score, feedback, missing, expected):
    assert three_parts(goal, self_score, feedback, missing=missing) == Decimal(expected)


def test_frappe_kra_total_of_38_75_percent_is_1_938_of_five():
    """6.1: completions 12.5 and 50 weigh 30 and 70, half up to three decimals; the mean of three parts is 0.646."""
    hundred = tuple(Decimal(value) / 2 for value in range(201))
    form = [section("goals", 1, item("quality", 30), item("development", 70))]
    ratings = {"quality": level("12.5", hundred), "development": level(50, hundred)}
    found = scored(inputs(form, said(MANAGER, ratings), scale=hundred, **FRAPPE))
    assert found.value == Decimal("0.3875")
    assert out_of_five(found.value) == Decimal("1.938")
    assert rounded(Fraction(found.value) * 5 / 3, Decimal("0.001")) == Decimal("0.646")


@pytest.mark.parametrize("first", ["29.99", "31"])
def test_weights_of_99_99_or_101_are_refused_where_they_have_to_sum_to_100(first):
    items = [{"key": "a", "prompt": "A", "weight": float(first)}, {"key": "b", "prompt": "B", "weight": 70}]
    body = {"code": "c", "name": "N", "rating_scale_id": "0190163d-8694-739b-aea5-966c26f8ad91", "sections": []}
    given = [{"key": "s", "title": "S", "weight": 100, "items": items}]
    template = ReviewTemplateCreate.model_validate(body | {"sections": given, "sum_to_100": True})
    with pytest.raises(TemplateInvalid) as refused:
        check_template(template.sections, template.sum_to_100, 5)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/sections/0/items", "not_100")]
    check_template(template.sections, False, 5)


# OPM, "How are the ratings derived", Senior Executive Service (6.3)

SES_BANDS = tuple(
    Band(level, Decimal(least) / 500) for level, least in ((1, 0), (2, 200), (3, 300), (4, 400), (5, 475))
)
SES: dict[str, Any] = {"normalisation": Normalisation.RATIO_TO_MAX, "bands": SES_BANDS}


def ses(*ratings):
    """Leading Change, Leading People, Business Acumen, Building Coalitions, Results Driven."""
    elements = [("change", 10), ("people", 10), ("acumen", 10), ("coalitions", 10), ("results", 60)]
    items = [item(key, weight, critical=True, veto_level=1) for key, weight in elements]
    given = said(MANAGER, {key: rating for (key, _), rating in zip(elements, ratings, strict=True)})
    return scored(inputs([section("elements", 1, *items)], given, **SES))


def test_ses_example_is_400_points_and_level_4():
    found = ses(4, 5, 3, 4, 4)
    assert (found.value * 500, found.level, found.vetoes) == (400, 4, ())


def test_ses_results_driven_at_level_1_is_260_points_and_level_1_by_veto():
    found = ses(5, 5, 5, 5, 1)
    assert (found.value * 500, found.level, found.vetoes) == (260, 1, ("results",))
    assert level_of(Fraction(found.value), SES_BANDS) == 2


@pytest.mark.parametrize(
    ("points", "expected"),
    [("500", 5), ("475", 5), ("474.5", 4), ("400", 4), ("399.999", 3), ("300", 3), ("299", 2), ("200", 2), ("199", 1)],
)
def test_ses_bands_begin_at_their_lower_bound_and_take_the_unrounded_sum(points, expected):
    assert level_of(Fraction(points) / 500, SES_BANDS) == expected


# The veto design (4.4 F12; tss_ppm's "KAR": another key-account goal at the top level compensates)


def key_accounts(first, second, compensates, **other):
    goals = [item(key, 50, critical=True, veto_level=1, veto_group="KAR") for key in ("first", "second")]
    given = said(MANAGER, {"first": first, "second": second})
    return scored(inputs([section("goals", 1, *goals)], given, compensates=compensates, **other))


@pytest.mark.parametrize(
    ("first", "second", "compensates", "level", "vetoes"),
    [
        (1, 5, False, 1, ("first",)),
        (1, 5, True, 3, ()),
        (1, 4, True, 1, ("first",)),
        (5, 1, True, 3, ()),
        (1, 1, True, 1, ("first", "second")),
        (2, 5, False, 4, ()),
    ],
)
def test_a_veto_caps_the_level_unless_another_key_account_is_at_the_top(first, second, compensates, level, vetoes):
    found = key_accounts(first, second, compensates)
    assert (found.level, found.vetoes) == (level, vetoes)


def test_a_cap_is_a_ceiling_and_not_a_level():
    assert key_accounts(1, 5, False, veto_cap=2).level == 2
    assert key_accounts(1, 1, False, veto_cap=2).level == 1


def test_only_a_manager_who_counts_has_a_veto():
    goal = [section("goals", 1, item("first", 1, critical=True, veto_level=1))]
    by_peers = [said(PEER, {"first": 1}, key=f"peer {one}") for one in range(3)]
    brief = said(MANAGER, {"first": 1}, weight=0, key="brief")
    assert scored(inputs(goal, *by_peers, brief, said(MANAGER, {"first": 4}))).vetoes == ()
