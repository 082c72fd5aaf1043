"""How far a key result is: published numbers first, then what must hold for all."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.goals.rules.grades import Colour, Zone, colour_of
from services.performance.goals.rules.measures import (
    KeyResultKind,
    NothingToMeasure,
    Part,
    Reading,
    Scale,
    check_scale,
    commit_value,
    progress,
    target_by_stretch,
    zone,
)

NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


def scaled(start, target, **more):
    return Scale(KeyResultKind.NUMBER, Decimal(start), Decimal(target), **more)


def reached(scale, value):
    return progress(scale, Reading(Decimal(value)))


@pytest.mark.parametrize(
    ("start", "target", "value", "expected", "source"),
    [
        (0, 100, 20, "0.2", "puzzle/okr common.spec.ts"),
        (100, 0, 20, "0.8", "puzzle/okr common.spec.ts, falling"),
        (0, 100, 150, "1.5", "okr-tracker test"),
        (20, 100, 20, "0", "okr-tracker test"),
        (20, 100, 100, "1", "okr-tracker test"),
        (20, 100, 0, "-0.25", "okr-tracker test"),
        (20, 100, -20, "-0.5", "okr-tracker test"),
        (2500, 3000, 2600, "0.2", "okrstraining.com 2019/03/04"),
        (2500, 3000, 2700, "0.4", "okrstraining.com 2019/03/04"),
        (2500, 3000, 2800, "0.6", "okrstraining.com 2019/03/04"),
        (2500, 3000, 2900, "0.8", "okrstraining.com 2019/03/04"),
        (2500, 3000, 3000, "1.0", "okrstraining.com 2019/03/04"),
        (0, 6, 3, "0.5", "rework.withgoogle.com, grade OKRs: 6 features to launch, 3 launched"),
    ],
)
def test_a_scaled_key_result_is_as_far_as_published(start, target, value, expected, source):
    assert reached(scaled(start, target), value) == Decimal(expected), source


def milestones(*parts):
    return [
        Part(UUID(int=place), Decimal(weight), done, date(2026, 1, 1)) for place, (weight, done) in enumerate(parts)
    ]


def test_milestones_count_by_weight_as_okrstraining_publishes():
    parts = milestones(("0.2", True), ("0.3", True), ("0.2", True), ("0.3", False))
    assert progress(Scale(KeyResultKind.MILESTONE), Reading(parts=parts)) == Decimal("0.7")


def test_milestones_without_weights_count_alike():
    parts = milestones((0, True), (0, False), (0, False), (0, False))
    assert progress(Scale(KeyResultKind.MILESTONE), Reading(parts=parts)) == Decimal("0.25")


def test_milestones_nobody_has_looked_at_are_not_measured():
    parts = [Part(uuid4(), Decimal(1), False, None)]
    assert progress(Scale(KeyResultKind.MILESTONE), Reading(parts=parts)) is None


@pytest.mark.parametrize("kind", list(KeyResultKind))
def test_before_the_first_check_in_nothing_is_known(kind):
    scale = Scale(kind, Decimal(0), Decimal(1), range_low=Decimal(0), range_high=Decimal(1))
    assert progress(scale, Reading()) is None


def test_a_yes_is_all_and_a_no_nothing():
    assert [reached(Scale(KeyResultKind.BOOLEAN), value) for value in (1, 0)] == [1, 0]


@pytest.mark.parametrize(("name", "expected"), [("fail", 0), ("commit", "0.3"), ("target", "0.7"), ("stretch", 1)])
def test_zones_are_worth_what_puzzle_okr_publishes(name, expected):
    assert progress(Scale(KeyResultKind.ORDINAL), Reading(zone=Zone(name))) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(18, "1"), (22, "1"), (20, "1"), (17, "0.75"), (24, "0.5"), (26, "0"), (30, "0"), (10, "0")]
)
def test_a_range_is_whole_inside_and_fades_over_its_tolerance(value, expected):
    scale = Scale(KeyResultKind.RANGE, range_low=Decimal(18), range_high=Decimal(22), tolerance=Decimal(4))
    assert reached(scale, value) == Decimal(expected)


def test_a_range_without_a_tolerance_is_all_or_nothing():
    scale = Scale(KeyResultKind.RANGE, range_high=Decimal(5))
    assert [reached(scale, value) for value in (5, "5.1")] == [1, 0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(500, "fail"), (471, "fail"), (470, "commit"), (431, "commit"), (430, "target"), (401, "target"),
     (400, "stretch"), (380, "stretch")],
)  # fmt: skip
def test_zones_lie_at_30_and_70_percent_of_the_way_to_stretch(value, expected):
    """puzzle/okr: 500 to a stretch of 400 gives commit 470 and target 430."""
    scale = scaled(500, target_by_stretch(Decimal(500), Decimal(400)), stretch_value=Decimal(400))
    assert (scale.target_value, commit_value(scale)) == (Decimal(430), Decimal(470))
    assert zone(scale, Reading(Decimal(value)), reached(scale, value)) == expected


def test_without_a_stretch_the_target_is_the_end_of_the_way():
    scale = scaled(0, 100)
    values = (29, 30, 69, 70, 99, 100)
    zones = [zone(scale, Reading(Decimal(value)), reached(scale, value)) for value in values]
    assert zones == ["fail", "commit", "commit", "target", "target", "stretch"]


@pytest.mark.parametrize(("value", "expected"), [(49, "fail"), (50, "commit"), (99, "commit"), (100, "target")])
def test_a_commitment_that_was_named_counts_also_without_a_stretch(value, expected):
    scale = scaled(0, 100, commit_value=Decimal(50))
    assert zone(scale, Reading(Decimal(value)), reached(scale, value)) == expected


def test_a_commitment_to_stay_at_the_start_is_kept_there():
    scale = scaled(0, 100, commit_value=Decimal(0), stretch_value=Decimal(200))
    zones = [zone(scale, Reading(Decimal(value)), reached(scale, value)) for value in (-1, 0, 99, 100, 200)]
    assert zones == ["fail", "commit", "commit", "target", "stretch"]


@pytest.mark.parametrize(
    ("score", "expected"),
    [("1.0", "green"), ("0.7", "green"), ("0.65", "green"), ("0.64", "yellow"), ("0.6", "yellow"), ("0.4", "yellow"),
     ("0.35", "yellow"), ("0.34", "red"), ("0.3", "red"), ("0", "red")],
)  # fmt: skip
def test_grades_have_the_colours_of_measure_what_matters(score, expected):
    """0.7 to 1.0 green, 0.4 to 0.6 yellow, 0.0 to 0.3 red, of the score with one decimal."""
    assert colour_of(Decimal(score)) is Colour(expected)


@pytest.mark.parametrize(
    ("scale", "pointer"),
    [
        (scaled(5, 5), "/target_value"),
        (Scale(KeyResultKind.CURRENCY, Decimal(0)), "/target_value"),
        (scaled(0, 10, stretch_value=Decimal(5)), "/stretch_value"),
        (scaled(10, 0, commit_value=Decimal(12)), "/stretch_value"),
        (Scale(KeyResultKind.RANGE), "/range_low"),
        (Scale(KeyResultKind.RANGE, range_low=Decimal(2), range_high=Decimal(1)), "/range_high"),
    ],
)
def test_what_no_check_in_could_move_is_refused(scale, pointer):
    with pytest.raises(NothingToMeasure) as refused:
        check_scale(scale)
    assert refused.value.errors[0].pointer == pointer


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_nearer_to_the_target_is_never_less(start, target, one, other):
    if start == target:
        return
    near, far = sorted((one, other), reverse=target > start)
    assert reached(scaled(start, target), near) >= reached(scaled(start, target), far)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.decimals("0.001", 1000, places=3))
def test_another_unit_changes_nothing(start, target, value, shift, factor):
    if start == target:
        return
    plain = reached(scaled(start, target), value)
    moved = [factor * number + shift for number in (start, target, value)]
    assert reached(scaled(*moved[:2]), moved[2]) == plain
