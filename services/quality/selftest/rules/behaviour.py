"""What the specification promises of empty, missing, unvaried and impossible data, held against what happens."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from services.quality.analysis.schemas import ChartRequest
from services.quality.capability.rules.process import ProcessCapability, process_capability
from services.quality.capability.rules.specification import Specification
from services.quality.spc.rules.analysis import Analysis, Caution, analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.observations import InsufficientData, observations
from services.quality.spc.rules.run_rules import NELSON
from services.quality.spc.rules.signals import Course, judge
from shared.problems import Invalid

Case = Mapping[str, Any]
Figures = dict[str, Any]

OTHERWISE = "otherwise"


def outcomes(given: Case, _: Case) -> Figures:
    """By the names of the cases: what was promised where it came so."""
    return {case["name"]: _outcome(case) for case in given["cases"]}


def _outcome(case: Case) -> Any:
    promised = case["outcome"]
    try:
        if isinstance(promised, str) and promised in KEPT:
            return promised if KEPT[promised](case) else OTHERWISE
        happened = _capability(case) if case["operation"] == "capability" else _chart(case)
    except Invalid as refusal:
        told = f"error {refusal.code}"
        if isinstance(promised, Mapping):
            return dict.fromkeys(promised, told)
        return promised if promised.split()[:2] == told.split() else told
    return happened if isinstance(promised, Mapping) else OTHERWISE


def _chart(case: Case) -> Figures:
    analysis = _analyzed(case)
    first, *others = analysis.charts
    spread = others[0].values if others else np.full(len(first.values), np.nan)
    flagged = {point for chart in analysis.charts for found in chart.signals for point in found.points.tolist()}
    return {
        "center": first.center[0], "lcl": first.lcl[0], "ucl": first.ucl[0],
        "sigma_within": analysis.stages[0].sigma,
        "flagged": sorted(flagged),
        "warning": Caution.ZERO_VARIATION if Caution.ZERO_VARIATION in analysis.warnings else None,
        "points_plotted": np.count_nonzero(~np.isnan(first.values)),
        "point_2": _listed(first.values)[1] if len(first.values) > 1 else None,
        "moving_ranges": _listed(spread), "ranges": _listed(spread),
        "mr_bar": np.nanmean(spread) if not np.isnan(spread).all() else None,
        "sigma_from_subgroups": (np.flatnonzero(~np.isnan(spread)) + 1).tolist(),
        "run_rules": RUNS_BREAK if _breaks_runs() else OTHERWISE,
    }  # fmt: skip


def _capability(case: Case) -> Figures:
    found = _capable(case).capability
    within, overall = found.within.indices, found.overall.indices
    indices = {"Cp": within.cp, "Cpk": within.cpk, "Pp": overall.cp, "Ppk": overall.cpk}
    return indices | {"warning": next(iter(found.warnings), None)}


def _analyzed(case: Case, **instead: Any) -> Analysis:
    given = {**case, **instead}
    rows = next(given[name] for name in ("values", "subgroups", "counts") if name in given)
    return analyze(ChartKind(case["operation"].removeprefix("control_chart ")), observations(rows, given.get("sizes")))


def _capable(case: Case) -> ProcessCapability:
    specification = Specification(case.get("lsl"), case.get("usl"), case.get("target"))
    return process_capability(observations(case.get("values", [4.5, 5.5, 5.0])), specification)


def _breaks_runs() -> bool:
    halves = np.array([1.0] * 5 + [np.nan] + [1.0] * 8)
    return not any(found.points.size for found in judge(Course(halves, 0.0, 2.0), list(NELSON.values())))


def _misses_point_2(case: Case) -> bool:
    [chart] = _analyzed(case).charts
    try:
        _analyzed(case, counts=[0, 0, 0], sizes=[0, 0, 0])
    except InsufficientData:
        return bool(np.isnan(chart.values).tolist() == [False, True, False])
    return False


def _follows_sizes(case: Case) -> bool:
    analysis = _analyzed(case)
    [chart] = analysis.charts
    return bool(chart.center[0] < chart.center[1]) and Caution.VARYING_SAMPLE_SIZE in analysis.warnings


def _warns_of_target(case: Case) -> bool:
    found = _capable(case).capability
    return found.overall.indices.cpk is not None and "target_outside_spec" in found.warnings


def _refuses_no_number(_: Case) -> bool:
    return not any(_read(number) for number in ("NaN", "Infinity", "-Infinity"))


def _read(number: str) -> bool:
    try:
        ChartRequest.model_validate_json(f'{{"chart": "i_mr", "values": [1, {number}]}}')
    except ValidationError:
        return False
    return True


def _spares_the_line(_: Case) -> bool:
    on_both = Course(np.array([3.0, -3.0]), 0.0, 1.0)
    return not any(found.points.size for found in judge(on_both, [NELSON[1]]))


def _listed(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


RUNS_BREAK = "a missing point breaks every run"
KEPT: Mapping[str, Callable[[Case], bool]] = {
    "point 2 is missing (null), not an error; sizes all zero is error insufficient_data": _misses_point_2,
    "accepted with per-point center and limits, warning varying_sample_size": _follows_sizes,
    "computed with warning target_outside_spec": _warns_of_target,
    "HTTP 422": _refuses_no_number,
    "not flagged (strict inequality)": _spares_the_line,
}
"""Promises in words, and whether each is kept."""
