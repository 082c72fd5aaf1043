"""What limits follow from, and how a chart is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from services.quality.spc.rules.arrays import Floats
from services.quality.spc.rules.covariance import is_singular
from services.quality.spc.rules.observations import InvalidOption
from services.quality.spc.rules.run_rules import Rule
from services.quality.spc.rules.sigma import SigmaEstimate, SigmaMethod

SYMMETRY = 1e-9


class LimitsKind(StrEnum):
    SIGMA = "sigma"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Limits:
    """What limits for any subgroup size follow from, in the unit of the values.

    `center`: mean of single values, share, or count a unit; of t charts, of the transformed times. `sigma`: of single
    values within subgroups. `sigma_of_means`: of between/within charts. `sigma_z`: what samples vary beyond their
    distribution, 1 where they don't. `median`: of the points of g charts.
    """

    center: float
    sigma: float | None = None
    sigma_of_means: float | None = None
    sigma_z: float | None = None
    median: float | None = None
    estimate: SigmaEstimate | None = None

    def required_sigma(self) -> float:
        if self.sigma is None or not self.sigma >= 0:
            raise InvalidOption("These limits need a sigma of 0 or more.")
        return self.sigma


@dataclass(frozen=True, slots=True)
class VectorLimits:
    """Of T²: means (characteristics,), covariance within subgroups, from so many subgroups of `size` units.

    Raises InvalidOption for what is no covariance of these characteristics, or one from too few units to tell them
    apart.
    """

    center: Floats
    covariance: Floats
    subgroups: int
    size: int

    def __post_init__(self) -> None:
        characteristics = len(self.center)
        if self.covariance.shape != (characteristics, characteristics) or self.center.ndim != 1:
            raise InvalidOption("A covariance has a row and a column for each characteristic.")
        if not (np.isfinite(self.center).all() and np.isfinite(self.covariance).all()):
            raise InvalidOption("Means and covariances are finite numbers.")
        if not np.allclose(self.covariance, self.covariance.T, rtol=SYMMETRY, atol=0) or is_singular(self.covariance):
            raise InvalidOption("A covariance is symmetric, and no characteristic follows from the others.")
        if self.size < 1 or self.subgroups < 2 or self.freedom <= characteristics:
            raise InvalidOption("T² needs more units than characteristics.", subgroups=self.subgroups)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the covariance."""
        return self.subgroups * (self.size - 1) if self.size > 1 else self.subgroups - 1


AnyLimits = Limits | VectorLimits


@dataclass(frozen=True, slots=True)
class Stage:
    """Points from `first` on, until the next stage. `estimated_to`: the last point that sets the limits (phase I);
    None: all do. `limits`: frozen ones, then no point does (phase II). What goes on under the same limits is no new
    stage, so that its runs go on too. `memory`: what EWMA and CUSUM knew after the points before `first`."""

    first: int = 1
    estimated_to: int | None = None
    limits: AnyLimits | None = None
    memory: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Ewma:
    """λ and L, by default with 370 points between false alarms (Lucas & Saccucci 1990)."""

    weight: float = 0.2
    width: float = 2.859
    asymptotic: bool = False

    def __post_init__(self) -> None:
        if not (0 < self.weight <= 1 and 0 < self.width < np.inf):
            raise InvalidOption("An EWMA has a weight 0 < λ ≤ 1 and a width above 0.")


@dataclass(frozen=True, slots=True)
class Cusum:
    """k, h and where both sums start, in sigma of the plotted mean; by default with 370 points between false alarms."""

    slack: float = 0.5
    interval: float = 4.774897
    head_start: float = 0.0
    reset: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.slack < np.inf and 0 < self.interval < np.inf and 0 <= self.head_start <= self.interval):
            raise InvalidOption("A CUSUM has k ≥ 0, h > 0 and a head start from 0 to h.")


@dataclass(frozen=True, slots=True)
class Options:
    """Points are numbered from 1. None: what is usual for the chart.

    `k`: sigma between centre and limits. `alpha`: share of points that lie beyond probability limits or T²'s without a
    cause, by default that of k sigma. `exclusions`: points that set no limits, with their assignable cause; they are
    plotted and judged. `target`: centre of EWMA and CUSUM. `median_center`: of g charts.
    `memory`: of the stage that is drawn.
    """

    k: float = 3.0
    limits_kind: LimitsKind = LimitsKind.SIGMA
    alpha: float | None = None
    rules: tuple[Rule, ...] | None = None
    dispersion_rules: tuple[Rule, ...] | None = None
    sigma_method: SigmaMethod | None = None
    span: int = 2
    unbiased: bool = False
    stages: tuple[Stage, ...] = (Stage(),)
    exclusions: Mapping[int, str] = field(default_factory=dict)
    target: float | None = None
    median_center: bool = False
    ewma: Ewma = Ewma()
    cusum: Cusum = Cusum()
    memory: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not 0 < self.k < 100 or (self.alpha is not None and not 0 < self.alpha < 1) or not 2 <= self.span <= 100:
            raise InvalidOption("0 < k < 100, 0 < alpha < 1 and a span of moving ranges from 2 to 100.")

    @property
    def risk(self) -> float:
        """Share of points beyond both limits while the process is in control."""
        return self.alpha if self.alpha is not None else 2 * NormalDist().cdf(-self.k)
