"""Scores of customers against the reference and scipy."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from services.quality import spc
from services.quality.satisfaction.rules import Score, net_promoter_score, satisfied_percent

untimed = settings(deadline=None)

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "quality_metrics_a.json").read_text())
GIVEN, EXPECTED = REFERENCE["input"], REFERENCE["expected"]
REL = REFERENCE["tolerance"]["relative"]
CONFIDENCE = REFERENCE["parameters"]["confidence"]


def test_the_net_promoter_score_equals_the_reference() -> None:
    score, expected = net_promoter_score(**GIVEN["nps"], confidence=CONFIDENCE), EXPECTED["nps"]
    assert (score.n, score.value) == (expected["n"], expected["nps"])
    assert [score.lower, score.upper] == pytest.approx(expected["ci"], rel=REL)


def test_satisfaction_equals_the_reference() -> None:
    score, expected = satisfied_percent(**GIVEN["csat"], confidence=CONFIDENCE), EXPECTED["csat"]
    assert score.value == expected["csat_percent"]
    assert [score.lower, score.upper] == pytest.approx(expected["wilson_ci_95"], rel=REL)


@untimed
@given(st.integers(0, 50), st.integers(1, 50), st.sampled_from([0.8, 0.95, 0.99]))
def test_satisfaction_has_wilsons_interval(satisfied: int, more: int, confidence: float) -> None:
    score = satisfied_percent(satisfied, satisfied + more, confidence)
    known = stats.binomtest(satisfied, satisfied + more).proportion_ci(confidence, "wilson")
    assert [score.lower, score.upper] == pytest.approx([100 * known.low, 100 * known.high], abs=1e-9)


@untimed
@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_promoters_and_detractors_mirror_each_other(promoters: int, passives: int, detractors: int) -> None:
    here = net_promoter_score(promoters, passives, detractors)
    there = net_promoter_score(detractors, passives, promoters)
    if here.value is None:
        assert here == there == Score(0, None, None, None)
    else:
        assert [there.value, there.lower, there.upper] == pytest.approx([-here.value, -here.upper, -here.lower])  # type: ignore[operator]


def test_nobodys_answer_is_no_score() -> None:
    assert satisfied_percent(0, 0) == Score(0, None, None, None)
