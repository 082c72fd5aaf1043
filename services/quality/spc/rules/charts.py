"""The X-bar/R chart: limits from what the subgroups show, or frozen ones for those that follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, inf, sqrt

from services.quality.spc.rules.constants import d2, d3
from shared.problems import Invalid

Subgroup = Sequence[float | None]

ENOUGH_SUBGROUPS = 20
TOLERANCE = 1e-9


class InsufficientData(Invalid):
    """Limits need at least two subgroups of two or more values."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What limits for any subgroup size follow from; sigma is that of single values within subgroups."""

    center: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Point:
    """A point without a value is a gap, and has no limits either."""

    index: int
    value: float | None
    n: int
    center: float | None
    lcl: float | None
    ucl: float | None
    beyond: bool


@dataclass(frozen=True, slots=True)
class Chart:
    center: float
    sigma: float
    location: list[Point]
    dispersion: list[Point]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre and limits of points of one size; a point further from the centre than `reach` is beyond them."""

    center: float
    lcl: float
    ucl: float
    reach: float


def estimate(subgroups: Sequence[Subgroup]) -> Limits:
    """Centre: mean of all values. Sigma: mean of R / d2(n) over the subgroups that have a range."""
    present = _present(subgroups)
    sigmas = [_range(values) / d2(len(values)) for values in present if len(values) >= 2]
    if len(sigmas) < 2:
        raise InsufficientData(usable_subgroups=len(sigmas))
    return Limits(_mean([value for values in present for value in values]), _mean(sigmas))


def xbar_r(subgroups: Sequence[Subgroup], limits: Limits | None = None, multiplier: float = 3.0) -> Chart:
    """Means and ranges against `limits`, or against those estimated from these very subgroups; None is missing."""
    present = _present(subgroups)
    used = limits or estimate(present)
    sizes = {len(values) for values in present}
    means = {n: _lines(used.center, used.sigma / sqrt(n), multiplier) for n in sizes if n >= 1}
    ranges = {n: _lines(d2(n) * used.sigma, d3(n) * used.sigma, multiplier, floor=0.0) for n in sizes if n >= 2}
    return Chart(
        center=used.center,
        sigma=used.sigma,
        location=_points(present, _mean, means),
        dispersion=_points(present, _range, ranges),
        warnings=_warnings(present, used, estimated=limits is None),
    )


def _present(subgroups: Sequence[Subgroup]) -> list[list[float]]:
    return [[value for value in subgroup if value is not None] for subgroup in subgroups]


def _mean(values: list[float]) -> float:
    """`fsum`, so that the order of the values can't change even the last digit."""
    return fsum(values) / len(values)


def _range(values: list[float]) -> float:
    return max(values) - min(values)


def _lines(center: float, sigma: float, multiplier: float, floor: float = -inf) -> Lines:
    """The tolerance keeps a point on a limit from being beyond; without variation nothing is."""
    reach = multiplier * sigma
    tolerance = TOLERANCE * max(sigma, abs(center))
    return Lines(center, max(floor, center - reach), center + reach, reach + tolerance if sigma > 0 else inf)


def _points(
    subgroups: list[list[float]], statistic: Callable[[list[float]], float], lines: dict[int, Lines]
) -> list[Point]:
    """Subgroups of a size that has no lines are gaps."""
    return [_point(index, values, statistic, lines.get(len(values))) for index, values in enumerate(subgroups, 1)]


def _point(index: int, values: list[float], statistic: Callable[[list[float]], float], lines: Lines | None) -> Point:
    if lines is None:
        return Point(index, None, len(values), None, None, None, beyond=False)
    value = statistic(values)
    beyond = abs(value - lines.center) > lines.reach
    return Point(index, value, len(values), lines.center, lines.lcl, lines.ucl, beyond)


def _warnings(subgroups: list[list[float]], limits: Limits, *, estimated: bool) -> list[str]:
    warnings = []
    if limits.sigma == 0:
        warnings.append("zero_variation")
    if estimated and sum(len(values) >= 2 for values in subgroups) < ENOUGH_SUBGROUPS:
        warnings.append("few_subgroups")
    return warnings
