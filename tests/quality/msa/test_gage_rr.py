"""Gage R&R against the published AIAG study, and what must hold for any study."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from services.quality import spc
from services.quality.msa.rules.average_range import average_and_range
from services.quality.msa.rules.components import Component, Components, GageVerdict, Tolerance, components, judged
from services.quality.msa.rules.crossed import gage_rr
from services.quality.msa.rules.designs import InsufficientData, Reading, UnbalancedDesign
from services.quality.msa.rules.nested import nested_gage_rr

untimed = settings(deadline=None)

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "gage_rr_aiag_msa.json").read_text())
SOURCE, EXPECTED, GIVEN = REFERENCE["source"]["citation"], REFERENCE["expected"], REFERENCE["parameters"]
READINGS = [Reading(row["part"], row["operator"], row["value"]) for row in REFERENCE["input"]["measurements"]]
STUDY = gage_rr(READINGS, alpha=GIVEN["alpha_to_keep_interaction"], sigmas=GIVEN["study_variation_multiplier"])
PRINTED = EXPECTED["published_rounded"]
SOURCES = ("repeatability", "operator", "interaction", "reproducibility", "grr", "part", "total")
FIELDS = {
    "variance": "variance",
    "standard_deviation": "sd",
    "percent_contribution": "percent_contribution",
    "percent_study_variation": "percent_study_variation",
}


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=REFERENCE["tolerance"]["relative"], abs=REFERENCE["tolerance"]["absolute"])


def test_the_table_of_variances_equals_the_reference() -> None:
    table, expected = STUDY.anova, EXPECTED["anova"]
    for name in ("part", "operator", "interaction", "error"):
        found = getattr(table, name)
        assert [found.df, found.ss, found.ms] == near([expected[kind][name] for kind in ("df", "ss", "ms")]), SOURCE
    assert table.total.ss == near(expected["ss_total"])
    assert table.interaction is not None
    assert table.interaction.f == near(expected["f"]["interaction"])
    assert table.interaction.p == near(expected["p_interaction"])
    assert (table.part.f, table.operator and table.operator.f) == (expected["f"]["part"], expected["f"]["operator"])


@pytest.mark.parametrize("kind", ["components", "other_model"])
def test_both_models_equal_the_reference(kind: str) -> None:
    expected = EXPECTED[kind]
    model = STUDY.kept if kind == "components" else STUDY.other
    assert model is not None
    assert STUDY.interaction_in_model == (expected["interaction_in_model"] == (kind == "components"))
    for name in SOURCES:
        component = getattr(model.components, name)
        for printed, field in FIELDS.items():
            assert getattr(component, field) == near(expected[printed][name]), (name, printed)
        assert component.percent_tolerance is None
    assert model.components.ndc_unrounded == near(expected["ndc_unrounded"])
    assert model.components.ndc == expected["ndc"]
    assert model.components.verdict is GageVerdict.CONDITIONAL


def test_the_study_rounds_to_the_printed_figures() -> None:
    printed, kept = PRINTED["anova"], STUDY.kept.components
    assert STUDY.anova.operator is not None
    assert STUDY.anova.interaction is not None
    sources = (STUDY.anova.operator, STUDY.anova.part, STUDY.anova.interaction, STUDY.anova.error, STUDY.anova.total)
    names = ("ss_appraiser", "ss_part", "ss_interaction", "ss_equipment", "ss_total")
    assert [source.ss for source in sources] == pytest.approx([printed[name] for name in names], abs=1e-4)
    assert kept.reproducibility is not None
    sds = [part.sd for part in (kept.repeatability, kept.reproducibility, kept.grr, kept.part)]
    assert sds == pytest.approx([printed[name] for name in ("EV", "AV", "GRR", "PV")], abs=1e-4)
    assert kept.grr.percent_study_variation == pytest.approx(printed["percent_GRR"], abs=0.05)


def test_averages_and_ranges_equal_the_reference() -> None:
    expected = EXPECTED["average_and_range"]
    found = average_and_range(READINGS)
    for name, value in expected.items():
        assert getattr(found, name.lower()) == near(value), (name, SOURCE)
    for name, value in PRINTED["average_and_range"].items():
        assert getattr(found, name.lower()) == pytest.approx(value, rel=1e-4, abs=5e-3 if "percent" in name else 1e-4)


def test_the_model_that_is_kept_tests_parts_and_operators() -> None:
    part, operator = STUDY.kept.part, STUDY.kept.operator
    assert operator is not None
    pooled = (0.358982222222 + 2.75893333333) / 78
    assert part.f == pytest.approx(9.81799271605 / pooled)
    assert part.p == pytest.approx(stats.f.sf(9.81799271605 / pooled, 9, 78))
    assert operator.f == pytest.approx(1.58363111111 / pooled)


@pytest.mark.parametrize(("alpha", "kept"), [(0.974, False), (0.975, True)])
def test_the_interaction_stays_where_its_p_is_at_most_alpha(alpha: float, kept: bool) -> None:
    study = gage_rr(READINGS, alpha=alpha)
    assert study.interaction_in_model is kept
    assert study.kept.components == (STUDY.other if kept else STUDY.kept).components  # type: ignore[union-attr]


def test_a_tolerance_is_shared_out_in_six_sigmas() -> None:
    two_sided = gage_rr(READINGS, -4.0, 4.0).kept.components
    assert two_sided.grr.percent_tolerance == pytest.approx(100 * 6 * 0.302371522323 / 8)
    assert two_sided.tolerance_verdict is GageVerdict.CONDITIONAL
    one_sided = gage_rr(READINGS, None, 4.0).kept.components
    assert one_sided.grr.percent_tolerance == pytest.approx(100 * 3 * 0.302371522323 / abs(4.0 - STUDY.mean))
    assert gage_rr(READINGS, -4.0, 4.0, sigmas=5.15).kept.components.grr.percent_tolerance == pytest.approx(
        100 * 5.15 * 0.302371522323 / 8
    )


def readings(values: NDArray[np.float64]) -> list[Reading]:
    """Of (parts, operators, trials)."""
    return [Reading(f"P{p}", f"O{o}", float(value)) for (p, o, _), value in np.ndenumerate(values)]


VALUES = np.random.default_rng(11).normal(0, 1, (5, 3, 2)) + np.arange(5)[:, None, None] * 2


def figures(components: Components) -> list[float | None]:
    parts: list[Component | None] = [getattr(components, name) for name in SOURCES]
    return [part.percent_contribution for part in parts if part] + [part.variance for part in parts if part]


@untimed
@given(st.floats(-1e3, 1e3), st.floats(0.1, 50), st.permutations(range(30)))
def test_zero_unit_and_order_of_readings_change_no_share(shift: float, scale: float, order: list[int]) -> None:
    plain, moved = readings(VALUES), readings(VALUES * scale + shift)
    here, there = gage_rr(plain).kept.components, gage_rr([moved[at] for at in order]).kept.components
    half = len(figures(here)) // 2
    assert figures(there)[:half] == pytest.approx(figures(here)[:half], rel=1e-6, abs=1e-9)
    assert there.total.variance == pytest.approx(here.total.variance * scale**2, rel=1e-6)
    assert there.ndc == here.ndc


@untimed
@given(st.integers(2, 5), st.integers(2, 4), st.integers(2, 4), st.integers(0, 1_000))
def test_sums_of_squares_and_components_add_up(parts: int, operators: int, trials: int, seed: int) -> None:
    study = gage_rr(readings(np.random.default_rng(seed).normal(5, 2, (parts, operators, trials))))
    table = study.anova
    assert table.operator is not None
    assert table.interaction is not None
    rows = (table.part, table.operator, table.interaction, table.error)
    assert sum(row.ss for row in rows) == pytest.approx(table.total.ss)
    assert sum(row.df for row in rows) == table.total.df
    shares = figures(study.kept.components)[:7]
    assert shares[4] + shares[5] == pytest.approx(shares[6]) == pytest.approx(100)  # type: ignore[operator]


def test_two_trials_by_one_operator_tell_repeatability_only() -> None:
    study = gage_rr(readings(VALUES[:, :1]))
    kept = study.kept.components
    assert (kept.operator, kept.interaction, kept.reproducibility, study.other) == (None, None, None, None)
    assert kept.grr == kept.repeatability
    known = stats.f_oneway(*VALUES[:, 0])
    assert (study.kept.part.f, study.kept.part.p) == pytest.approx((known.statistic, known.pvalue))
    ranges = average_and_range(readings(VALUES[:, :1]))
    assert (ranges.av, ranges.k2, ranges.x_diff, ranges.percent_av) == (None,) * 4
    assert ranges.grr == ranges.ev


def test_readings_that_never_vary_have_no_shares_and_say_so() -> None:
    study = gage_rr(readings(np.full((3, 2, 2), 0.1)), 0.0, 1.0)
    kept = study.kept.components
    assert study.warnings == ["zero_variation"]
    assert kept.total.variance == 0
    assert (kept.grr.percent_contribution, kept.grr.percent_study_variation, kept.ndc, kept.verdict) == (None,) * 4
    assert average_and_range(readings(np.full((3, 2, 2), 0.1))).percent_grr is None


def test_a_gage_that_never_varies_has_no_number_of_categories() -> None:
    kept = gage_rr(readings(np.broadcast_to(np.array([0.1, 0.7, 0.3])[:, None, None], (3, 2, 2)))).kept.components
    assert kept.grr.variance == 0
    assert (kept.ndc, kept.ndc_unrounded, kept.verdict) == (None, None, GageVerdict.GOOD)


def test_parts_that_do_not_differ_are_one_category() -> None:
    assert components(repeatability=1, operator=0, interaction=0, part=0, tolerance=Tolerance()).ndc == 1


@pytest.mark.parametrize(("percent", "verdict"), [(9.99, "good"), (10, "conditional"), (30, "conditional")])
def test_the_verdict_turns_at_ten_and_thirty_percent(percent: float, verdict: str) -> None:
    assert judged(percent) == verdict
    assert judged(30.01) is GageVerdict.NOT_ACCEPTABLE


def test_a_missing_and_a_doubled_cell_are_named() -> None:
    whole = readings(VALUES)
    holed = [reading for reading in whole if (reading.part, reading.operator) != ("P1", "O2")] + whole[:1]
    for analysis in (gage_rr, average_and_range):
        with pytest.raises(UnbalancedDesign) as refused:
            analysis(holed)
        assert refused.value.code == "unbalanced_design"
        assert refused.value.facts == {
            "cells": [
                {"part": "P0", "operator": "O0", "readings": 3},
                {"part": "P1", "operator": "O2", "readings": 0},
            ],
            "expected": 2,
        }


def test_a_study_of_strangers_is_refused_without_looking_at_every_cell() -> None:
    strangers = [Reading(str(at), str(at), 0.0) for at in range(20_000)]
    with pytest.raises(UnbalancedDesign) as refused:
        gage_rr(strangers)
    assert len(refused.value.facts["cells"]) == 100


@pytest.mark.parametrize("values", [VALUES[:1], VALUES[:, :, :1]])
def test_one_part_or_one_trial_is_no_study(values: NDArray[np.float64]) -> None:
    for analysis in (gage_rr, average_and_range, nested_gage_rr):
        with pytest.raises(InsufficientData):
            analysis(readings(values))
        with pytest.raises(InsufficientData):
            analysis([])


def test_a_nested_study_compares_parts_within_operators() -> None:
    study = nested_gage_rr(readings(VALUES))
    by_operator = VALUES.transpose(1, 0, 2)
    part_ms = 2 * float(by_operator.mean(axis=2).var(axis=1, ddof=1).mean())
    error_ms = float(VALUES.var(axis=2, ddof=1).mean())
    operator_ms = 10 * float(by_operator.mean(axis=(1, 2)).var(ddof=1))
    table = study.anova
    assert table.operator is not None
    assert [table.operator.ms, table.part.ms, table.error.ms] == pytest.approx([operator_ms, part_ms, error_ms])
    assert table.operator.f == pytest.approx(operator_ms / part_ms)
    assert table.part.p == pytest.approx(stats.f.sf(part_ms / error_ms, 12, 15))
    assert sum(row.ss for row in (table.operator, table.part, table.error)) == pytest.approx(table.total.ss)
    found = study.kept.components
    assert found.part.variance == pytest.approx((part_ms - error_ms) / 2)
    assert found.operator is not None
    assert found.operator.variance == max(0, (operator_ms - part_ms) / 10)
    assert found.interaction is None


def test_parts_of_operators_may_bear_the_same_names_or_their_own() -> None:
    plain = readings(VALUES)
    own = [replace(reading, part=f"{reading.operator}/{reading.part}") for reading in plain]
    assert nested_gage_rr(own) == nested_gage_rr(plain)
    with pytest.raises(UnbalancedDesign) as refused:
        nested_gage_rr([reading for reading in plain if (reading.part, reading.operator) != ("P4", "O1")])
    assert refused.value.facts["cells"] == [{"part": None, "operator": "O1", "readings": 4}]


def test_a_nested_study_by_one_operator_has_no_reproducibility() -> None:
    study = nested_gage_rr(readings(VALUES[:, :1]))
    assert (study.anova.operator, study.kept.components.reproducibility) == (None, None)
