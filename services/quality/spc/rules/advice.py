"""Which chart suits the data, and why."""

from dataclasses import dataclass

import numpy as np

from services.quality.distributions.rules import chi_square
from services.quality.spc.rules.arrays import Floats, present
from services.quality.spc.rules.attributes import (
    Samples,
    defectives,
    defects,
    deviates,
    of_defectives,
    of_defects,
    spread_of_rate,
    spread_of_share,
)
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Limits, Options
from services.quality.spc.rules.observations import InsufficientData, Observations

MOST_OF_RANGES = 8
FEWEST_COUNTED = 5.0
RISK = 0.05
LARGE_SAMPLES, WIDE = 500, 1.2
"""Where samples are so large, even small differences between them make the limits of a p chart too narrow."""


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    detail: str


SHARES = Reason("shares", "Samples are compared by their share of defectives.")
RATES = Reason("unequal_exposure", "Exposures differ, so defects per unit are compared.")
MAY_DIFFER = Reason("exposure_may_differ", "Exposures may come to differ, so defects per unit are compared.")


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Whether samples vary more than their distribution: D = Σz² against χ² with m - 1 degrees of freedom.

    `p_value`: how often D would be larger. `sigma_z`: of successive samples, 1 where they vary as expected. Null
    where nothing varies or there are too few samples.
    """

    statistic: float | None
    df: int
    p_value: float | None
    sigma_z: float | None


@dataclass(frozen=True, slots=True)
class Advice:
    chart: ChartKind
    reasons: tuple[Reason, ...]
    alternatives: tuple[ChartKind, ...]
    dispersion: Dispersion | None


def recommend(kind: DataKind, data: Observations, *, counted: bool = False) -> Advice:
    """`counted`: the reader wants numbers of defectives rather than shares. Raises what the chart itself would raise of
    impossible counts, and InsufficientData without any value."""
    if not np.any(present(data.values)):
        raise InsufficientData("There is no value to judge by.", points=len(data))
    if kind is DataKind.VARIABLE:
        sizes = np.count_nonzero(present(data.values), axis=1)
        return _of_measurements(int(sizes.max()), unequal=bool(np.ptp(sizes)))
    if kind is DataKind.DEFECTIVES:
        return _of_defectives(data, counted=counted)
    if kind is DataKind.DEFECTS:
        return _of_defects(data)
    return _of_rare_events(kind)


def foresee(kind: DataKind, subgroup_size: int) -> Advice:
    """Before anything is measured: samples of counts may come to differ in size."""
    if kind is DataKind.VARIABLE:
        return _of_measurements(subgroup_size)
    if kind is DataKind.DEFECTIVES:
        return Advice(ChartKind.P, (SHARES,), (ChartKind.NP, ChartKind.LANEY_P), None)
    if kind is DataKind.DEFECTS:
        return Advice(ChartKind.U, (MAY_DIFFER,), (ChartKind.C, ChartKind.LANEY_U), None)
    return _of_rare_events(kind)


def _of_measurements(n: int, *, unequal: bool = False) -> Advice:
    """In subgroups of up to `n`."""
    if n == 1:
        reason = Reason("single_values", "Each point is one value: its spread shows in moving ranges only.")
        return Advice(ChartKind.I_MR, (reason,), (ChartKind.EWMA, ChartKind.CUSUM), None)
    if unequal:
        reason = Reason("unequal_subgroups", "Subgroups differ in size, and ranges of different sizes do not compare.")
        return Advice(ChartKind.XBAR_S, (reason,), (), None)
    if n > MOST_OF_RANGES:
        reason = Reason(
            "large_subgroups", f"Of {n} values a range uses only two; the standard deviation uses them all."
        )
        return Advice(ChartKind.XBAR_S, (reason,), (), None)
    reason = Reason("small_subgroups", f"Of {n} values the range says nearly as much as the standard deviation.")
    return Advice(ChartKind.XBAR_R, (reason,), (ChartKind.XBAR_S,), None)


def _of_rare_events(kind: DataKind) -> Advice:
    chart = ChartKind.T if kind is DataKind.TIME_BETWEEN else ChartKind.G
    what = "the time" if kind is DataKind.TIME_BETWEEN else "a count"
    return Advice(chart, (Reason("rare_events", f"Each point is {what} between two events."),), (), None)


def _of_defectives(data: Observations, *, counted: bool) -> Advice:
    samples, limits = defectives(data), of_defectives(data, Options())
    dispersion = _dispersion(deviates(samples, limits.center, spread_of_share), limits.sigma_z)
    if counted and _equal(samples):
        first = Reason("equal_samples", "Samples are of one size, so numbers of defectives compare as they are.")
        return _of_counts(ChartKind.NP, ChartKind.LANEY_P, first, dispersion, _sizes(samples, limits))
    return _of_counts(ChartKind.P, ChartKind.LANEY_P, SHARES, dispersion, _sizes(samples, limits))


def _of_defects(data: Observations) -> Advice:
    samples, limits = defects(data), of_defects(data, Options())
    dispersion = _dispersion(deviates(samples, limits.center, spread_of_rate), limits.sigma_z)
    if _equal(samples):
        first = Reason("equal_exposure", "All counts are of the same exposure, so they compare as they are.")
        return _of_counts(ChartKind.C, ChartKind.LANEY_U, first, dispersion, _sizes(samples, limits))
    return _of_counts(ChartKind.U, ChartKind.LANEY_U, RATES, dispersion, _sizes(samples, limits))


def _of_counts(
    plain: ChartKind, laney: ChartKind, first: Reason, dispersion: Dispersion, sizes: tuple[float, float]
) -> Advice:
    """The plain chart, or Laney's where samples vary too much for it; what is rare is better not counted at all."""
    size, count = sizes
    wide = _overdispersed(dispersion, size)
    reasons, alternatives = [first], [plain] if wide else []
    if wide:
        detail = f"Samples vary more than chance between them would have it: sigma_z is {dispersion.sigma_z or 0:.2f}."
        reasons.append(Reason("overdispersion", detail))
    if count < FEWEST_COUNTED:
        detail = (
            f"A sample holds {count:.2g} on average, fewer than 5: take larger ones, or chart what lies between two."
        )
        reasons.append(Reason("low_counts", detail))
        alternatives += [ChartKind.G, ChartKind.T]
    return Advice(laney if wide else plain, tuple(reasons), tuple(alternatives), dispersion)


def _equal(samples: Samples) -> bool:
    sizes = samples.sizes[present(samples.sizes)]
    return bool((sizes == sizes[0]).all())


def _sizes(samples: Samples, limits: Limits) -> tuple[float, float]:
    """Of an average sample: its size, and how many defectives or defects it holds."""
    size = float(np.nanmean(samples.sizes))
    return size, size * limits.center


def _dispersion(deviations: Floats, sigma_z: float | None) -> Dispersion:
    z = deviations[present(deviations)]
    if len(z) < 2:
        return Dispersion(None, max(len(z) - 1, 0), None, sigma_z)
    statistic = float(np.sum(z * z))
    return Dispersion(statistic, len(z) - 1, chi_square.sf(statistic, len(z) - 1), sigma_z)


def _overdispersed(dispersion: Dispersion, size: float) -> bool:
    by_chance = dispersion.p_value is not None and dispersion.p_value < RISK
    return by_chance or (size > LARGE_SAMPLES and dispersion.sigma_z is not None and dispersion.sigma_z > WIDE)
