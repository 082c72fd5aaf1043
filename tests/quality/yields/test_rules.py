"""Yields and sigma levels against the published table, and what no measurement means."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quality import spc
from services.quality.yields.rules import (
    InvalidCount,
    SigmaLevel,
    Step,
    defect_rates,
    dpmo_of,
    process_yield,
    sigma_level,
)

untimed = settings(deadline=None)

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "quality_metrics_a.json").read_text())
SOURCE, GIVEN, EXPECTED = REFERENCE["source"]["citation"], REFERENCE["input"], REFERENCE["expected"]
REL = REFERENCE["tolerance"]["relative"]
STEPS = [Step(step["in"], step["reworked"], step["scrapped"]) for step in GIVEN["process_steps"]]


def test_sigma_levels_have_the_published_defects_per_million() -> None:
    found = [dpmo_of(sigma, REFERENCE["parameters"]["shift"]) for sigma in GIVEN["dpmo_from_sigma"]]
    assert found == pytest.approx(EXPECTED["dpmo_from_sigma"], rel=REL), SOURCE
    assert found[:5] == pytest.approx(EXPECTED["published_rounded"]["dpmo_from_sigma"][:5], abs=1), SOURCE
    assert found[5] == pytest.approx(EXPECTED["published_rounded"]["dpmo_from_sigma"][5], abs=0.05), SOURCE


@pytest.mark.parametrize(("given", "expected"), list(zip(GIVEN["defects"], EXPECTED["defects"], strict=True)))
def test_defect_rates_equal_the_reference(given: dict[str, int], expected: dict[str, float]) -> None:
    rates = defect_rates(**given)
    assert [rates.dpu, rates.dpo, rates.dpmo] == pytest.approx([expected[name] for name in ("dpu", "dpo", "dpmo")])
    assert rates.throughput_yield == pytest.approx(expected["throughput_yield_poisson"], rel=REL)
    assert rates.sigma.long_term == pytest.approx(expected["sigma_level_long_term"], rel=REL)
    assert rates.sigma.short_term == pytest.approx(expected["sigma_level_short_term"], rel=REL)


def test_a_line_yields_what_the_reference_says() -> None:
    found, expected = process_yield(STEPS), EXPECTED["process"]
    assert found.first_pass == pytest.approx(expected["first_pass_yield"], rel=REL)
    assert found.rolled_throughput == pytest.approx(expected["rolled_throughput_yield"], rel=REL)
    assert found.normalized == pytest.approx(expected["normalized_yield"], rel=REL)
    assert found.final == pytest.approx(expected["final_yield_product"], rel=REL)
    assert found.hidden_factory == pytest.approx(expected["hidden_factory"], rel=REL)


@pytest.mark.parametrize("dpmo", [0.0, 1e6, 2e6])
def test_certainty_has_no_sigma_level(dpmo: float) -> None:
    assert sigma_level(dpmo) == SigmaLevel(None, None)


@untimed
@given(st.floats(1, 5.5))
def test_a_sigma_level_and_its_defects_tell_the_same(sigma: float) -> None:
    assert sigma_level(dpmo_of(sigma)).short_term == pytest.approx(sigma)


def test_without_units_nothing_is_known() -> None:
    rates = defect_rates(0, 0, 5)
    assert (rates.dpu, rates.dpo, rates.dpmo, rates.throughput_yield) == (None,) * 4
    found = process_yield([STEPS[0], Step(0, 0, 0)])
    assert found.first_pass == [0.95, None]
    assert (found.rolled_throughput, found.final, found.hidden_factory) == (None, None, None)
    assert process_yield([]).rolled_throughput is None


def test_without_defects_the_yield_is_whole_and_the_sigma_level_unbounded() -> None:
    rates = defect_rates(0, 10)
    assert (rates.dpmo, rates.throughput_yield, rates.sigma.short_term) == (0, 1, None)


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        (Step(10, 6, 5), "/steps/1/scrapped"),
        (Step(-1, 0, 0), "/steps/1/entered"),
        (Step(5, 1, -1), "/steps/1/scrapped"),
    ],
)
def test_no_more_can_be_lost_than_came_in(step: Step, pointer: str) -> None:
    with pytest.raises(InvalidCount) as refused:
        process_yield([STEPS[0], step])
    assert [error.pointer for error in refused.value.errors] == [pointer]


@pytest.mark.parametrize(("defects", "units", "opportunities"), [(-1, 1, 1), (1, -1, 1), (1, 1, 0)])
def test_counts_begin_at_zero_and_opportunities_at_one(defects: int, units: int, opportunities: int) -> None:
    with pytest.raises(InvalidCount):
        defect_rates(defects, units, opportunities)
