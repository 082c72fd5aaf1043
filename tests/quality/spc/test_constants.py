"""The constants against the published tables, closed forms and another integrator."""

import json
from collections.abc import Callable
from dataclasses import asdict
from math import asin, atan, pi, sqrt
from pathlib import Path
from typing import Any

import pytest
from scipy.integrate import dblquad, quad
from scipy.special import ndtr

from services.quality import spc
from services.quality.spc.rules.constants import c4, constants, d2, d3

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "constants_n2_to_n10.json").read_text())
SOURCE = REFERENCE["source"]["citation"]
COMPUTED = REFERENCE["expected"]["constants"]
PRINTED = REFERENCE["expected"]["published_rounded"]


def figures(rows: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(row["n"], name, row[name], id=f"{name}({row['n']})") for row in rows for name in row]


@pytest.mark.parametrize(("n", "name", "expected"), figures(COMPUTED))
def test_every_constant_equals_its_integral(n: int, name: str, expected: float) -> None:
    tolerance = REFERENCE["tolerance"]["relative"]
    assert getattr(constants(n), name) == pytest.approx(expected, rel=tolerance), SOURCE


@pytest.mark.parametrize(("n", "name", "printed"), figures(PRINTED))
def test_every_constant_rounds_to_the_printed_table(n: int, name: str, printed: float) -> None:
    assert getattr(constants(n), name) == pytest.approx(printed, abs=5e-4), SOURCE


Constant = Callable[[int], float]

CLOSED_FORMS: list[tuple[Constant, int, float]] = [
    (d2, 2, 2 / sqrt(pi)),
    (d2, 3, 3 / sqrt(pi)),
    (d2, 4, 12 / pi**1.5 * atan(sqrt(2))),
    (d2, 5, 5 / (2 * sqrt(pi)) + 15 / pi**1.5 * asin(1 / 3)),
    (d3, 2, sqrt(2 - 4 / pi)),
    (d3, 3, sqrt(2 + (3 * sqrt(3) - 9) / pi)),
    (d3, 4, sqrt(2 + (2 * sqrt(3) + 6) / pi - (12 / pi**1.5 * atan(sqrt(2))) ** 2)),
    (c4, 2, sqrt(2 / pi)),
    (c4, 3, sqrt(pi) / 2),
    (c4, 4, 2 * sqrt(2 / (3 * pi))),
    (c4, 5, 3 * sqrt(pi / 2) / 4),
]


@pytest.mark.parametrize(("constant", "n", "exact"), CLOSED_FORMS)
def test_small_subgroups_agree_with_the_closed_forms_of_normal_order_statistics(
    constant: Constant, n: int, exact: float
) -> None:
    assert constant(n) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("n", [2, 7, 25, 100, 1000])
def test_the_mean_range_agrees_with_an_adaptive_integrator(n: int) -> None:
    half, _ = quad(lambda x: 1 - ndtr(x) ** n - ndtr(-x) ** n, 0, 10, epsabs=1e-13, epsrel=1e-13, limit=200)
    assert d2(n) == pytest.approx(2 * half, abs=1e-12)


@pytest.mark.parametrize("n", [2, 7, 25, 100, 1000])
def test_the_spread_of_the_range_agrees_with_the_double_integral_over_the_plane(n: int) -> None:
    """√(2∬ 1 - Φ(y)ⁿ - (1 - Φ(x))ⁿ + (Φ(y) - Φ(x))ⁿ dy dx - d2²) over x < y, another formula than the code's."""

    def integrand(y: float, x: float) -> float:
        return float(1 - ndtr(y) ** n - ndtr(-x) ** n + (ndtr(y) - ndtr(x)) ** n)

    volume, _ = dblquad(integrand, -9, 9, lambda x: x, 9, epsabs=1e-12, epsrel=1e-12)
    assert d3(n) == pytest.approx(sqrt(2 * volume - d2(n) ** 2), abs=1e-11)


def test_limits_two_sigma_away_are_two_thirds_as_wide() -> None:
    two, three = asdict(constants(10, k=2)), asdict(constants(10))
    for half in ("A", "A2", "A3", "E2"):
        assert two[half] == pytest.approx(three[half] * 2 / 3)
    for low, high in (("B3", "B4"), ("B5", "B6"), ("D1", "D2"), ("D3", "D4")):
        assert two[high] - two[low] == pytest.approx((three[high] - three[low]) * 2 / 3)


@pytest.mark.parametrize("constant", [d2, d3, c4, constants])
@pytest.mark.parametrize("n", [1, 0, -3])
def test_a_subgroup_of_fewer_than_two_has_no_constants(constant: Callable[[int], object], n: int) -> None:
    with pytest.raises(ValueError, match=f"not of {n}"):
        constant(n)
