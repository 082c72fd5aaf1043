"""Cp, Cpl, Cpu, Cpk and Cpm of one sigma with their intervals; of the overall sigma they are called Pp, Ppl, Ppu, Ppk.

Kotz & Lovelace (1998); intervals of Cp and Pp by chi-square, of the one-sided ones by Bissell (1990), of Cpm by
Boyles (1991). Where the standards leave a choice, R's qcc 3.0 is followed.
"""

from dataclasses import dataclass
from math import sqrt

from services.quality.capability.rules.specification import Specification
from services.quality.distributions.rules import chi_square, normal


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation > 0 in the unit of the values, and the degrees of freedom it was estimated with."""

    sigma: float
    df: float


@dataclass(frozen=True, slots=True)
class Location:
    """The mean of n values."""

    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Index:
    """An index, and the bounds between which it lies with the confidence asked for; None where no method gives any."""

    value: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Indices:
    """What a missing limit or target leaves undefined is None."""

    cp: Index | None
    cpl: Index | None
    cpu: Index | None
    cpk: Index | None
    cpm: Index | None


UNDEFINED = Indices(None, None, None, None, None)


def indices(location: Location, spread: Spread, spec: Specification, confidence: float) -> Indices:
    """All that the specification defines; `confidence` is a share such as 0.95.

    The interval of Cpk has both its bounds at that confidence together, those of Cpl and Cpu each by itself.
    """
    alpha = 1 - confidence
    cpl = None if spec.lsl is None else (location.mean - spec.lsl) / (3 * spread.sigma)
    cpu = None if spec.usl is None else (spec.usl - location.mean) / (3 * spread.sigma)
    cpk = min(side for side in (cpl, cpu) if side is not None)
    return Indices(
        cp=_potential(spread, spec, alpha),
        cpl=None if cpl is None else _bissell(cpl, location.n, spread.df, alpha),
        cpu=None if cpu is None else _bissell(cpu, location.n, spread.df, alpha),
        cpk=_bissell(cpk, location.n, spread.df, alpha / 2),
        cpm=_taguchi(location, spread, spec, alpha),
    )


def off_centre(location: Location, spec: Specification) -> float | None:
    """k: how far the mean lies from the middle of the limits, as a share of half their distance."""
    if spec.width is None or spec.middle is None:
        return None
    return abs(location.mean - spec.middle) / (spec.width / 2)


def _potential(spread: Spread, spec: Specification, alpha: float) -> Index | None:
    return None if spec.width is None else _by_chi_square(spec.width / (6 * spread.sigma), spread.df, alpha)


def _taguchi(location: Location, spread: Spread, spec: Specification, alpha: float) -> Index | None:
    """Cpm, with n (1 + d²)² / (1 + 2d²) degrees of freedom, where d is the distance from the target in sigmas."""
    if spec.width is None or spec.target is None:
        return None
    distance = (location.mean - spec.target) / spread.sigma
    value = spec.width / (6 * spread.sigma * sqrt(1 + distance**2))
    return _by_chi_square(value, location.n * (1 + distance**2) ** 2 / (1 + 2 * distance**2), alpha)


def _by_chi_square(value: float, df: float, alpha: float) -> Index:
    low, high = chi_square.quantile(alpha / 2, df), chi_square.quantile(1 - alpha / 2, df)
    return Index(value, value * sqrt(low / df), value * sqrt(high / df))


def _bissell(value: float, n: int, df: float, tail: float) -> Index:
    reach = -normal.quantile(tail) * sqrt(1 / (9 * n) + value**2 / (2 * df))
    return Index(value, value - reach, value + reach)
