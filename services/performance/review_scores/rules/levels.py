"""From a sum to a level: coverage, bands and veto, and what a proposal may say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.performance.review_scores.rules.formula import Sum, summed
from services.performance.review_scores.rules.inputs import Inputs, Item
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import Band, bands_for
from shared.problems import FieldError, Invalid

STORED = Decimal("0.000000001")
LOWEST, NONE = 1, 99


class Unrated(StrEnum):
    """Why somebody has no level."""

    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True, slots=True)
class Score:
    """`value` and `coverage` are shares of 1, rounded once; the level is that of the unrounded value."""

    value: Decimal | None
    coverage: Decimal
    level: int | None
    not_rated: Unrated | None
    vetoes: tuple[str, ...]
    """The items that cap the level."""
    parts: Sum


class JustificationRequired(Invalid):
    """Whoever proposes another level than the calculated one says why."""


class NoSuchLevel(Invalid):
    """The scale has no such level."""


def scored(inputs: Inputs) -> Score:
    """F11 and F12."""
    parts = summed(inputs)
    covered = parts.value is not None and parts.coverage >= Fraction(inputs.policy.min_coverage)
    vetoes = tuple(item.key for item in _vetoed(inputs))
    level = None
    if covered and parts.value is not None:
        level = level_of(parts.value, bands_for(inputs.policy, len(inputs.scale)))
        level = min(level, inputs.policy.veto_cap) if vetoes else level
    unrated = None if covered else Unrated.INSUFFICIENT_DATA
    return Score(rounded(parts.value), rounded(parts.coverage) or Decimal(0), level, unrated, vetoes, parts)


def level_of(value: Fraction, bands: Sequence[Band]) -> int:
    """The highest band that begins at or below the value."""
    return max((band.level for band in bands if Fraction(band.least) <= value), default=bands[0].level)


def rounded(value: Fraction | None, unit: Decimal = STORED) -> Decimal | None:
    """Half up, to the digits of the unit."""
    if value is None:
        return None
    steps = value / Fraction(unit)
    return Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * unit


def displayed(value: Decimal | None, scale: Sequence[Decimal], unit: Decimal = Decimal("0.01")) -> Decimal | None:
    """F7 back: where a share of 1 stands on a scale, for people."""
    low, high = Fraction(scale[0]), Fraction(scale[-1])
    return None if value is None else rounded(low + Fraction(value) * (high - low), unit)


def _vetoed(inputs: Inputs) -> list[Item]:
    """Critical items that a manager who counts rated at or below their veto level and nothing makes up for."""
    critical = [item for section in inputs.sections for item in section.items if item.critical]
    low = [
        item for item in critical if _ratings(item, inputs) and min(_ratings(item, inputs)) <= (item.veto_level or 1)
    ]
    if not inputs.policy.compensates:
        return low
    top = {item.veto_group for item in critical if _at_top(item, inputs)} - {None}
    return [item for item in low if item.veto_group not in top]


def _at_top(item: Item, inputs: Inputs) -> bool:
    return min(_ratings(item, inputs), default=LOWEST) == len(inputs.scale)


def _ratings(item: Item, inputs: Inputs) -> list[int]:
    managers = [one for one in inputs.assignments if one.role is ReviewRole.MANAGER and one.weight > 0]
    found = [one.ratings.get(item.key) for one in managers]
    return [rating for rating in found if isinstance(rating, int)]


def check_proposal(calculated: int | None, proposed: int, levels: int, justification: str | None) -> None:
    """F14: a level apart needs a reason, and so does a level where none was calculated."""
    if not 1 <= proposed <= levels:
        raise NoSuchLevel(errors=[FieldError("/level", "no_such_level", f"must be within 1..{levels}")])
    if proposed != calculated and not (justification or "").strip():
        wrong = FieldError("/justification", "missing", "is required where the level is not the calculated one")
        raise JustificationRequired(errors=[wrong], calculated=calculated)
