"""Charts as data beside the scan of an index, and what charts of a million points cost beside one read of the array."""

from collections.abc import Awaitable, Callable, Iterator, Sequence

import numpy as np

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Options
from services.quality.spc.rules.observations import Observations, observations
from services.quality.spc.rules.run_rules import nelson
from services.quality.spc.rules.signals import Course, judge
from tests.bench.filling import Size, id_of
from tests.bench.machine import Machine, raw
from tests.bench.work import Direct, Http, Work, at_least, at_most

POINTS, SIZE = 1_000_000, 5
EIGHT = nelson(1, 2, 3, 4, 5, 6, 7, 8)
SCOPES = "measurements:read", "charts:read"


def works(machine: Machine, sizes: Sequence[Size]) -> Iterator[Work]:
    for last in (25, 1_000):
        path = f"/v1/characteristics/{id_of(0)}/chart?last={last}"
        *less, ours = (
            Http.same("quality", machine.request(path, size.org_id, id_of(1), SCOPES), clients=1) for size in sizes
        )
        bare = Http.same("limits", raw(f"/sql/chart-{last}"), clients=1)
        goals = at_least("ratio", 1 / 1.5), at_most("growth", 2), at_most("statements", 3)
        yield Work(f"chart of the last {last} subgroups", "index scan on bare ASGI", bare, ours, goals, tuple(less))
    yield from _statistics()


def _statistics() -> Iterator[Work]:
    random = np.random.default_rng(1)
    values, sizes = random.normal(size=POINTS), random.integers(50, 60, POINTS)
    subgroups = observations(random.normal(size=(POINTS, SIZE)))
    uneven = Observations(np.where(random.random((POINTS, SIZE)) < 0.01, np.nan, subgroups.values))
    counts, options = observations(random.binomial(sizes, 0.1), sizes), Options(rules=EIGHT)
    calls: dict[str, Callable[[], object]] = {
        "eight rules on 10^6 points": lambda: judge(Course(values, 0.0, 1.0), EIGHT),
        "the same, limits of their own": lambda: judge(Course(values, np.zeros(POINTS), np.ones(POINTS)), EIGHT),
        "I-MR chart, eight rules": lambda: analyze(ChartKind.I_MR, observations(values), options),
        "X-bar/R chart of 5, eight rules": lambda: analyze(ChartKind.XBAR_R, subgroups, options),
        "the same, 1 % missing": lambda: analyze(ChartKind.XBAR_R, uneven, options),
        "p chart, ten sizes, eight rules": lambda: analyze(ChartKind.P, counts, options),
        "EWMA of 10^6 points": lambda: analyze(ChartKind.EWMA, observations(values)),
        "CUSUM of 10^6 points": lambda: analyze(ChartKind.CUSUM, observations(values)),
    }
    for name, call in calls.items():
        goals = (at_least("ratio", 1 / 40),) if "rules on" in name else ()
        yield Work(name, "one read of the array", direct(values.sum), direct(call), goals)


def direct(call: Callable[[], object]) -> Direct:
    async def awaited() -> object:
        return call()

    called: Callable[[], Awaitable[object]] = awaited
    return Direct(called)
