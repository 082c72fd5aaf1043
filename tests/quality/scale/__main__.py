"""What charts of a million points cost beside one read of the array: `python -m tests.quality.scale`.

Goal: all eight run rules in at most 40 reads. Each figure is the best of several, in turn with the read.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Options
from services.quality.spc.rules.observations import Observations, observations
from services.quality.spc.rules.run_rules import nelson
from services.quality.spc.rules.signals import Course, judge

POINTS, SIZE, ROUNDS = 1_000_000, 5, 15
EIGHT = nelson(1, 2, 3, 4, 5, 6, 7, 8)


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    random = np.random.default_rng(1)
    values, sizes = random.normal(size=POINTS), random.integers(50, 60, POINTS)
    subgroups = observations(random.normal(size=(POINTS, SIZE)))
    uneven = Observations(np.where(random.random((POINTS, SIZE)) < 0.01, np.nan, subgroups.values))
    counts = observations(random.binomial(sizes, 0.1), sizes)
    options = Options(rules=EIGHT)
    work: dict[str, Callable[[], object]] = {
        "one read: x.sum()": values.sum,
        "eight rules": lambda: judge(Course(values, 0.0, 1.0), EIGHT),
        "eight rules, limits of their own": lambda: judge(Course(values, np.zeros(POINTS), np.ones(POINTS)), EIGHT),
        "I-MR chart, eight rules": lambda: analyze(ChartKind.I_MR, observations(values), options),
        "X-bar/R chart of 5, eight rules": lambda: analyze(ChartKind.XBAR_R, subgroups, options),
        "the same, 1 % missing": lambda: analyze(ChartKind.XBAR_R, uneven, options),
        "p chart, ten sizes, eight rules": lambda: analyze(ChartKind.P, counts, options),
        "EWMA": lambda: analyze(ChartKind.EWMA, observations(values)),
        "CUSUM": lambda: analyze(ChartKind.CUSUM, observations(values)),
    }
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        best = {name: min(best[name], seconds(one)) for name, one in work.items()}
    read = best["one read: x.sum()"]
    for name, took in best.items():
        print(f"{name:34} {took * 1000:9.2f} ms {took / read:8.1f} x")


main()
