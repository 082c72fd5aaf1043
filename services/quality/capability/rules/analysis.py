"""A process against its specification, and whether to believe the answer."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from services.quality.capability.rules import fallout, normality
from services.quality.capability.rules.fallout import Fallout
from services.quality.capability.rules.fitted import Distribution, Fitted, fit
from services.quality.capability.rules.indices import (
    UNDEFINED,
    Index,
    Indices,
    Location,
    Spread,
    indices,
    off_centre,
)
from services.quality.capability.rules.normality import AndersonDarling
from services.quality.capability.rules.specification import Specification
from shared.problems import FieldError, Invalid

Floats = NDArray[np.float64]

ENOUGH_VALUES = 100
SIGNIFICANCE = 0.05
MOST_GRR_PERCENT = 30.0
LOW, MEDIAN, HIGH = 0.00135, 0.5, 0.99865


class InsufficientData(Invalid):
    """A spread needs at least two values; `n` is how many there are."""


class CapabilityDoubt(StrEnum):
    """Why the indices are not to be trusted yet."""

    FEW_VALUES = "few_values"
    ZERO_VARIATION = "zero_variation"
    UNSTABLE = "unstable"
    STABILITY_UNKNOWN = "stability_unknown"
    POOR_FIT = "poor_fit"
    FIT_UNKNOWN = "fit_unknown"
    GAGE_NOT_ACCEPTABLE = "gage_not_acceptable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the values: whether their chart shows no signal, and the gage's share of the variation."""

    stable: bool | None = None
    grr_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """What follows from one sigma."""

    spread: Spread | None
    indices: Indices
    expected_ppm: Fallout
    z_bench: float | None


UNKNOWN = Performance(None, UNDEFINED, fallout.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Where the fitted distribution has 0.135, 50 and 99.865 % below."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Capability:
    n: int
    mean: float
    off_centre: float | None
    within: Performance
    """By the sigma within subgroups: what the process could do. None throughout for a fitted distribution."""
    overall: Performance
    """By all values: what it did."""
    percentiles: Percentiles | None
    observed_ppm: Fallout
    fit: AndersonDarling | None
    """Against the distribution that was asked for."""
    trustworthy: bool
    doubts: list[CapabilityDoubt]
    warnings: list[str]


def capability(
    values: Floats,
    spec: Specification,
    within: Spread | None,
    *,
    distribution: Distribution = Distribution.NORMAL,
    confidence: float = 0.95,
    evidence: Evidence | None = None,
) -> Capability:
    """All values in one array, none missing; `within` is the spread inside subgroups, None where it is not known.

    Raises InsufficientData below two values, and what fitting the distribution refuses. Without variation all indices
    are None. Formulas as in `indices`, for other distributions those of ISO 22514-2.
    """
    if values.size < 2:
        raise InsufficientData(errors=[FieldError("/values", "too_few", "must be two or more")], n=int(values.size))
    varies = bool(values.min() < values.max())
    location = Location(float(values.mean()), int(values.size))
    fitted = fit(values, distribution) if varies and distribution is not Distribution.NORMAL else None
    tested = _tested(values, fitted) if varies else None
    doubts = _doubts(location.n, tested, distribution, varies, evidence or Evidence())
    normally = varies and fitted is None
    return Capability(
        n=location.n,
        mean=location.mean,
        off_centre=off_centre(location, spec),
        within=_by_normal(location, within, spec, confidence) if normally else UNKNOWN,
        overall=_overall(values, location, spec, confidence, fitted) if varies else UNKNOWN,
        percentiles=None if fitted is None else _percentiles(fitted),
        observed_ppm=fallout.observed(values, spec),
        fit=tested,
        trustworthy=not doubts,
        doubts=doubts,
        warnings=_warnings(spec, varies, within if normally else None),
    )


def _overall(
    values: Floats, location: Location, spec: Specification, confidence: float, fitted: Fitted | None
) -> Performance:
    spread = Spread(float(values.std(ddof=1)), location.n - 1)
    return _by_normal(location, spread, spec, confidence) if fitted is None else _by_percentiles(fitted, spread, spec)


def _by_normal(location: Location, spread: Spread | None, spec: Specification, confidence: float) -> Performance:
    if spread is None or spread.sigma == 0:
        return UNKNOWN
    expected = fallout.of_normal(location.mean, spread.sigma, spec)
    return Performance(spread, indices(location, spread, spec, confidence), expected, fallout.z_bench(expected))


def _by_percentiles(fitted: Fitted, spread: Spread, spec: Specification) -> Performance:
    """ISO 22514-2: the outer percentiles lie six sigma apart, whatever the shape; there are no intervals and no Cpm."""
    at = _percentiles(fitted)
    lower = None if spec.lsl is None else Index((at.median - spec.lsl) / (at.median - at.low))
    upper = None if spec.usl is None else Index((spec.usl - at.median) / (at.high - at.median))
    both = None if spec.width is None else Index(spec.width / (at.high - at.low))
    least = min((side for side in (lower, upper) if side is not None), key=lambda side: side.value)
    expected = fallout.expected(fitted.cdf, fitted.sf, spec)
    return Performance(spread, Indices(both, lower, upper, least, None), expected, fallout.z_bench(expected))


def _percentiles(fitted: Fitted) -> Percentiles:
    return Percentiles(*map(fitted.quantile, (LOW, MEDIAN, HIGH)))


def _tested(values: Floats, fitted: Fitted | None) -> AndersonDarling | None:
    return normality.of_normal(values) if fitted is None else fitted.fit_of(values)


def _doubts(
    n: int, tested: AndersonDarling | None, distribution: Distribution, varies: bool, evidence: Evidence
) -> list[CapabilityDoubt]:
    p = None if tested is None else tested.p
    assumed = varies and distribution is not Distribution.EMPIRICAL
    reasons = {
        CapabilityDoubt.FEW_VALUES: n < ENOUGH_VALUES,
        CapabilityDoubt.ZERO_VARIATION: not varies,
        CapabilityDoubt.UNSTABLE: evidence.stable is False,
        CapabilityDoubt.STABILITY_UNKNOWN: evidence.stable is None,
        CapabilityDoubt.POOR_FIT: p is not None and p < SIGNIFICANCE,
        CapabilityDoubt.FIT_UNKNOWN: assumed and p is None,
        CapabilityDoubt.GAGE_NOT_ACCEPTABLE: evidence.grr_percent is not None
        and evidence.grr_percent > MOST_GRR_PERCENT,
    }
    return [doubt for doubt, holds in reasons.items() if holds]


def _warnings(spec: Specification, varies: bool, within: Spread | None) -> list[str]:
    warnings = []
    if not varies:
        warnings.append("zero_variation")
    elif within is not None and within.sigma == 0:
        warnings.append("zero_variation_within")
    if not spec.holds_target:
        warnings.append("target_outside_spec")
    return warnings
