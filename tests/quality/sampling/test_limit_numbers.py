"""Limit numbers from a rule, against rows of Table VIII (MIL-STD-105E, 1989; recalled)."""

import pytest

from services.quality.sampling.rules.limit_numbers import limit_number

AQLS = (0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)
PRINTED = {
    (200, 319): (None, None, 0, 0, 2, 4, 8, 14),
    (320, 499): (None, 0, 0, 1, 4, 8, 14, 24),
    (500, 799): (0, 0, 2, 3, 7, 14, 25, 40),
    (800, 1_249): (0, 2, 4, 7, 14, 24, 42, 68),
    (1_250, 1_999): (2, 4, 7, 13, 24, 40, 69, 110),
    (3_150, 4_999): (8, 14, 24, 38, 67, 111, 186, None),
}


@pytest.mark.parametrize(("units", "numbers"), PRINTED.items())
def test_a_row_holds_from_its_fewest_to_its_most_units(units: tuple[int, int], numbers: tuple[int | None, ...]) -> None:
    for sampled in units:
        found = [limit_number(sampled, aql) for aql in AQLS]
        assert [one for one, printed in zip(found, numbers, strict=True) if printed is not None] == [
            printed for printed in numbers if printed is not None
        ]


def test_too_few_units_can_not_tell() -> None:
    assert limit_number(19, 10.0) is None
    assert limit_number(200, 0.65) is None
    assert limit_number(20, 10.0) == 0
