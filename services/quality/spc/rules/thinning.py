"""Which points of a long chart are enough to see its course."""

from collections.abc import Iterable

import numpy as np

from services.quality.spc.rules.analysis import Analysis
from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.chart import Chart


def places_kept(analysis: Analysis, most: int) -> Integers:
    """Places from 0, in order: all of up to `most` points, else the least and greatest of equal stretches.

    What is flagged or excluded, and where a stage begins or ends, is always kept, however many that are.
    """
    points = len(analysis.charts[0].values)
    if points <= most:
        return np.arange(points)
    named = [*analysis.excluded, *(end for stage in analysis.stages for end in (stage.first, stage.last))]
    flagged = [signals.points for chart in analysis.charts for signals in chart.signals]
    furthest = extremes(analysis.charts[0].values, max(1, most // 2))
    return np.unique(
        np.concatenate([np.array(named, dtype=np.int64) - 1, *(points - 1 for points in flagged), furthest])
    )


def thinned(chart: Chart, places: Integers) -> dict[str, Floats | Integers]:
    """The chart's columns at these places."""
    names = "values", "n", "center", "sigma", "lcl", "ucl", "beyond", "zone"
    return {name: np.ascontiguousarray(getattr(chart, name)[places]) for name in names}


def extremes(values: Floats, stretches: int) -> Integers:
    """Places of the least and the greatest of each of so many equal stretches."""
    width = -(-len(values) // stretches)
    padded = np.pad(values, (0, -len(values) % width), constant_values=np.nan).reshape(-1, width)
    first = np.arange(len(padded)) * width
    ends: Iterable[Floats] = (np.where(np.isnan(padded), far, padded) for far in (np.inf, -np.inf))
    low, high = ends
    return np.concatenate([first + low.argmin(axis=1), first + high.argmax(axis=1)])
