"""How much of what is measured is the part, and how much the gage and its operators."""

from dataclasses import dataclass
from enum import StrEnum
from math import floor, sqrt

from services.quality.capability.rules.specification import Specification

STUDY_SIGMAS = 6.0
GOOD_PERCENT, ACCEPTABLE_PERCENT = 10.0, 30.0


class GageVerdict(StrEnum):
    """AIAG: below 10 % of the variation good, up to 30 % acceptable for some uses, above that not."""

    GOOD = "good"
    CONDITIONAL = "conditional"
    NOT_ACCEPTABLE = "not_acceptable"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What the specification leaves: its width, or for one limit half of it, from the mean to that limit."""

    width: float | None = None
    half_width: float | None = None

    @classmethod
    def of(cls, lsl: float | None, usl: float | None, mean: float) -> "Tolerance":
        """In the unit of the values; no limits, no tolerance. Raises InvalidSpec."""
        if lsl is not None and usl is not None:
            return cls(width=Specification(lsl, usl).width)
        limit = lsl if usl is None else usl
        return cls(half_width=None if limit is None else abs(limit - mean))

    def percent(self, sd: float, sigmas: float) -> float | None:
        if self.width:
            return 100 * sigmas * sd / self.width
        return 100 * sigmas / 2 * sd / self.half_width if self.half_width else None


@dataclass(frozen=True, slots=True)
class Component:
    """One source of variation: variance, standard deviation and study variation (so many sigmas), then its shares."""

    variance: float
    sd: float
    study_variation: float
    percent_contribution: float | None
    percent_study_variation: float | None
    percent_tolerance: float | None


@dataclass(frozen=True, slots=True)
class Components:
    """None: not in the design or the model. `grr` is the gage: repeatability and reproducibility together."""

    repeatability: Component
    operator: Component | None
    interaction: Component | None
    reproducibility: Component | None
    grr: Component
    part: Component
    total: Component
    ndc_unrounded: float | None
    ndc: int | None
    """Number of distinct categories the gage tells apart; 5 or more are wanted. None if the gage never varies."""
    verdict: GageVerdict | None
    tolerance_verdict: GageVerdict | None


def components(
    *,
    repeatability: float,
    operator: float | None,
    interaction: float | None,
    part: float,
    tolerance: Tolerance,
    sigmas: float = STUDY_SIGMAS,
) -> Components:
    """From the variances of the sources, which are independent and add up."""
    among = None if operator is None else operator + (interaction or 0.0)
    grr = repeatability + (among or 0.0)
    total = grr + part

    def component(variance: float) -> Component:
        sd = sqrt(variance)
        contribution = 100 * variance / total if total else None
        study = 100 * sqrt(variance / total) if total else None
        return Component(variance, sd, sigmas * sd, contribution, study, tolerance.percent(sd, sigmas))

    def optional(variance: float | None) -> Component | None:
        return None if variance is None else component(variance)

    gage = component(grr)
    ratio = sqrt(2 * part / grr) if grr else None
    return Components(
        repeatability=component(repeatability),
        operator=optional(operator),
        interaction=optional(interaction),
        reproducibility=optional(among),
        grr=gage,
        part=component(part),
        total=component(total),
        ndc_unrounded=ratio,
        ndc=categories(ratio),
        verdict=judged(gage.percent_study_variation),
        tolerance_verdict=judged(gage.percent_tolerance),
    )


def categories(ratio: float | None) -> int | None:
    return None if ratio is None else max(1, floor(ratio))


def judged(percent: float | None) -> GageVerdict | None:
    if percent is None:
        return None
    if percent < GOOD_PERCENT:
        return GageVerdict.GOOD
    return GageVerdict.CONDITIONAL if percent <= ACCEPTABLE_PERCENT else GageVerdict.NOT_ACCEPTABLE
