"""The figures of a chart under the names that published documents give them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from services.quality.spc.rules.analysis import Analysis
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.limits import Limits, Options, Stage

Given = Mapping[str, Any]
Figures = dict[str, Any]


def revision(parameters: Given, phase_1: int) -> Options:
    excluded = dict.fromkeys(parameters["excluded_for_revised_limits"], "published")
    return Options(exclusions=excluded, stages=(Stage(1, estimated_to=phase_1),))


def limits_of(chart: Analysis) -> Limits:
    [stage] = chart.stages
    if not isinstance(stage.limits, Limits):
        raise TypeError("The limits of vectors are not those of one characteristic.")
    return stage.limits


def lines_of(chart: Analysis) -> Figures:
    return line_of(chart.charts[0]) | {"sigma_within": chart.stages[0].sigma}


def line_of(chart: Chart) -> Figures:
    """Of the second point: the first moving range is none."""
    return {"center": chart.center[1], "lcl": chart.lcl[1], "ucl": chart.ucl[1]}


def single_lines(chart: Analysis) -> Figures:
    return line_of(chart.charts[0]) | {"out_of_control_points": points_beyond(chart.charts[0])}


def uneven_lines(chart: Analysis) -> Figures:
    """Of limits that differ from point to point."""
    [drawn] = chart.charts
    return {
        "center": drawn.center[0], "lcl": drawn.lcl, "ucl": drawn.ucl, "out_of_control_points": points_beyond(drawn),
    }  # fmt: skip


def points_beyond(chart: Chart) -> list[int]:
    return [int(point) + 1 for point in np.flatnonzero(chart.beyond)]
