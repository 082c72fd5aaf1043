"""The capability of a process from its measurements in order: sigma within, stability on a chart, then the indices."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from services.quality.capability.rules.analysis import Capability, Evidence, capability
from services.quality.capability.rules.fitted import Distribution
from services.quality.capability.rules.indices import Spread
from services.quality.capability.rules.specification import Specification
from services.quality.spc.rules.analysis import Analysis, analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import InsufficientData, Observations
from services.quality.spc.rules.sigma import OF_MOVING_RANGES, OF_SUBGROUPS, SigmaEstimate, SigmaMethod
from shared.problems import FieldError, Invalid

MOST_BY_RANGES = 8
"""Values a subgroup up to which its range says nearly as much as its standard deviation."""


class UnfitSigmaMethod(Invalid):
    """Sigma within comes from moving ranges of single values, or from what varies inside subgroups."""


class CiDf(StrEnum):
    """Degrees of freedom behind the intervals of Cp and Cpk: those of the estimator, or n - 1 as R's qcc takes them."""

    ESTIMATOR = "estimator"
    N_MINUS_1 = "n_minus_1"


@dataclass(frozen=True, slots=True)
class Stability:
    """How many points of the process's own chart signal, by the rules usual for it."""

    chart: ChartKind
    points: int
    signalling: int


@dataclass(frozen=True, slots=True)
class ProcessCapability:
    """`sigma_within` and `stability` are None where the values allow no chart."""

    capability: Capability
    sigma_within: SigmaEstimate | None
    stability: Stability | None


def process_capability(
    data: Observations,
    spec: Specification,
    *,
    sigma_method: SigmaMethod | None = None,
    ci_df: CiDf = CiDf.ESTIMATOR,
    distribution: Distribution = Distribution.NORMAL,
    confidence: float = 0.95,
    grr_percent: float | None = None,
) -> ProcessCapability:
    """Subgroups or single values in the order of time, in the unit of the limits; NaN is missing.

    Sigma within comes from ranges, from nine values a subgroup on from standard deviations, of single values from
    moving ranges, unless `sigma_method` says otherwise. Raises what `capability` does, and UnfitSigmaMethod.
    """
    values, kind = data.values[np.isfinite(data.values)], _chart_of(data)
    if sigma_method is not None and sigma_method not in (OF_MOVING_RANGES if kind is ChartKind.I_MR else OF_SUBGROUPS):
        raise UnfitSigmaMethod(errors=[FieldError("/sigma_method", "unfit", "does not fit these measurements")])
    charted = _charted(kind, data, sigma_method)
    estimate = None if charted is None else _estimate(charted)
    stability = None if charted is None else _stability(charted)
    found = capability(
        values,
        spec,
        None if estimate is None else _spread(estimate, ci_df, values.size),
        distribution=distribution,
        confidence=confidence,
        evidence=Evidence(None if stability is None else stability.signalling == 0, grr_percent),
    )
    return ProcessCapability(found, estimate, stability)


def _chart_of(data: Observations) -> ChartKind:
    width = data.values.shape[1]
    if width == 1:
        return ChartKind.I_MR
    return ChartKind.XBAR_R if width <= MOST_BY_RANGES else ChartKind.XBAR_S


def _charted(kind: ChartKind, data: Observations, method: SigmaMethod | None) -> Analysis | None:
    try:
        return analyze(kind, data, Options(sigma_method=method))
    except InsufficientData:
        return None


def _estimate(charted: Analysis) -> SigmaEstimate | None:
    limits = charted.stages[0].limits
    return limits.estimate if isinstance(limits, Limits) else None


def _stability(charted: Analysis) -> Stability:
    flagged = [signals.points for chart in charted.charts for signals in chart.signals]
    points = int(np.count_nonzero(np.isfinite(charted.charts[0].values)))
    return Stability(charted.kind, points, int(np.unique(np.concatenate(flagged)).size))


def _spread(estimate: SigmaEstimate, ci_df: CiDf, n: int) -> Spread:
    return Spread(estimate.value, n - 1 if ci_df is CiDf.N_MINUS_1 else estimate.df)
