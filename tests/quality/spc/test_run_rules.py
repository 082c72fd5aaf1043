"""Run rules against a literal reading of their definitions, on random sequences with gaps, stages and uneven lines."""

from collections.abc import Sequence
from itertools import pairwise
from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quality.spc.rules import signals
from services.quality.spc.rules.observations import InvalidOption
from services.quality.spc.rules.run_rules import (
    NELSON,
    NELSON_8_EITHER_SIDE,
    WESTERN_ELECTRIC,
    Pattern,
    Rule,
    Side,
    k_of_m,
    nelson,
)
from services.quality.spc.rules.signals import Course, Signals, judge

CUSTOM = [k_of_m(3, 7, 1.5, side) for side in Side] + [k_of_m(2, 2, None, Side.UPPER), k_of_m(3, 10, 0.0, Side.LOWER)]
RULES = [*NELSON.values(), *WESTERN_ELECTRIC.values(), NELSON_8_EITHER_SIDE, *CUSTOM]


def literal(rule: Rule, z: Sequence[float]) -> list[int]:
    """The points, from 1, at which the rule holds: each window looked at by itself."""
    return [point for point in range(1, len(z) + 1) if _holds(rule, z[:point])]


def _holds(rule: Rule, z: Sequence[float]) -> bool:
    since = max((place for place, value in enumerate(z, 1) if isnan(value)), default=0)
    window = list(z[since:])[-rule.m :]
    if rule.pattern is Pattern.BEYOND:
        return any(_enough(rule, [_beyond(value, rule.zone, side) for value in window]) for side in _sides(rule))
    if len(window) < rule.m:
        return False
    steps = [later - earlier for earlier, later in pairwise(window)]
    if rule.pattern is Pattern.TREND:
        return all(step > 1e-9 for step in steps) or all(step < -1e-9 for step in steps)
    if rule.pattern is Pattern.ALTERNATION:
        moving = all(abs(step) > 1e-9 for step in steps)
        return moving and all(a * b < 0 for a, b in pairwise(steps))
    if rule.pattern is Pattern.WITHIN:
        return not any(_beyond(value, rule.zone, "either") for value in window)
    both = any(value > 0 for value in window) and any(value < 0 for value in window)
    return both and all(_beyond(value, rule.zone, "either") for value in window)


def _enough(rule: Rule, beyond: list[bool]) -> bool:
    return bool(beyond) and beyond[-1] and sum(beyond) >= rule.k


def _sides(rule: Rule) -> list[str]:
    return ["upper", "lower"] if rule.side is Side.SAME else [rule.side]


def _beyond(z: float, zone: float | None, side: str) -> bool:
    reach = (3.0 if zone is None else zone) + 1e-9
    return (side != "lower" and z > reach) or (side != "upper" and z < -reach)


def points(found: Sequence[Signals]) -> dict[str, list[int]]:
    return {signals.rule.name: signals.points.tolist() for signals in found}


QUARTERS = st.integers(-14, 14).map(lambda quarters: quarters / 4)
CALM = st.integers(-2, 4).map(lambda quarters: quarters / 4)
UP_AND_DOWN = st.integers(1, 20).map(lambda pairs: [0.25, -0.5] * pairs)
RISING = st.integers(2, 12).map(lambda steps: [step / 4 - 1 for step in range(steps)])
PIECES = st.one_of(
    st.lists(QUARTERS | st.just(nan), max_size=20), st.lists(CALM, min_size=8, max_size=20), UP_AND_DOWN, RISING
)
SEQUENCES = st.lists(PIECES, min_size=1, max_size=5).map(lambda pieces: [value for piece in pieces for value in piece])


@given(SEQUENCES)
def test_the_rules_find_what_a_literal_reading_finds(z: list[float]) -> None:
    assert points(judge(Course(np.array(z), 0.0, 1.0), RULES)) == {rule.name: literal(rule, z) for rule in RULES}


@given(SEQUENCES, st.integers(1, 40))
@settings(deadline=None)
def test_blocks_are_seamless(z: list[float], block: int) -> None:
    whole = judge(Course(np.array(z), 0.0, 1.0), RULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signals, "BLOCK", block)
        parts = judge(Course(np.array(z), 0.0, 1.0), RULES)
    assert points(parts) == points(whole)
    for one, other in zip(parts, whole, strict=True):
        assert one.firsts.tolist() == other.firsts.tolist()


@given(SEQUENCES, st.data())
def test_each_point_is_judged_by_its_own_centre_and_sigma(z: list[float], data: Any) -> None:
    """Trends and alternations are of what is plotted, all else is of distances in sigma."""
    steps = {Pattern.TREND, Pattern.ALTERNATION}
    zoned = [rule for rule in RULES if rule.pattern not in steps]
    eighths = st.lists(st.integers(1, 16), min_size=len(z), max_size=len(z))
    sigma = np.array(data.draw(eighths)) / 8
    center = np.array(data.draw(eighths)) / 4
    found = judge(Course(center + np.array(z) * sigma, center, sigma), zoned)
    assert points(found) == {rule.name: literal(rule, z) for rule in zoned}


@given(SEQUENCES)
def test_a_window_begins_where_its_points_do(z: list[float]) -> None:
    for found in judge(Course(np.array(z), 0.0, 1.0), RULES):
        for point, first in zip(found.points.tolist(), found.firsts.tolist(), strict=True):
            window = z[first - 1 : point]
            assert not any(map(isnan, window))
            assert len(window) == found.rule.m or first == 1 or isnan(z[first - 2])
            assert literal(found.rule, window)[-1:] == [len(window)]


def test_a_missing_point_breaks_every_run() -> None:
    run = [0.5] * 8
    assert points(judge(Course(np.array([*run, 0.5]), 0.0, 1.0), nelson(2))) == {"nelson_2": [9]}
    assert points(judge(Course(np.array([*run, nan, 0.5]), 0.0, 1.0), nelson(2))) == {"nelson_2": []}
    assert points(judge(Course(np.array([2.5, nan, 2.5]), 0.0, 1.0), nelson(5))) == {"nelson_5": []}


@pytest.mark.parametrize("center", [0.0, 1000.3, -1e6])
def test_a_point_on_a_line_is_not_beyond_it(center: float) -> None:
    """Though floating point says so: a distance of 1e-9 of the centre is no distance."""
    sigma = 0.1
    for line in (0, 1, 2, 3):
        near, far = center + sigma * line + 1e-10 * abs(center), center + sigma * line + 1e-8 * max(abs(center), 1)
        on = k_of_m(1, 1, None if line == 3 else float(line))
        assert points(judge(Course(np.array([near, far]), center, sigma), [on])) == {on.name: [2]}


def test_a_side_whose_limit_is_clipped_does_not_signal() -> None:
    clipped = Course(np.array([-4.0, 4.0]), 0.0, 1.0, lower=np.inf)
    assert points(judge(clipped, nelson(1))) == {"nelson_1": [2]}


def test_without_sigma_nothing_is_beyond() -> None:
    values = np.arange(30.0)
    for sigma in (0.0, nan, np.zeros(30), np.full(30, nan)):
        assert not any(found.points.size for found in judge(Course(values, 0.0, sigma), RULES))


@pytest.mark.parametrize(("k", "m", "zone"), [(0, 1, 1.0), (3, 2, 1.0), (1, 101, 1.0), (1, 1, -1.0), (1, 1, nan)])
def test_a_rule_that_can_not_be_is_refused(k: int, m: int, zone: float) -> None:
    with pytest.raises(InvalidOption):
        k_of_m(k, m, zone)
