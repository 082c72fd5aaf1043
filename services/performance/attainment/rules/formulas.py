"""The formulas of attainment, in Decimal. Null means that nothing is known and is never zero. Pure.

Values and marks are in the standard's unit; attainment and efficiency are shares, of which 1 is the target.
"""

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum

from services.performance.measurements.rules import value_of
from services.performance.standards.rules.states import Aggregation, Direction, MeasureKind
from services.performance.standards.rules.targets import Marks


class AttainmentZone(StrEnum):
    """The best mark that was reached; of a range, the side on which the value is."""

    BELOW_THRESHOLD = "below_threshold"
    BELOW_TARGET = "below_target"
    THRESHOLD = "threshold"
    TARGET = "target"
    STRETCH = "stretch"
    BELOW_LIMITS = "below_limits"
    WITHIN_LIMITS = "within_limits"
    ABOVE_LIMITS = "above_limits"


@dataclass(frozen=True, slots=True)
class Sums:
    """Of some measurements: all numerators, all denominators, the mean and the highest value, and how many there are.

    Where the aggregation is `last`, numerator and denominator are those of the latest of each person or unit only.
    `cells` are the periods of the standard in which each of them was measured, over all `subjects` of them.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    mean: Decimal | None = None
    highest: Decimal | None = None
    n: int = 0
    subjects: int = 0
    cells: int = 0


def aggregated(aggregation: Aggregation, sums: Sums) -> Decimal | None:
    """One value of many measurements. Sums are divided once: the mean of ratios would let one hour weigh like forty."""
    if aggregation is Aggregation.MEAN:
        return sums.mean
    if aggregation is Aggregation.MAX:
        return sums.highest
    return value_of(sums.numerator, sums.denominator)


def shares(measure: MeasureKind, aggregation: Aggregation, sums: Sums) -> int:
    """How many single targets a value is held against: counts add up over people and periods, so theirs do too."""
    if measure is not MeasureKind.COUNT:
        return 1
    return {Aggregation.SUM_OVER_SUM: sums.cells, Aggregation.LAST: sums.subjects}.get(aggregation, 1)


def scaled(marks: Marks, factor: int) -> Marks:
    """The marks of so many people and periods together."""
    given = ((field.name, getattr(marks, field.name)) for field in fields(marks))
    return replace(marks, **{name: mark * factor for name, mark in given if mark is not None})


def efficiency(measure: MeasureKind, sums: Sums) -> Decimal | None:
    """Earned standard hours over hours worked, summed over sum; only of standards that measure both.

    Source: labour efficiency = earned standard hours / actual hours, mfgcalcs.com, "Labor Efficiency".
    """
    return value_of(sums.numerator, sums.denominator) if measure is MeasureKind.EFFICIENCY else None


def attainment(direction: Direction, value: Decimal | None, marks: Marks) -> Decimal | None:
    """How much of the target was reached; below 0 and above 1 stay as they are.

    With a threshold, the way from threshold (0) to target (1), rising or falling. Without one, value / target, or
    target / value where lower is better; a share of nothing, or of less, is null. Of a range see `within`.
    """
    if value is None:
        return None
    if direction is Direction.RANGE:
        return within(value, marks)
    if marks.threshold is not None:
        return (value - marks.threshold) / (marks.target - marks.threshold)
    part, whole = (value, marks.target) if direction is Direction.HIGHER_IS_BETTER else (marks.target, value)
    return part / whole if whole > 0 else None


def within(value: Decimal, marks: Marks) -> Decimal:
    """1 inside the limits, falling to 0 at half the width of the range outside them."""
    lower, upper = _limits(marks)
    distance = max(lower - value, value - upper, Decimal(0))
    return max(Decimal(0), 1 - 2 * distance / (upper - lower))


def zone(direction: Direction, value: Decimal | None, marks: Marks) -> AttainmentZone | None:
    """Each mark belongs to the better side."""
    if value is None:
        return None
    if direction is Direction.RANGE:
        lower, upper = _limits(marks)
        outside = AttainmentZone.BELOW_LIMITS if value < lower else AttainmentZone.ABOVE_LIMITS
        return AttainmentZone.WITHIN_LIMITS if lower <= value <= upper else outside
    sign = 1 if direction is Direction.HIGHER_IS_BETTER else -1
    for reached, mark in (
        (AttainmentZone.STRETCH, marks.stretch),
        (AttainmentZone.TARGET, marks.target),
        (AttainmentZone.THRESHOLD, marks.threshold),
    ):
        if mark is not None and sign * value >= sign * mark:
            return reached
    return AttainmentZone.BELOW_TARGET if marks.threshold is None else AttainmentZone.BELOW_THRESHOLD


def _limits(marks: Marks) -> tuple[Decimal, Decimal]:
    if marks.lower_limit is None or marks.upper_limit is None:
        raise TypeError("a range has both limits")
    return marks.lower_limit, marks.upper_limit
