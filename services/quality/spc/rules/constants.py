"""Control chart constants, exact for every subgroup size: no table of three decimals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import erfc, exp, lgamma, log1p, pi, sqrt

STEP = 0.1


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
    return _integral(lambda x: 1 - _below(x) ** n - _below(-x) ** n, -10, 10)


@cache
def d3(n: int) -> float:
    """Standard deviation of that range R: √(E[R²] - d2²), where E[R²] = ∫ 2r P(R > r) dr over r > 0."""
    _ensure_size(n)
    density = [(x, _below(x), n * STEP * exp(-x * x / 2) / sqrt(2 * pi)) for x in _grid(-10, 10)]

    def exceeds(r: float) -> float:
        """P(R > r) = 1 - ∫ n φ(x) (Φ(x + r) - Φ(x))ⁿ⁻¹ dx, where x is the smallest value."""
        return 1 - sum(weight * (_below(x + r) - below) ** (n - 1) for x, below, weight in density)

    def integrand(t: float) -> float:
        """With r = ln(1 + eᵗ) it fades at both ends, as the trapezoidal rule needs."""
        r = log1p(exp(t))
        return 2 * r * exceeds(r) / (1 + exp(-t))

    return sqrt(_integral(integrand, -16, 14) - d2(n) ** 2)


@cache
def c4(n: int) -> float:
    """Mean of the standard deviation of n standard normal values: √(2/(n-1)) Γ(n/2) / Γ((n-1)/2) (ISO 7870-2)."""
    _ensure_size(n)
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


def constants(n: int, k: float = 3.0) -> Constants:
    """All of them, for limits k standard deviations from the centre; no lower limit is below 0."""
    c5 = sqrt(1 - c4(n) ** 2)
    return Constants(
        n=n,
        d2=d2(n),
        d3=d3(n),
        c4=c4(n),
        c5=c5,
        A=k / sqrt(n),
        A2=k / (d2(n) * sqrt(n)),
        A3=k / (c4(n) * sqrt(n)),
        B3=max(0.0, 1 - k * c5 / c4(n)),
        B4=1 + k * c5 / c4(n),
        B5=max(0.0, c4(n) - k * c5),
        B6=c4(n) + k * c5,
        D1=max(0.0, d2(n) - k * d3(n)),
        D2=d2(n) + k * d3(n),
        D3=max(0.0, 1 - k * d3(n) / d2(n)),
        D4=1 + k * d3(n) / d2(n),
        E2=k / d2(n),
    )


def _ensure_size(n: int) -> None:
    if n < 2:
        raise ValueError(f"Only subgroups of two or more values have these constants, not of {n}.")


def _below(x: float) -> float:
    """Φ(x), the share of a normal population below x."""
    return erfc(-x / sqrt(2)) / 2


def _grid(start: int, end: int) -> list[float]:
    return [i * STEP for i in range(round(start / STEP), round(end / STEP) + 1)]


def _integral(integrand: Callable[[float], float], start: int, end: int) -> float:
    """The plain trapezoidal rule: exact to rounding for a smooth function that is as good as 0 at both ends."""
    return STEP * sum(map(integrand, _grid(start, end)))
