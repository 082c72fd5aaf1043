"""Whether an action worked, by a criterion that was fixed before it began."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from services.quality.capas.rules.kinds import EffectivenessDirection, EffectivenessVerdict
from services.quality.effectiveness.rules.samples import Sample
from shared.problems import FieldError, Invalid

S = TypeVar("S", bound=Sample)


class CriterionRequired(Invalid):
    """Say what has to be reached: a threshold, a significance level, or both."""


class Shortfall(StrEnum):
    """Why a verdict is not `effective`."""

    TOO_FEW = "too_few"
    NO_BASELINE = "no_baseline"
    THRESHOLD_MISSED = "threshold_missed"
    MAY_BE_CHANCE = "may_be_chance"


@dataclass(frozen=True, slots=True)
class Criterion:
    """`threshold`: the value that may not be exceeded, or must be reached where more is better. `alpha`: how improbable
    the improvement over the baseline has to be by chance alone. `min_sample`: below it nothing is said."""

    direction: EffectivenessDirection
    min_sample: int
    threshold: float | None = None
    alpha: float | None = None

    def __post_init__(self) -> None:
        if self.threshold is None and self.alpha is None:
            raise CriterionRequired(errors=[FieldError("/threshold", "missing", "threshold or alpha is required")])


@dataclass(frozen=True, slots=True)
class Judged:
    """`chance` is None where no test was asked for, or none was possible."""

    verdict: EffectivenessVerdict
    value: float | None
    n: int
    baseline_value: float | None
    baseline_n: int
    chance: float | None
    shortfalls: list[Shortfall]


def judged(criterion: Criterion, after: S, before: S) -> Judged:
    """What was measured in the window against the criterion, and against the baseline where it asks for a test.

    Too little data, or no baseline to compare with, is inconclusive; a criterion that is not met with enough of it is
    ineffective, and so is an improvement that chance explains: the sample was agreed to be enough.
    """
    chance = None if criterion.alpha is None else _chance(criterion.direction, after, before)
    missing = list(_missing(criterion, after, chance))
    unmet = [] if missing else list(_unmet(criterion, after, chance))
    return Judged(
        verdict=EffectivenessVerdict.INCONCLUSIVE
        if missing
        else EffectivenessVerdict.INEFFECTIVE
        if unmet
        else EffectivenessVerdict.EFFECTIVE,
        value=after.value,
        n=after.n,
        baseline_value=before.value,
        baseline_n=before.n,
        chance=chance,
        shortfalls=missing or unmet,
    )


def _chance(direction: EffectivenessDirection, after: S, before: S) -> float | None:
    """A rise after the action is a drop to what was before it."""
    return (
        after.chance_of_drop(before) if direction is EffectivenessDirection.DECREASE else before.chance_of_drop(after)
    )


def _missing(criterion: Criterion, after: Sample, chance: float | None) -> Iterator[Shortfall]:
    if after.n < criterion.min_sample or after.value is None:
        yield Shortfall.TOO_FEW
    elif criterion.alpha is not None and chance is None:
        yield Shortfall.NO_BASELINE


def _unmet(criterion: Criterion, after: Sample, chance: float | None) -> Iterator[Shortfall]:
    if criterion.threshold is not None and after.value is not None:
        over = after.value - criterion.threshold
        if over > 0 if criterion.direction is EffectivenessDirection.DECREASE else over < 0:
            yield Shortfall.THRESHOLD_MISSED
    if criterion.alpha is not None and chance is not None and chance > criterion.alpha:
        yield Shortfall.MAY_BE_CHANCE
