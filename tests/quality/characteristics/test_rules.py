"""Which specifications are valid."""

from decimal import Decimal

import pytest

from services.quality.characteristics.rules import (
    CharacteristicClass,
    LimitRequired,
    LimitsCrossed,
    TargetOutsideLimits,
    check_specification,
    needs_limit,
)
from services.quality.spc.rules.data_kinds import DataKind

LOW, MIDDLE, HIGH = Decimal("73.95"), Decimal(74), Decimal("74.05")


@pytest.mark.parametrize("limits", [(LOW, HIGH), (LOW, None), (None, HIGH)])
@pytest.mark.parametrize("target", [None, MIDDLE, LOW, HIGH])
def test_one_side_is_enough_and_a_target_may_lie_on_a_limit(limits, target):
    check_specification(limits[0], limits[1], target, limited=True)


def test_only_what_needs_no_limit_does_without():
    check_specification(None, None, MIDDLE, limited=False)
    with pytest.raises(LimitRequired) as refusal:
        check_specification(None, None, MIDDLE, limited=True)
    assert [error.pointer for error in refusal.value.errors] == ["/lsl", "/usl"]


def test_only_what_is_measured_on_a_scale_and_not_minor_needs_a_limit():
    needing = {
        (kind, importance) for kind in DataKind for importance in CharacteristicClass if needs_limit(kind, importance)
    }
    assert needing == {
        (DataKind.VARIABLE, CharacteristicClass.CRITICAL),
        (DataKind.VARIABLE, CharacteristicClass.MAJOR),
    }


@pytest.mark.parametrize("limits", [(HIGH, LOW), (LOW, LOW)])
def test_the_limits_leave_room_between_them(limits):
    with pytest.raises(LimitsCrossed) as refusal:
        check_specification(limits[0], limits[1], None, limited=True)
    assert refusal.value.errors[0].pointer == "/usl"


@pytest.mark.parametrize(
    ("limits", "target", "code"),
    [((MIDDLE, HIGH), LOW, "below_lsl"), ((LOW, MIDDLE), HIGH, "above_usl"), ((MIDDLE, None), LOW, "below_lsl")],
)
def test_the_target_lies_within_the_limits_there_are(limits, target, code):
    with pytest.raises(TargetOutsideLimits) as refusal:
        check_specification(limits[0], limits[1], target, limited=False)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/target", code)]
