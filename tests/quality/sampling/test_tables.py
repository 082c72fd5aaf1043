"""Published sampling plans, and what must hold for every cell of the tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quality import spc
from services.quality.sampling.rules.tables import (
    LETTERS,
    SERIES,
    AqlNotInSeries,
    AqlNotOffered,
    EmptyLot,
    InspectionSeverity,
    Level,
    ReducedNotOffered,
    SamplingPlan,
    Scheme,
    code_letter,
    sampling_plan,
)

untimed = settings(deadline=None)

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "aql_single_plans_a.json").read_text())
PRINTED = json.loads((Path(__file__).parent / "mil_std_105e.json").read_text())
SOURCE = REFERENCE["source"]["citation"]
SCHEME = Scheme(REFERENCE["parameters"]["scheme"])
OFFERED = SERIES[:16]


def described(case: dict[str, Any]) -> str:
    return "{lot_size} {inspection_level} {aql} {severity}".format(**case)


@pytest.mark.parametrize("case", REFERENCE["input"]["cases"], ids=described)
def test_every_published_plan_is_looked_up(case: dict[str, Any]) -> None:
    level, severity = Level[case["inspection_level"].replace("-", "_")], InspectionSeverity(case["severity"])
    plan = sampling_plan(case["lot_size"], level, case["aql"], severity, SCHEME)
    found = {"code_letter": plan.code_letter, "n": plan.n, "ac": plan.ac, "re": plan.re}
    if plan.full_inspection:
        assert plan.n == case["lot_size"]
        found["n"] = case["n"] if case["n"] >= case["lot_size"] else plan.n
    assert found == {name: case[name] for name in found}, SOURCE


LOTS = {
    "A": (8, Level.II), "B": (15, Level.II), "C": (25, Level.II), "D": (50, Level.II), "E": (90, Level.II),
    "F": (150, Level.II), "G": (280, Level.II), "H": (500, Level.II), "J": (1_200, Level.II), "K": (3_200, Level.II),
    "L": (10_000, Level.II), "M": (35_000, Level.II), "N": (150_000, Level.II), "P": (500_000, Level.II),
    "Q": (500_001, Level.II), "R": (500_001, Level.III),
}  # fmt: skip
"""The largest lot of each row of Table I under level II, and the letter it has there."""


@pytest.mark.parametrize("severity", InspectionSeverity)
@pytest.mark.parametrize("letter", LOTS)
def test_every_cell_of_the_printed_tables_comes_out(letter: str, severity: InspectionSeverity) -> None:
    lot, level = LOTS[letter]
    for aql, cell in zip(SERIES, PRINTED[severity][letter].split(), strict=False):
        plan = sampling_plan(lot, level, aql, severity)
        n, ac, re = map(int, cell.split(":"))
        assert (plan.code_letter, plan.n, plan.ac, plan.re) == (letter, min(n, lot), ac, re), (aql, PRINTED["source"])


CELLS = st.tuples(
    st.integers(2, 10**6),
    st.sampled_from(Level),
    st.sampled_from(OFFERED),
    st.sampled_from(InspectionSeverity),
)


@untimed
@given(CELLS)
def test_an_arrow_ends_at_a_plan_that_stands_by_itself(
    cell: tuple[int, Level, float, InspectionSeverity],
) -> None:
    plan = sampling_plan(*cell)
    assert plan.effective_letter in LETTERS
    assert 0 <= plan.ac < plan.re
    assert plan.full_inspection == (plan.n == cell[0])
    if cell[3] is not InspectionSeverity.REDUCED:
        assert plan.re == plan.ac + 1


@untimed
@given(st.integers(2, 10**6), st.sampled_from(Level), st.sampled_from(OFFERED))
def test_tightened_inspection_never_accepts_a_larger_share(lot: int, level: Level, aql: float) -> None:
    normal, tightened = (sampling_plan(lot, level, aql, severity) for severity in list(InspectionSeverity)[:2])
    assert tightened.ac / tightened.n <= normal.ac / normal.n
    assert tightened.n >= normal.n or tightened.ac < normal.ac


@untimed
@given(st.integers(2, 10**6), st.integers(2, 10**6), st.sampled_from(Level))
def test_a_larger_lot_never_has_an_earlier_letter(lot: int, other: int, level: Level) -> None:
    small, large = sorted((lot, other))
    assert code_letter(small, level) <= code_letter(large, level)


@pytest.mark.parametrize("aql", [0.0, -1.0, 0.7, 1.01, 0.0100001, float("nan"), 1e9])
def test_an_aql_between_the_preferred_ones_is_refused_and_not_rounded(aql: float) -> None:
    with pytest.raises(AqlNotInSeries) as refused:
        sampling_plan(1_000, Level.II, aql)
    assert refused.value.code == "aql_not_in_series"
    assert refused.value.errors[0].pointer == "/aql"


@pytest.mark.parametrize(
    ("aql", "severity"),
    [(40.0, InspectionSeverity.NORMAL), (15.0, InspectionSeverity.TIGHTENED), (25.0, InspectionSeverity.REDUCED)],
)
def test_what_was_not_verified_is_not_offered(aql: float, severity: InspectionSeverity) -> None:
    with pytest.raises(AqlNotOffered):
        sampling_plan(1_000, Level.II, aql, severity)


def test_reduced_inspection_of_iso_2859_waits_for_its_table() -> None:
    with pytest.raises(ReducedNotOffered):
        sampling_plan(1_000, Level.II, 1.0, InspectionSeverity.REDUCED, Scheme.ISO_2859_1)
    assert sampling_plan(1_000, Level.II, 1.0, InspectionSeverity.TIGHTENED, Scheme.ISO_2859_1).ac == 1


def test_a_lot_as_small_as_its_sample_is_inspected_whole() -> None:
    assert sampling_plan(50, Level.II, 0.25) == SamplingPlan("D", "H", 50, 0, 1, full_inspection=True)
    assert sampling_plan(51, Level.II, 0.25).full_inspection is False
    assert sampling_plan(1, Level.II, 1.0).n == 1
    with pytest.raises(EmptyLot):
        sampling_plan(0, Level.II, 1.0)
