"""What makes a specification valid. Pure."""

from decimal import Decimal
from enum import StrEnum

from shared.problems import FieldError, Invalid


class CharacteristicClass(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class LimitsCrossed(Invalid):
    """The lower specification limit must be below the upper one."""


class TargetOutsideLimits(Invalid):
    """The target must lie within the specification limits."""


class LimitRequired(Invalid):
    """A critical or major characteristic needs at least one specification limit."""


def check_specification(
    kind: CharacteristicClass, lsl: Decimal | None, usl: Decimal | None, target: Decimal | None
) -> None:
    """Either limit may be absent: many characteristics are good on one side without end."""
    if lsl is None and usl is None and kind is not CharacteristicClass.MINOR:
        raise LimitRequired(errors=[FieldError(limit, "one_required", "give lsl or usl") for limit in ("/lsl", "/usl")])
    if lsl is not None and usl is not None and lsl >= usl:
        raise LimitsCrossed(errors=[FieldError("/usl", "not_above_lsl", "must be above lsl")])
    if target is None:
        return
    if lsl is not None and target < lsl:
        raise TargetOutsideLimits(errors=[FieldError("/target", "below_lsl", "must not be below lsl")])
    if usl is not None and target > usl:
        raise TargetOutsideLimits(errors=[FieldError("/target", "above_usl", "must not be above usl")])
