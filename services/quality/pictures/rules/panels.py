"""From an analysis to the panels of its picture: names, flags and zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np

from services.quality.spc.rules.analysis import Analysis
from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits
from services.quality.spc.rules.thinning import thinned

KINDS = {
    ChartKind.XBAR_R: "X-bar/R chart",
    ChartKind.XBAR_S: "X-bar/S chart",
    ChartKind.I_MR: "I-MR chart",
    ChartKind.IMR_RS: "Between/within chart",
    ChartKind.P: "p chart",
    ChartKind.NP: "np chart",
    ChartKind.C: "c chart",
    ChartKind.U: "u chart",
    ChartKind.LANEY_P: "Laney p′ chart",
    ChartKind.LANEY_U: "Laney u′ chart",
    ChartKind.G: "g chart",
    ChartKind.T: "t chart",
    ChartKind.EWMA: "EWMA chart",
    ChartKind.CUSUM: "CUSUM chart",
    ChartKind.RUN: "Run chart",
    ChartKind.HOTELLING_T2: "Hotelling T² chart",
}
STATISTICS = {
    "mean": "Mean",
    "range": "Range",
    "standard_deviation": "Standard deviation",
    "individual": "Value",
    "moving_range": "Moving range",
    "moving_range_of_means": "Moving range of means",
    "proportion": "Share of defectives",
    "defectives": "Defectives",
    "defects": "Defects",
    "defects_per_unit": "Defects per unit",
    "count_between_events": "Count between events",
    "time_between_events": "Time between events",
    "ewma": "EWMA",
    "cusum_upper": "CUSUM above",
    "cusum_lower": "CUSUM below",
    "value": "Value",
    "t2": "T²",
}
IN_UNITS = {
    "mean", "range", "standard_deviation", "individual", "moving_range", "moving_range_of_means", "ewma", "value",
    "time_between_events",
}  # fmt: skip
WITHOUT_ZONES = {"count_between_events", "time_between_events", "cusum_upper", "cusum_lower", "value", "t2"}
"""Their lines do not lie at whole sigma of what is plotted."""
ONE_LIMIT = {"cusum_upper", "cusum_lower", "t2"}
OF_SINGLE_VALUES = {"individual", "value"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One statistic in time order: values and lines a point, None where there is none.

    `sigma` is empty where no zones are drawn; `flags` are the rules that a point broke, by its place.
    """

    name: str
    values: Sequence[float | None]
    center: Sequence[float | None]
    lcl: Sequence[float | None]
    ucl: Sequence[float | None]
    sigma: Sequence[float | None]
    flags: Mapping[int, str]
    excluded: frozenset[int]
    specification: Mapping[str, float]
    center_name: str = "CL"


def panels_of(
    analysis: Analysis, places: Integers, unit: str | None, specification: Mapping[str, float | None]
) -> list[Panel]:
    """Of the points at these places; `specification` is drawn where single values are: limits say nothing of means."""
    numbers = {place: shown for shown, place in enumerate(places.tolist())}
    excluded = frozenset(numbers[point - 1] for point in analysis.excluded)
    drawn = {name: value for name, value in specification.items() if value is not None}
    return [_panel(_upright(chart), numbers, unit, excluded, drawn) for chart in analysis.charts]


def _panel(
    chart: Chart,
    numbers: Mapping[int, int],
    unit: str | None,
    excluded: frozenset[int],
    specification: Mapping[str, float],
) -> Panel:
    name, columns = STATISTICS.get(chart.statistic, chart.statistic), thinned(chart, np.array([*numbers]))
    return Panel(
        name=f"{name}, {unit}" if unit and chart.statistic in IN_UNITS else name,
        values=_listed(columns["values"]),
        center=_listed(columns["center"]),
        lcl=_listed(columns["lcl"]),
        ucl=_listed(columns["ucl"]),
        sigma=[] if chart.statistic in WITHOUT_ZONES else _listed(columns["sigma"]),
        flags={numbers[place]: names for place, names in _flags(chart).items()},
        excluded=excluded,
        specification=specification if chart.statistic in OF_SINGLE_VALUES else {},
        center_name="median" if chart.statistic == "value" else "CL",
    )


def stages_of(analysis: Analysis, places: Integers, names: Sequence[str]) -> list[tuple[int, str]]:
    """Where among the points shown each stage begins; one that is alone needs no name."""
    if len(analysis.stages) == 1:
        return []
    begins = np.searchsorted(places, [stage.first - 1 for stage in analysis.stages])
    return list(zip(begins.tolist(), names, strict=True))


def subtitle_of(analysis: Analysis) -> str:
    """What the lines are made of, and what the tests of a run chart say."""
    points = len(analysis.charts[0].values)
    last = analysis.stages[-1]
    said = [f"{points} points"]
    if isinstance(last.limits, Limits) and last.limits.sigma is not None:
        said.append(f"σ {last.limits.sigma:.5g}")
    if isinstance(last.limits, Limits) and last.limits.sigma_z is not None:
        said.append(f"σz {last.limits.sigma_z:.4g}")
    if last.runs is not None and last.runs.longest_run_limit is not None:
        test = last.runs
        verdict = "no shift" if not test.signal else "a shift"
        said.append(
            f"{verdict}: longest run {test.longest_run} (at most {test.longest_run_limit}), "
            f"{test.crossings} crossings (at least {test.crossings_limit})"
        )
    return " · ".join([*said, *(caution.replace("_", " ") for caution in analysis.warnings)])


def _upright(chart: Chart) -> Chart:
    """Sums and T² have no lower limit, and the sum of what lies below the target hangs below zero."""
    if chart.statistic not in ONE_LIMIT:
        return chart
    open_side = np.full(len(chart.values), nan)
    if chart.statistic == "cusum_lower":
        return replace(chart, values=-chart.values, lcl=-chart.ucl, ucl=open_side)
    return replace(chart, lcl=open_side)


def _flags(chart: Chart) -> dict[int, str]:
    flags: dict[int, list[str]] = {}
    for signals in chart.signals:
        for point in signals.points.tolist():
            flags.setdefault(point - 1, []).append(short(signals.rule.name))
    return {place: " ".join(names) for place, names in flags.items()}


def short(rule: str) -> str:
    """`nelson_5` is 5 on a chart, `western_electric_4` W4."""
    return rule.removeprefix("nelson_").replace("western_electric_", "W").replace("_", " ")


def _listed(values: Floats | Integers) -> list[float | None]:
    return [None if isnan(value) else value for value in values.tolist()]
