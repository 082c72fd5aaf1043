"""Control chart constants, exact for every subgroup size: no table of three decimals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import erfc, exp, lgamma, log1p, pi, sqrt
from statistics import NormalDist

import numpy as np

from services.quality.spc.rules.arrays import Floats, Integers

STEP = 0.1
LARGE = 300
"""From here on the series of c4 is exact to rounding, and the difference of two large lnΓ is not."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The letters of ISO 7870-2 and of the ASTM manual on presentation of data."""

    n: int
    d2: float
    d3: float
    c4: float
    c5: float
    A: float
    A2: float
    A3: float
    B3: float
    B4: float
    B5: float
    B6: float
    D1: float
    D2: float
    D3: float
    D4: float
    E2: float


@cache
def d2(n: int) -> float:
    """Mean of the range of n standard normal values: ∫ 1 - Φ(x)ⁿ - (1 - Φ(x))ⁿ dx (Tippett 1925)."""
    _ensure_size(n)
    below, _ = _normal()
    return float(STEP * np.sum(1 - below**n - below[::-1] ** n))


@cache
def d3(n: int) -> float:
    """Standard deviation of that range R: √(E[R²] - d2²), where E[R²] = ∫ 2r P(R > r) dr over r > 0.

    P(R > r) = 1 - ∫ n φ(x) (Φ(x + r) - Φ(x))ⁿ⁻¹ dx, where x is the smallest value.
    """
    _ensure_size(n)
    _, density = _normal()
    weight, within = _spans()
    exceeds = 1 - STEP * n * (within ** (n - 1) @ density)
    return sqrt(float(STEP * weight @ exceeds) - d2(n) ** 2)


@cache
def c4(n: int) -> float:
    """Mean of the standard deviation of n standard normal values: √(2/(n-1)) Γ(n/2) / Γ((n-1)/2) (ISO 7870-2)."""
    _ensure_size(n)
    if n > LARGE:
        df = n - 1
        return 1 - 1 / (4 * df) + 1 / (32 * df**2) + 5 / (128 * df**3) - 21 / (2048 * df**4) - 399 / (8192 * df**5)
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


def c5(n: int) -> float:
    """Standard deviation of that standard deviation: √(1 - c4²)."""
    return sqrt((1 - c4(n)) * (1 + c4(n)))


D4_OF_TWO = sqrt(2) * NormalDist().inv_cdf(0.75)
"""Median of the range of two standard normal values, √2 Φ⁻¹(¾): what a median moving range is divided by."""


def d2_star(n: int, groups: int) -> float:
    """Root mean square of the mean of `groups` ranges, each of n values: √(d2² + d3²/groups) (Duncan 1986)."""
    if groups < 1:
        raise ValueError(f"A mean range is one of at least one group, not of {groups}.")
    return sqrt(d2(n) ** 2 + d3(n) ** 2 / groups)


def constants(n: int, k: float = 3.0) -> Constants:
    """All of them, for limits k standard deviations from the centre; no lower limit is below 0."""
    return Constants(
        n=n,
        d2=d2(n),
        d3=d3(n),
        c4=c4(n),
        c5=c5(n),
        A=k / sqrt(n),
        A2=k / (d2(n) * sqrt(n)),
        A3=k / (c4(n) * sqrt(n)),
        B3=max(0.0, 1 - k * c5(n) / c4(n)),
        B4=1 + k * c5(n) / c4(n),
        B5=max(0.0, c4(n) - k * c5(n)),
        B6=c4(n) + k * c5(n),
        D1=max(0.0, d2(n) - k * d3(n)),
        D2=d2(n) + k * d3(n),
        D3=max(0.0, 1 - k * d3(n) / d2(n)),
        D4=1 + k * d3(n) / d2(n),
        E2=k / d2(n),
    )


def by_size(constant: Callable[[int], float], n: Integers, least: int = 2) -> Floats:
    """The constant of each subgroup's size, NaN for sizes below `least`. `n` and the result: (subgroups,)."""
    sizes, where = np.unique(n, return_inverse=True)
    return np.array([constant(int(size)) if size >= least else np.nan for size in sizes], float)[where]


def _ensure_size(n: int) -> None:
    if n < 2:
        raise ValueError(f"Only subgroups of two or more values have these constants, not of {n}.")


def _below(x: float) -> float:
    """Φ(x), the share of a normal population below x."""
    return erfc(-x / sqrt(2)) / 2


def _grid(start: int, end: int) -> list[float]:
    """For the trapezoidal rule: exact to rounding for a smooth function that is as good as 0 at both ends."""
    return [i * STEP for i in range(round(start / STEP), round(end / STEP) + 1)]


@cache
def _normal() -> tuple[Floats, Floats]:
    """Φ and φ at the grid of -10..10."""
    grid = _grid(-10, 10)
    return np.array([_below(x) for x in grid]), np.array([exp(-x * x / 2) / sqrt(2 * pi) for x in grid])


@cache
def _spans() -> tuple[Floats, Floats]:
    """2r dr/dt and Φ(x + r) - Φ(x) for r = ln(1 + eᵗ): over t, the integrand fades at both ends. (t,), (t, x)."""
    grid = _grid(-16, 14)
    spans = [log1p(exp(t)) for t in grid]
    weight = np.array([2 * r / (1 + exp(-t)) for r, t in zip(spans, grid, strict=True)])
    within = [[_below(x + r) - _below(x) for x in _grid(-10, 10)] for r in spans]
    return weight, np.array(within)
