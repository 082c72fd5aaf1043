"""What is measured, what makes a specification valid. Pure."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from services.quality.spc.rules.data_kinds import COUNT_BETWEEN, TIME_BETWEEN, VARIABLE, DataKind
from shared.problems import FieldError, Invalid


class CharacteristicClass(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class SpecialCharacteristic(StrEnum):
    """Critical for safety or law, or significant for fit and function, as drawings mark them."""

    CC = "cc"
    SC = "sc"


ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)
"""From when the first specification is valid: no time that a caller can name is earlier."""


class UnitRequired(Invalid):
    """What is measured on a scale has a unit."""


class SizeNotForKind(Invalid):
    """Times and counts between events come one by one."""


class LimitsCrossed(Invalid):
    """The lower specification limit must be below the upper one."""


class TargetOutsideLimits(Invalid):
    """The target must lie within the specification limits."""


class LimitRequired(Invalid):
    """A critical or major characteristic measured on a scale needs at least one specification limit."""


def check_kind(kind: DataKind, unit: str | None, subgroup_size: int) -> None:
    if kind is VARIABLE and unit is None:
        raise UnitRequired(errors=[FieldError("/unit", "missing", "is required where data_kind is variable")])
    if kind in {TIME_BETWEEN, COUNT_BETWEEN} and subgroup_size != 1:
        raise SizeNotForKind(errors=[FieldError("/subgroup_size", "not_one", f"must be 1 where data_kind is {kind}")])


def needs_limit(kind: DataKind, importance: CharacteristicClass) -> bool:
    return kind is VARIABLE and importance is not CharacteristicClass.MINOR


def check_specification(lsl: Decimal | None, usl: Decimal | None, target: Decimal | None, *, limited: bool) -> None:
    """Either limit may be absent: many characteristics are good on one side without end."""
    if lsl is None and usl is None and limited:
        raise LimitRequired(errors=[FieldError(limit, "one_required", "give lsl or usl") for limit in ("/lsl", "/usl")])
    if lsl is not None and usl is not None and lsl >= usl:
        raise LimitsCrossed(errors=[FieldError("/usl", "not_above_lsl", "must be above lsl")])
    if target is None:
        return
    if lsl is not None and target < lsl:
        raise TargetOutsideLimits(errors=[FieldError("/target", "below_lsl", "must not be below lsl")])
    if usl is not None and target > usl:
        raise TargetOutsideLimits(errors=[FieldError("/target", "above_usl", "must not be above usl")])


def check_importance(*, unlimited: bool) -> None:
    """A class that needs a limit is for a characteristic whose specifications from now on all have one."""
    if unlimited:
        error = FieldError("/characteristic_class", "no_limit", "a specification now or later has neither lsl nor usl")
        raise LimitRequired(errors=[error])
