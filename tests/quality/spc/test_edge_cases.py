"""What the specification says of empty, missing, unvaried and impossible data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.quality import spc
from services.quality.spc.rules.analysis import Analysis, Caution, analyze
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.kinds import RECIPES, ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, Limits, LimitsKind, Options, Stage
from services.quality.spc.rules.observations import (
    InsufficientData,
    InvalidCount,
    InvalidOption,
    InvalidValue,
    UseUChart,
    observations,
)
from services.quality.spc.rules.run_rules import NELSON
from services.quality.spc.rules.sigma import SigmaMethod

DOCUMENT = json.loads((Path(spc.__path__[0]) / "published" / "edge_cases.json").read_text())
CASES: dict[str, Mapping[str, Any]] = {case["name"]: case for case in DOCUMENT["expected"]["cases"]}
EVERY_RULE = tuple(NELSON.values())


def charted(name: str) -> Analysis:
    case = CASES[name]
    kind = ChartKind(case["operation"].removeprefix("control_chart "))
    rows = case.get("values", case.get("subgroups", case.get("counts")))
    return analyze(kind, observations(rows, case.get("sizes")))


def row(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def flagged(chart: Chart) -> list[int]:
    return sorted({point for signals in chart.signals for point in signals.points.tolist()})


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("empty input", InsufficientData),
        ("one value", InsufficientData),
        ("p chart count above size", InvalidCount),
        ("c chart with unequal units", UseUChart),
    ],
)
def test_what_can_not_be_charted_is_refused(name: str, refusal: type[InsufficientData]) -> None:
    assert CASES[name]["outcome"].split()[:2] == ["error", refusal.code]
    with pytest.raises(refusal) as refused:
        charted(name)
    assert (refused.value.status, refused.value.code) == (422, refusal.code)


@pytest.mark.parametrize("kind", [ChartKind.P, ChartKind.NP, ChartKind.C, ChartKind.U, ChartKind.G])
@pytest.mark.parametrize("limits_kind", LimitsKind)
def test_none_in_any_sample_gives_limits_of_zero(kind: ChartKind, limits_kind: LimitsKind) -> None:
    sizes = None if kind is ChartKind.G else [50, 50, 50]
    [chart] = analyze(kind, observations([0, 0, 0], sizes), Options(limits_kind=limits_kind)).charts
    assert (chart.ucl.tolist(), chart.lcl.tolist()) == ([0, 0, 0], [0, 0, 0])
    assert not chart.beyond.any()


@pytest.mark.parametrize("name", ["all values equal", "p chart all zero"])
def test_without_variation_the_limits_are_the_centre_and_nothing_is_flagged(name: str) -> None:
    expected, analysis = CASES[name]["outcome"], charted(name)
    for chart in analysis.charts:
        assert flagged(chart) == expected["flagged"] == []
        assert not chart.beyond.any()
    [values, *_] = analysis.charts
    assert set(values.center.tolist()) == {expected["center"]}
    assert set(values.lcl.tolist()) == {expected["lcl"]}
    assert set(values.ucl.tolist()) == {expected["ucl"]}
    assert expected["warning"] in analysis.warnings


def test_a_missing_value_breaks_the_moving_range() -> None:
    case = CASES["missing value breaks the moving range"]
    values, ranges = charted(case["name"]).charts
    assert values.center[0] == case["outcome"]["center"]
    assert row(ranges.values) == case["outcome"]["moving_ranges"]
    assert ranges.center[1] == pytest.approx(case["outcome"]["mr_bar"])
    assert row(ranges.center)[0] is None


def test_a_subgroup_with_one_value_left_is_plotted_and_sets_no_sigma() -> None:
    case = CASES["subgroup with one value left"]
    analysis = charted(case["name"])
    means, ranges = analysis.charts
    assert np.count_nonzero(~np.isnan(means.values)) == case["outcome"]["points_plotted"]
    assert row(ranges.values) == case["outcome"]["ranges"]
    assert means.center[0] == pytest.approx(case["outcome"]["center"])
    limits = analysis.stages[0].limits
    assert isinstance(limits, Limits)
    assert limits.estimate is not None
    assert limits.estimate.terms == len(case["outcome"]["sigma_from_subgroups"])


def test_a_subgroup_with_no_value_is_a_gap() -> None:
    means, ranges = charted("subgroup with no value").charts
    for chart in (means, ranges):
        for line in (chart.values, chart.center, chart.sigma, chart.lcl, chart.ucl, chart.z):
            assert row(line)[1] is None
        assert (chart.n[1], chart.zone[1], chart.beyond[1]) == (0, 0, False)


def test_a_sample_of_size_zero_is_missing() -> None:
    [chart] = charted("p chart with zero sample size").charts
    assert row(chart.values) == [0.02, None, 0.04]
    assert row(chart.ucl)[1] is None
    with pytest.raises(InsufficientData):
        analyze(ChartKind.P, observations([0, 0], [0, 0]))


def test_an_np_chart_of_unequal_samples_has_a_centre_and_limits_a_point() -> None:
    analysis = charted("np chart with unequal sizes")
    [chart] = analysis.charts
    assert chart.center.tolist() == pytest.approx([50 * 3 / 110, 60 * 3 / 110])
    assert chart.ucl[0] < chart.ucl[1]
    assert Caution.VARYING_SAMPLE_SIZE in analysis.warnings


@pytest.mark.parametrize(
    ("counts", "sizes", "points"),
    [([1, -1], [9, 9], [2]), ([1.5, 1], [9, 9], [1]), ([1, 1], [9, -1], [2]), ([1, 1], [9.5, 9], [1]), ([1], [0], [1])],
)
def test_the_points_with_impossible_counts_are_named(
    counts: list[float], sizes: list[float], points: list[int]
) -> None:
    with pytest.raises(InvalidCount) as refused:
        analyze(ChartKind.P, observations(counts, sizes))
    assert refused.value.facts["points"] == points


def test_a_sample_of_unknown_size_is_missing_but_one_size_must_be_known() -> None:
    [chart] = analyze(ChartKind.P, observations([1, 2, 3], [50, None, 50])).charts
    assert row(chart.values) == [0.02, None, 0.06]
    with pytest.raises(InvalidCount):
        analyze(ChartKind.P, observations([0, 1, 0]))


def test_defects_are_not_found_in_nothing() -> None:
    with pytest.raises(InvalidCount):
        analyze(ChartKind.U, observations([3, 2], [0, 5]))


@pytest.mark.parametrize("times", [[3.0, 0.0, 2.0], [-1.0, 3.0]])
def test_between_two_events_some_time_passes(times: list[float]) -> None:
    with pytest.raises(InvalidValue):
        analyze(ChartKind.T, observations(times))


@pytest.mark.parametrize("rows", [["a"], [[1, 2], [3, [4]]], [[[1, 2], [3, 4]], [[1, 2]]]])
def test_rows_that_are_no_numbers_are_refused(rows: Any) -> None:
    with pytest.raises(InvalidValue):
        observations(rows)


def test_empty_rows_are_gaps() -> None:
    assert observations([[], []]).values.shape == (2, 1)
    assert row(observations([[], [1.0]]).values[:, 0]) == [None, 1.0]
    with pytest.raises(InsufficientData):
        analyze(ChartKind.XBAR_R, observations([[], []]))


@pytest.mark.parametrize("rows", [[1.0, float("inf")], [[1.0, 2.0], [float("-inf"), None]]])
def test_infinity_is_no_value(rows: list[Any]) -> None:
    with pytest.raises(InvalidValue):
        observations(rows)


SERIES = observations([5.0, 6.0, 4.0, 5.5, 6.5, 5.0])
PAIRS = observations([[5.0, 6.0], [4.0, 5.5], [6.5, 5.0]])


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (ChartKind.I_MR, Options(stages=(Stage(2),))),
        (ChartKind.I_MR, Options(stages=(Stage(1), Stage(7)))),
        (ChartKind.I_MR, Options(stages=(Stage(1), Stage(1)))),
        (ChartKind.I_MR, Options(stages=())),
        (ChartKind.I_MR, Options(stages=(Stage(1), Stage(3, estimated_to=2)))),
        (ChartKind.I_MR, Options(stages=(Stage(limits=Limits(float("nan"), 1.0)),))),
        (ChartKind.P, Options(stages=(Stage(limits=Limits(1.5)),))),
        (ChartKind.U, Options(stages=(Stage(limits=Limits(-0.5)),))),
        (ChartKind.I_MR, Options(exclusions={7: "tool broken"})),
        (ChartKind.I_MR, Options(exclusions={1: " "})),
        (ChartKind.I_MR, Options(sigma_method=SigmaMethod.RBAR)),
        (ChartKind.I_MR, Options(limits_kind=LimitsKind.PROBABILITY)),
        (ChartKind.I_MR, Options(stages=(Stage(limits=Limits(5.0)),))),
        (ChartKind.I_MR, Options(span=3, sigma_method=SigmaMethod.MR_MEDIAN)),
        (ChartKind.I_MR, Options(stages=(Stage(limits=Limits(5.0, -1.0)),))),
        (ChartKind.HOTELLING_T2, Options(stages=(Stage(limits=Limits(5.0, 1.0)),))),
    ],
)
def test_an_option_that_does_not_fit_the_chart_is_refused(kind: ChartKind, options: Options) -> None:
    with pytest.raises(InvalidOption):
        analyze(kind, SERIES, options)


def test_subgroups_have_ranges_of_their_own() -> None:
    with pytest.raises(InvalidOption):
        analyze(ChartKind.XBAR_R, PAIRS, Options(sigma_method=SigmaMethod.MR))
    with pytest.raises(InvalidOption):
        analyze(ChartKind.IMR_RS, PAIRS, Options(stages=(Stage(limits=Limits(5.0, 1.0)),)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Options(k=0),
        lambda: Options(alpha=1.0),
        lambda: Options(span=1),
        lambda: Ewma(weight=0),
        lambda: Ewma(width=-1),
        lambda: Cusum(slack=-0.1),
        lambda: Cusum(interval=4, head_start=5),
        lambda: observations([1, 2, 3], [1, 2]),
        lambda: analyze(ChartKind.I_MR, PAIRS),
        lambda: analyze(ChartKind.XBAR_R, observations(np.zeros((4, 2, 2)))),
    ],
)
def test_an_option_out_of_its_range_is_refused(make: Any) -> None:
    with pytest.raises((InvalidOption, InvalidValue)):
        make()


@pytest.mark.parametrize("kind", RECIPES)
def test_two_missing_points_are_too_little_for_any_chart(kind: ChartKind) -> None:
    with pytest.raises(InsufficientData):
        analyze(kind, observations([[None, None]] * 2 if "xbar" in kind or "imr" in kind else [None, None], [50, 50]))


def test_few_points_are_a_warning_where_limits_are_estimated_from_them() -> None:
    many = observations(np.tile([5.0, 6.0, 4.0], 8))
    assert analyze(ChartKind.I_MR, many).warnings == ()
    assert analyze(ChartKind.I_MR, many.part(0, 23)).warnings == (Caution.FEW_POINTS,)
    assert analyze(ChartKind.I_MR, SERIES, Options(stages=(Stage(limits=Limits(5.0, 1.0)),))).warnings == ()
    wide = observations(np.tile([5.0, 6.0, 4.0, 5.0, 5.5], (20, 1)))
    assert analyze(ChartKind.XBAR_R, wide).warnings == ()
    assert analyze(ChartKind.XBAR_R, wide.part(0, 19)).warnings == (Caution.FEW_SUBGROUPS,)
    narrow = observations(np.tile([5.0, 6.0], (20, 1)))
    assert analyze(ChartKind.XBAR_R, narrow).warnings == (Caution.FEW_SUBGROUPS,)
