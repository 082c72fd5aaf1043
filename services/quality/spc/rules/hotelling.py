"""Hotelling's T²: several characteristics of the same units at once (Montgomery, chapter 11)."""

from dataclasses import replace

import numpy as np

from services.quality.distributions.rules import beta, fisher_f
from services.quality.spc.rules.arrays import Flags, Floats
from services.quality.spc.rules.covariance import distances, is_singular
from services.quality.spc.rules.limits import Options, VectorLimits
from services.quality.spc.rules.observations import InsufficientData, InvalidOption, Observations
from services.quality.spc.rules.plots import Plot, plot
from services.quality.spc.rules.signals import Course


class SingularCovariance(InsufficientData):
    """Some characteristics follow from others, or there are too few points to tell them apart."""


def of_vectors(data: Observations, _: Options) -> VectorLimits:
    """Of (points, characteristics) by their covariance, of (points, values, characteristics) by the mean of those
    within subgroups. A point with a missing value is left out. Raises InsufficientData, SingularCovariance."""
    vectors = _vectors(data)
    whole = vectors[~np.isnan(vectors).any(axis=(1, 2))]
    points, size, characteristics = whole.shape
    if points < 2 or (points * (size - 1) if size > 1 else points - 1) <= characteristics:
        raise InsufficientData("T² needs more points than characteristics.", points=points)
    center = whole.mean(axis=(0, 1))
    away = whole - (whole.mean(axis=1, keepdims=True) if size > 1 else center)
    covariance = np.einsum("mni,mnj->ij", away, away) / (points * (size - 1) if size > 1 else points - 1)
    if is_singular(covariance, center):
        raise SingularCovariance
    return VectorLimits(center, covariance, points, size)


def t2(data: Observations, limits: VectorLimits, options: Options, used: Flags) -> list[Plot]:
    """n(x̄ - x̿)'S⁻¹(x̄ - x̿). Points that set the limits have those of phase I, all others those of phase II."""
    vectors = _vectors(data)
    if vectors.shape[2] != len(limits.center):
        raise InvalidOption("The limits are of another number of characteristics.")
    away = vectors.mean(axis=1) - limits.center
    values = limits.size * distances(away, limits.covariance)
    one, two = upper_limit(limits, options.risk, phase=1), upper_limit(limits, options.risk, phase=2)
    course = Course(values, 0.0, 1.0, np.inf, np.where(used, one, two))
    n = np.count_nonzero(~np.isnan(vectors).any(axis=2), axis=1)
    return [replace(plot("t2", n, course, floor=0.0), center=np.nan)]


def upper_limit(limits: VectorLimits, alpha: float, phase: int) -> float:
    """What T² exceeds with probability `alpha` in control: from the beta distribution for single vectors of phase I
    (Tracy, Young & Mason 1992), else from F; m subgroups of n units, p characteristics."""
    m, n, p = limits.subgroups, limits.size, len(limits.center)
    if n > 1:
        df = m * n - m - p + 1
        factor = p * (m - 1 if phase == 1 else m + 1) * (n - 1) / df
        return factor * fisher_f.quantile(1 - alpha, p, df)
    if phase == 1:
        return (m - 1) ** 2 / m * beta.quantile(1 - alpha, p / 2, (m - p - 1) / 2)
    return p * (m + 1) * (m - 1) / (m * m - m * p) * fisher_f.quantile(1 - alpha, p, m - p)


def _vectors(data: Observations) -> Floats:
    """(points, values, characteristics)."""
    return data.values[:, None, :] if data.values.ndim == 2 else data.values
