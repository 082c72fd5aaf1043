"""Which specifications are valid."""

from decimal import Decimal

import pytest

from services.quality.characteristics.rules import (
    CharacteristicClass,
    LimitRequired,
    LimitsCrossed,
    TargetOutsideLimits,
    check_specification,
)

CRITICAL, MAJOR, MINOR = CharacteristicClass
LOW, MIDDLE, HIGH = Decimal("73.95"), Decimal(74), Decimal("74.05")


@pytest.mark.parametrize("kind", CharacteristicClass)
@pytest.mark.parametrize("limits", [(LOW, HIGH), (LOW, None), (None, HIGH)])
@pytest.mark.parametrize("target", [None, MIDDLE, LOW, HIGH])
def test_one_side_is_enough_and_a_target_may_lie_on_a_limit(kind, limits, target):
    check_specification(kind, limits[0], limits[1], target)


def test_only_a_minor_characteristic_does_without_limits():
    check_specification(MINOR, None, None, MIDDLE)
    for kind in (CRITICAL, MAJOR):
        with pytest.raises(LimitRequired) as refusal:
            check_specification(kind, None, None, MIDDLE)
        assert [error.pointer for error in refusal.value.errors] == ["/lsl", "/usl"]


@pytest.mark.parametrize("limits", [(HIGH, LOW), (LOW, LOW)])
def test_the_limits_leave_room_between_them(limits):
    with pytest.raises(LimitsCrossed) as refusal:
        check_specification(CRITICAL, limits[0], limits[1], None)
    assert refusal.value.errors[0].pointer == "/usl"


@pytest.mark.parametrize(
    ("limits", "target", "code"),
    [((MIDDLE, HIGH), LOW, "below_lsl"), ((LOW, MIDDLE), HIGH, "above_usl"), ((MIDDLE, None), LOW, "below_lsl")],
)
def test_the_target_lies_within_the_limits_there_are(limits, target, code):
    with pytest.raises(TargetOutsideLimits) as refusal:
        check_specification(MINOR, limits[0], limits[1], target)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/target", code)]
