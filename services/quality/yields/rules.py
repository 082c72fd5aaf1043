"""Defect rates, yields and sigma levels (Harry & Schroeder 2000; Breyfogle 2003). Pure; float64, nothing is rounded.

Where a denominator is 0 nothing was measured, so the figure is None and not 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, prod

from services.quality.distributions.rules import normal
from shared.problems import FieldError, Invalid

MILLION = 1e6
SHIFT = 1.5
"""How many sigmas a process is taken to wander in the long term: a convention, so both levels are shown."""


class InvalidCount(Invalid):
    """Counts are whole numbers from 0 on, and no more units are scrapped and reworked than came in."""


class NothingCounted(Invalid):
    """Yields are worked out from defects, from the steps of a process, or from both."""


@dataclass(frozen=True, slots=True)
class SigmaLevel:
    """`short_term` is `long_term` plus the shift; None where there were no defects at all, or nothing else."""

    long_term: float | None
    short_term: float | None


@dataclass(frozen=True, slots=True)
class DefectRates:
    """Per unit, per opportunity and per million opportunities; the share of units without a defect by Poisson."""

    dpu: float | None
    dpo: float | None
    dpmo: float | None
    throughput_yield: float | None
    sigma: SigmaLevel


def ensure_asked(defects: object | None, steps: object | None) -> None:
    if defects is None and steps is None:
        raise NothingCounted(errors=[FieldError("/defects", "missing", "is required, or else steps")])


def defect_rates(defects: int, units: int, opportunities_per_unit: int = 1, shift: float = SHIFT) -> DefectRates:
    """Of `defects` found on `units`, each with that many opportunities for one. Raises InvalidCount."""
    _ensure_counts(defects=defects, units=units, opportunities_per_unit=opportunities_per_unit)
    if opportunities_per_unit == 0:
        raise InvalidCount(errors=[FieldError("/opportunities_per_unit", "greater_than", "must be more than 0")])
    if units == 0:
        return DefectRates(None, None, None, None, SigmaLevel(None, None))
    dpu = defects / units
    dpo = defects / (units * opportunities_per_unit)
    return DefectRates(dpu, dpo, MILLION * dpo, exp(-dpu), sigma_level(MILLION * dpo, shift))


def sigma_level(dpmo: float, shift: float = SHIFT) -> SigmaLevel:
    """The z that leaves `dpmo` of a million beyond it."""
    if not 0 < dpmo < MILLION:
        return SigmaLevel(None, None)
    z = -normal.quantile(dpmo / MILLION)
    return SigmaLevel(z, z + shift)


def dpmo_of(short_term: float, shift: float = SHIFT) -> float:
    """Defects per million opportunities at a short-term sigma level."""
    return MILLION * normal.sf(short_term - shift)


@dataclass(frozen=True, slots=True)
class Step:
    """Units that came into one step of a process; a reworked one is no first pass, even if it left as good."""

    entered: int
    reworked: int
    scrapped: int


@dataclass(frozen=True, slots=True)
class ProcessYield:
    """Shares of 1. `rolled_throughput`: through all steps at the first go; `normalized`: the like for one step.

    `hidden_factory`: what the final yield hides of rework.
    """

    first_pass: list[float | None]
    rolled_throughput: float | None
    normalized: float | None
    final: float | None
    hidden_factory: float | None


def process_yield(steps: Sequence[Step]) -> ProcessYield:
    """Of steps in a row. Raises InvalidCount; a step that nothing entered leaves the whole unknown."""
    for place, step in enumerate(steps):
        _ensure_step(step, f"/steps/{place}")
    first = [_share(step.entered - step.reworked - step.scrapped, step.entered) for step in steps]
    final = _product([_share(step.entered - step.scrapped, step.entered) for step in steps])
    rolled = _product(first)
    if rolled is None or final is None:
        return ProcessYield(first, None, None, None, None)
    return ProcessYield(first, rolled, rolled ** (1 / len(steps)), final, final - rolled)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _product(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return prod(known) if known and len(known) == len(shares) else None


def _ensure_step(step: Step, pointer: str) -> None:
    _ensure_counts(pointer, entered=step.entered, reworked=step.reworked, scrapped=step.scrapped)
    if step.reworked + step.scrapped > step.entered:
        more = FieldError(f"{pointer}/scrapped", "more_than_entered", "with reworked, must not be more than entered")
        raise InvalidCount(errors=[more])


def _ensure_counts(pointer: str = "", **counts: int) -> None:
    for name, count in counts.items():
        if count < 0:
            raise InvalidCount(errors=[FieldError(f"{pointer}/{name}", "greater_than_equal", "must be at least 0")])
