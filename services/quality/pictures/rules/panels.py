"""From an analysis to the panels of its picture: names, flags and zones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, isnan
from typing import Any

import numpy as np

from services.quality.pictures.rules.flags import flags_of
from services.quality.spc.rules.analysis import Analysis
from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits
from services.quality.spc.rules.run_lengths.average import RunLength
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
    "cusum_upper": "CUSUM above, σ",
    "cusum_lower": "CUSUM below, σ",
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
EXACT = "limits at exact probabilities"
FEW = 20
"""Points up to which a tenth of one matters."""

Column = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One statistic in time order: values and lines a point, None where there is none.

    `sigma` is empty where no zones are drawn; `flags` are the rules that a point broke, by its place; `excluded`
    says for which cause a point set no limits.
    """

    name: str
    values: Column
    center: Column
    lcl: Column
    ucl: Column
    sigma: Column
    flags: Mapping[int, Sequence[str]]
    excluded: Mapping[int, str]
    specification: Mapping[str, float]
    center_name: str = "CL"


def panels_of(
    analysis: Analysis,
    places: Integers,
    unit: str | None,
    specification: Mapping[str, float | None],
    causes: Mapping[int, str],
) -> list[Panel]:
    """Of the points of an analysis at these places; `causes` are those of the points excluded."""
    numbers = {place: shown for shown, place in enumerate(places.tolist())}
    excluded = {numbers[point - 1]: causes[point] for point in analysis.excluded}
    return [
        panel(
            chart.statistic,
            {name: _listed(column) for name, column in thinned(chart, places).items()},
            [(numbers[point - 1], found.rule.name) for found in chart.signals for point in found.points.tolist()],
            excluded=excluded,
            unit=unit,
            specification=specification,
        )
        for chart in analysis.charts
    ]


def panel(
    statistic: str,
    columns: Mapping[str, Column],
    signals: Iterable[tuple[int, str]],
    *,
    excluded: Mapping[int, str],
    unit: str | None,
    specification: Mapping[str, float | None],
) -> Panel:
    """`signals` are places and rules. Of the specification what there is, where single values are: it says nothing of
    means."""
    name, (values, lcl, ucl) = STATISTICS.get(statistic, statistic), _upright(statistic, columns)
    return Panel(
        name=f"{name}, {unit}" if unit and statistic in IN_UNITS else name,
        values=values,
        center=columns["center"],
        lcl=lcl,
        ucl=ucl,
        sigma=[] if statistic in WITHOUT_ZONES else columns["sigma"],
        flags=flags_of(signals),
        excluded=excluded,
        specification={
            name: value for name, value in specification.items() if value is not None and statistic in OF_SINGLE_VALUES
        },
        center_name="median" if statistic == "value" else "CL",
    )


def stages_of(analysis: Analysis, places: Integers, names: Sequence[str]) -> list[tuple[int, str]]:
    """Where among the points shown each stage begins; one that is alone needs no name."""
    if len(analysis.stages) == 1:
        return []
    begins = np.searchsorted(places, [stage.first - 1 for stage in analysis.stages])
    return list(zip(begins.tolist(), names, strict=True))


def subtitle_of(analysis: Analysis, lengths: Sequence[RunLength], *, exact: bool) -> str:
    """What the lines are made of, what the tests of a run chart say, and how often the rules are wrong."""
    points = len(analysis.charts[0].values)
    last = analysis.stages[-1]
    said = [f"{points} points"]
    if isinstance(last.limits, Limits):
        said += spread_of(analysis.kind, last.limits.sigma, last.limits.sigma_z)
    if exact:
        said.append(EXACT)
    if last.runs is not None:
        said += verdict_of(asdict(last.runs))
    return " · ".join([*said, *alarms_of(lengths), *(caution.replace("_", " ") for caution in analysis.warnings)])


def spread_of(kind: str, sigma: float | None, sigma_z: float | None) -> Iterator[str]:
    """Sigma within, but of t charts, where it is of transformed times; and how much counts vary too much."""
    if sigma is not None and kind != ChartKind.T:
        yield f"σ {sigma:.4g}"
    if sigma_z is not None:
        yield f"σz {sigma_z:.3g}"


def verdict_of(test: Mapping[str, Any]) -> Iterator[str]:
    """What the tests of a run chart say, where there are enough points for them."""
    if test["signal"] is not None:
        yield (
            f"{'a shift' if test['signal'] else 'no shift'}: "
            f"longest run {test['longest_run']} (at most {test['longest_run_limit']}), "
            f"{test['crossings']} crossings (at least {test['crossings_limit']})"
        )


def alarms_of(lengths: Iterable[RunLength]) -> Iterator[str]:
    """How long the chart takes to be wrong, and to be right."""
    for length in lengths:
        if isfinite(length.mean):
            points = f"{length.mean:,.0f} points" if length.mean >= FEW else f"{length.mean:.1f} points"
            yield f"false alarm every {points}" if length.shift == 0 else f"{length.shift:g}σ shift seen after {points}"


def _upright(statistic: str, columns: Mapping[str, Column]) -> tuple[Column, Column, Column]:
    """Sums and T² have no lower limit, and the sum of what lies below the target hangs below zero."""
    values, lcl, ucl = (columns[name] for name in ("values", "lcl", "ucl"))
    if statistic not in ONE_LIMIT:
        return values, lcl, ucl
    none: Column = [None] * len(values)
    return (_below(values), _below(ucl), none) if statistic == "cusum_lower" else (values, none, ucl)


def _below(column: Column) -> Column:
    return [None if value is None else -value for value in column]


def _listed(values: Floats | Integers) -> list[float | None]:
    return [None if isnan(value) else value for value in values.tolist()]
