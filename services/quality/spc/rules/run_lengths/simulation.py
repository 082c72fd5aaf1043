"""Run rules on random numbers, where no chain can follow them."""

from collections.abc import Sequence
from math import inf, sqrt

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.run_rules import Rule
from services.quality.spc.rules.signals import Course, judge

PATHS, POINTS, BUDGET = 20_000, 64, 20_000_000
SEED = 20_260_101


def mean(rules: Sequence[Rule], shift: float, k: float) -> tuple[float, float]:
    """Of 20,000 charts and its standard error, about 0.7 % of it; the same each time.

    After 20 million points, charts that have not signalled are given up. Infinite where none has.
    """
    random, history = np.random.default_rng(SEED), max(rule.m for rule in rules) - 1
    lengths, drawn, length = np.zeros(PATHS), 0, 0
    alive, past = np.arange(PATHS), np.full((PATHS, history), np.nan)
    while alive.size and drawn < BUDGET:
        points = np.hstack((past, random.normal(shift, 1.0, (alive.size, POINTS))))
        first = _first(points, rules, k) - history
        found = first <= POINTS
        lengths[alive[found]] = length + first[found]
        drawn, length = drawn + alive.size * POINTS, length + POINTS
        alive, past = alive[~found], points[~found][:, POINTS:]
    lengths[alive] = length
    average = _average(lengths, PATHS - alive.size, 4 * (history + 1))
    error = average / sqrt(PATHS - alive.size) if alive.size < PATHS else inf
    return average, error if alive.size else float(lengths.std(ddof=1)) / sqrt(PATHS)


def _average(lengths: Floats, signals: int, start: int) -> float:
    """Behind the start a signal has no memory: its mean distance is that of all points to each signal, so charts that
    were given up count too. Where none was, this is the plain mean."""
    late = lengths > start
    late_signals = signals - int(np.count_nonzero(~late))
    onward = float(np.sum(lengths[late] - start)) / late_signals if late_signals else inf if late.any() else 0.0
    return float(np.minimum(lengths, start).mean()) + (float(late.mean()) * onward if late.any() else 0.0)


def _first(points: np.ndarray, rules: Sequence[Rule], k: float) -> Integers:
    """At which column, from 1, each row first signals; far behind the last where none does.

    A gap between the rows ends all runs, as every chart begins without history.
    """
    rows, columns = points.shape
    stream = np.hstack((points, np.full((rows, 1), np.nan))).reshape(-1)
    first = np.full(rows, 2 * columns)
    for signals in judge(Course(stream, 0.0, 1.0, k, k), rules):
        row, column = np.divmod(signals.points - 1, columns + 1)
        np.minimum.at(first, row, column + 1)
    return first
