"""Gage R&R by averages and ranges: AIAG MSA, chapter III B, with its K constants worked out instead of looked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np

from services.quality.msa.rules.components import categories
from services.quality.msa.rules.designs import Reading, crossed
from services.quality.spc.rules.constants import d2, d3


@dataclass(frozen=True, slots=True)
class AverageRange:
    """In the unit of the readings, as sigmas; percent of the total variation. AIAG's names: EV is repeatability, AV
    reproducibility, PV the parts, TV all. What one operator can't tell is None.
    """

    r_double_bar: float
    x_diff: float | None
    r_part: float
    k1: float
    k2: float | None
    k3: float
    ev: float
    av: float | None
    grr: float
    pv: float
    tv: float
    percent_ev: float | None
    percent_av: float | None
    percent_grr: float | None
    percent_pv: float | None
    ndc_unrounded: float | None
    ndc: int | None


def average_and_range(readings: Sequence[Reading]) -> AverageRange:
    """K1 = 1/d2(trials), K2 and K3 = 1/d2* of the operators and parts. Raises UnbalancedDesign, InsufficientData."""
    values = crossed(readings)
    parts, operators, trials = values.shape
    average_range = float(np.ptp(values, axis=2).mean())
    apart = float(np.ptp(values.mean(axis=(0, 2)))) if operators > 1 else None
    of_parts = float(np.ptp(values.mean(axis=(1, 2))))
    k1, k2, k3 = 1 / d2(trials), 1 / _d2_of_one(operators) if operators > 1 else None, 1 / _d2_of_one(parts)
    ev = average_range * k1
    av = None if apart is None or k2 is None else sqrt(max(0.0, (apart * k2) ** 2 - ev**2 / (parts * trials)))
    grr, pv = hypot(ev, av or 0.0), of_parts * k3
    tv = hypot(grr, pv)
    ratio = sqrt(2) * pv / grr if grr else None

    def percent(sigma: float | None) -> float | None:
        return 100 * sigma / tv if tv and sigma is not None else None

    return AverageRange(
        average_range, apart, of_parts, k1, k2, k3, ev, av, grr, pv, tv,
        percent(ev), percent(av), percent(grr), percent(pv), ratio, categories(ratio),
    )  # fmt: skip


def _d2_of_one(n: int) -> float:
    """d2* of a single range of n values: its root mean square, since it is squared and not averaged (Duncan 1955)."""
    return hypot(d2(n), d3(n))
