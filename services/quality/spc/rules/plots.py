"""The points of one stage and their lines, before they are judged."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.signals import Course, Line


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """What a CUSUM estimates when it signals: the mean since, and the last point before, 0 where there was none."""

    signal: int
    last_in_control: int
    mean: float


@dataclass(frozen=True, slots=True)
class RunTest:
    """Anhøj's tests of a run chart; with fewer than ten `useful` points, which are off the median, there are none."""

    useful: int
    longest_run: int
    longest_run_limit: int | None
    crossings: int
    crossings_limit: int | None
    signal: bool | None


def unchanged(values: Floats) -> Floats:
    return values


@dataclass(frozen=True, slots=True)
class Plot:
    """`n`: (points,) size of each. `course` is what is judged; `shown` takes it to the unit in which it is plotted.
    `center` is the line that is drawn, NaN where there is none.
    """

    statistic: str
    n: Floats | Integers
    course: Course
    center: Line
    lcl: Line
    ucl: Line
    shown: Callable[[Floats], Floats] = unchanged
    counts: Integers | None = None
    changes: tuple[ChangePoint, ...] = ()
    runs: RunTest | None = None


def plot(
    statistic: str,
    n: Floats | Integers,
    course: Course,
    *,
    floor: float = -inf,
    ceiling: Line = inf,
    shown: Callable[[Floats], Floats] = unchanged,
) -> Plot:
    """A limit outside the natural range of the statistic is drawn at its end, and that side can't signal."""
    lcl, ucl = course.center - course.lower * course.sigma, course.center + course.upper * course.sigma
    lower, upper = np.where(lcl < floor, inf, course.lower)[()], np.where(ucl > ceiling, inf, course.upper)[()]
    judged = Course(course.values, course.center, course.sigma, lower, upper)
    return Plot(statistic, n, judged, course.center, np.maximum(lcl, floor)[()], np.minimum(ucl, ceiling)[()], shown)
