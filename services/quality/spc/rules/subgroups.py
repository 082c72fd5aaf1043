"""What a chart needs of each subgroup: its size, mean, range and standard deviation."""

from dataclasses import dataclass

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers, present


@dataclass(frozen=True, slots=True)
class Subgroups:
    """(points,) each. NaN: the mean of no value, the range and the standard deviation of fewer than two."""

    n: Integers
    mean: Floats
    range: Floats
    deviation: Floats


def summarize(values: Floats) -> Subgroups:
    """Of (points, values), NaN is missing. Values are sorted first, so that their order can't change the last digit."""
    if values.shape[1] == 1:
        return _alone(values.reshape(-1))
    ordered = np.sort(values, axis=1)
    there = present(ordered)
    n = np.count_nonzero(there, axis=1)
    whole = bool(there.all())
    total = _total(ordered if whole else np.where(there, ordered, 0.0))
    mean = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    away = ordered - mean[:, None]
    squares = _total(away * away if whole else np.where(there, away * away, 0.0))
    largest = ordered[:, -1] if whole else ordered[np.arange(len(n)), np.maximum(n - 1, 0)]
    return Subgroups(
        n=n,
        mean=mean,
        range=np.where(n >= 2, largest - ordered[:, 0], np.nan),
        deviation=np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n >= 2)),
    )


def moving_ranges(values: Floats, span: int = 2) -> Floats:
    """Range of each value and the span - 1 before it; NaN across a missing value and at the start. (points,) both."""
    ranges = np.full(len(values), np.nan)
    if len(values) >= span:
        windows = [values[start : len(values) - span + 1 + start] for start in range(span)]
        highest, lowest = windows[0], windows[0]
        for window in windows[1:]:
            highest, lowest = np.maximum(highest, window), np.minimum(lowest, window)
        ranges[span - 1 :] = highest - lowest
    return ranges


def _alone(values: Floats) -> Subgroups:
    none = np.full(len(values), np.nan)
    return Subgroups(n=present(values).astype(np.int64), mean=values, range=none, deviation=none)


def _total(rows: Floats) -> Floats:
    """Column by column: summing short rows one by one is slower by far."""
    total = rows[:, 0].copy()
    for column in rows.T[1:]:
        total += column
    return total
