"""Sampling plans as callers ask for them: published plans and curves, and clear refusals of everything else."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.quality import spc

PUBLISHED = Path(spc.__path__[0]) / "published"
PLANS = json.loads((PUBLISHED / "aql_single_plans_a.json").read_text())["input"]["cases"]
CURVE = json.loads((PUBLISHED / "oc_curve_single_n52_c3.json").read_text())
HISTORY = json.loads((PUBLISHED / "switching_rules_a.json").read_text())
REL = CURVE["tolerance"]["relative"]


@pytest.fixture
def inspector(client, make):
    return client(make.person(), "measurements:read")


async def answer(inspector, path: str, body: dict[str, Any]) -> dict[str, Any]:
    found = await inspector.post(f"/v1/sampling/{path}", json=body)
    assert found.status_code == 200, found.text
    return dict(found.json())


async def refusal(inspector, path: str, body: Any) -> dict[str, Any]:
    refused = await inspector.post(f"/v1/sampling/{path}", json=body)
    assert refused.status_code == 422, refused.text
    problem = refused.json()
    return {"code": problem["code"], "pointers": [error["pointer"] for error in problem["errors"]], **problem}


async def test_every_published_plan_is_answered(inspector):
    for case in PLANS:
        level = case["inspection_level"].lower().replace("-", "_")
        asked = {"lot_size": case["lot_size"], "level": level, "aql": case["aql"], "severity": case["severity"]}
        plan = await answer(inspector, "plan", asked)
        assert (plan["code_letter"], plan["ac"], plan["re"]) == (case["code_letter"], case["ac"], case["re"]), case
        assert plan["n"] == min(case["n"], case["lot_size"])
        assert plan["full_inspection"] == (case["n"] >= case["lot_size"])


async def test_a_plan_comes_with_what_it_lets_through(inspector):
    plan = await answer(inspector, "plan", {"lot_size": 1_000, "aql": 1})
    assert [plan[name] for name in ("code_letter", "effective_letter", "n", "ac", "re")] == ["J", "J", 80, 2, 3]
    found = plan["operating_characteristic"]
    assert found["model"] == "binomial"
    assert found["p_at_pa_95"] < 0.011 < found["p_at_pa_10"]
    chances = [point["pa"] for point in found["curve"]]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], found["curve"][0]["ati"]) == (1, 80)
    assert max(point["aoq"] for point in found["curve"]) <= found["aoql"]


async def test_beyond_an_aql_of_ten_nonconformities_are_counted(inspector):
    plan = await answer(inspector, "plan", {"lot_size": 1_000, "aql": 25})
    assert plan["operating_characteristic"]["model"] == "poisson"


async def test_a_lot_of_one_is_inspected_whole_and_nothing_gets_out(inspector):
    plan = await answer(inspector, "plan", {"lot_size": 1, "aql": 10})
    assert (plan["n"], plan["full_inspection"], plan["operating_characteristic"]["aoql"]) == (1, True, 0)


async def test_the_published_curve_is_answered(inspector):
    given, expected = CURVE["input"], CURVE["expected"]
    found = await answer(inspector, "oc", {"n": given["n"], "ac": given["c"], "p": given["fraction_defective"]})
    assert [point["pa"] for point in found["curve"]] == pytest.approx(expected["probability_of_acceptance"], rel=REL)
    assert [point["aoq"] for point in found["curve"]] == pytest.approx(expected["aoq_large_lot"], rel=REL)
    assert found["p_at_pa_95"] == pytest.approx(expected["p_at_pa_0_95"], rel=REL)
    assert found["p_at_pa_10"] == pytest.approx(expected["p_at_pa_0_10"], rel=REL)
    assert found["aoql"] == pytest.approx(expected["aoql_large_lot"], rel=REL)
    assert {(point["ati"], point["pa_first"], point["asn"]) for point in found["curve"]} == {(None, None, 52)}


async def test_a_single_lot_is_answered_for_the_qualities_it_can_have(inspector):
    asked = {"n": 5, "ac": 0, "model": "hypergeometric", "lot_size": 20, "p": [0.04, 0.3]}
    found = await answer(inspector, "oc", asked)
    assert [point["p"] for point in found["curve"]] == [0.05, 0.3]
    assert found["curve"][0]["pa"] == pytest.approx(0.75)


async def test_a_second_sample_is_taken_only_where_the_first_does_not_decide(inspector):
    asked = {"n": 50, "ac": 1, "re": 4, "second": {"n": 100, "ac": 3}, "p": [0.0, 0.05]}
    clean, poor = (await answer(inspector, "oc", asked))["curve"]
    assert (clean["pa"], clean["pa_first"], clean["asn"]) == (1, 1, 50)
    assert poor["pa_first"] == pytest.approx(0.279, abs=5e-4)
    assert 50 < poor["asn"] < 150
    whole = await answer(inspector, "oc", asked)
    assert (whole["p_at_pa_95"], whole["p_at_pa_10"]) == pytest.approx((0.0120068666703, 0.0757313227478))
    assert (whole["aoql"], whole["aoql_at"]) == pytest.approx((0.0183306851453, 0.0300398539), rel=1e-7)
    without_re = {name: value for name, value in asked.items() if name != "re"}
    assert await answer(inspector, "oc", without_re) == await answer(inspector, "oc", asked)


async def test_the_smallest_plan_keeps_both_risks(inspector):
    found = await answer(inspector, "smallest-plan", {"p1": 0.01, "p2": 0.08})
    assert (found["n"], found["ac"]) == (65, 2)
    assert found["producer_risk"] <= 0.05
    assert found["consumer_risk"] <= 0.10


async def test_the_reference_history_is_followed(inspector):
    found = await answer(inspector, "switching", {"scheme": "iso_2859_1", "lots": HISTORY["input"]["lots"]})
    names = ("before", "switching_score", "after")
    assert [{name: step[name] for name in names} for step in found["steps"]] == HISTORY["expected"]["history"]
    assert found["inspection"] == "normal"
    assert found["steps"][5]["explanation"] == "Two of the last five lots were not accepted."


async def test_a_history_stops_where_inspection_was_discontinued(inspector):
    lots = [{"accepted": False, "ac": 0}] * 8
    refused = await inspector.post("/v1/sampling/switching", json={"lots": lots})
    assert (refused.status_code, refused.json()["code"]) == (409, "inspection_discontinued")


GOOD = {"accepted": True, "ac": 2, "reduced_approved": True}
TEN: dict[str, Any] = {"scheme": "ansi_z1_4", "lots": [GOOD] * 10}


@pytest.mark.parametrize(("each", "lots", "after"), [(80, 10, "reduced"), (79, 10, "normal"), (8, 20, "normal")])
async def test_limit_numbers_ask_for_few_nonconforming_units_in_the_samples_of_ten_lots(inspector, each, lots, after):
    """4 of 800 units at an AQL of 1 %, 2 of 500; and 160 units can not tell, so as many more lots are looked at."""
    found = [GOOD | {"sampled": each, "nonconforming": int(at < 4)} for at in range(lots)]
    body = {"scheme": "ansi_z1_4", "limit_numbers_of_aql": 1, "lots": found}
    assert (await answer(inspector, "switching", body))["inspection"] == after


REDUCED_ISO = {"lot_size": 100, "aql": 1, "severity": "reduced", "scheme": "iso_2859_1"}
REFUSED = [
    ("plan", {"lot_size": 100, "aql": 1.2}, "aql_not_in_series", "/aql"),
    ("plan", {"lot_size": 100, "aql": 40}, "aql_not_offered", "/aql"),
    (
        "plan",
        {"lot_size": 100, "aql": 1, "severity": "reduced", "scheme": "iso_2859_1"},
        "reduced_not_offered",
        "/severity",
    ),
    ("plan", {"lot_size": 0, "aql": 1}, "validation_failed", "/lot_size"),
    ("plan", {"lot_size": 10, "aql": 1, "level": "IV"}, "validation_failed", "/level"),
    ("plan", {"lot_size": "10", "aql": 1}, "validation_failed", "/lot_size"),
    ("plan", {"lot_size": 10, "aql": True}, "validation_failed", "/aql"),
    ("oc", {"n": 10, "ac": 1, "lot_size": 9}, "invalid_plan", "/n"),
    ("oc", {"n": 10, "ac": 1, "model": "hypergeometric"}, "lot_size_required", "/lot_size"),
    ("oc", {"n": 10, "ac": 1, "p": [0.5, 1.5]}, "invalid_quality", "/p/1"),
    ("oc", {"n": 10, "ac": 1, "p": []}, "validation_failed", "/p"),
    ("oc", {"n": 10, "ac": 1, "second": {"n": 10, "ac": 1}}, "invalid_plan", "/re"),
    ("oc", {"n": 10, "ac": 1, "re": 4, "second": {"n": 10, "ac": 2}}, "invalid_plan", "/second/ac"),
    ("oc", {"n": 10, "ac": 1, "re": 3, "second": {"n": 10, "ac": 2}, "lot_size": 15}, "invalid_plan", "/second/n"),
    ("oc", {"n": 10, "ac": 300, "re": 3, "second": {"n": 10, "ac": 2}}, "invalid_plan", "/re"),
    ("oc", {"n": 10, "ac": 1, "re": 3}, "second_sample_required", "/re"),
    ("smallest-plan", {"p1": 0.1, "p2": 0.1}, "invalid_risks", "/p2"),
    ("smallest-plan", {"p1": 0.1, "p2": 0.2, "alpha": 0.6, "beta": 0.5}, "invalid_risks", "/beta"),
    ("smallest-plan", {"p1": 0.1, "p2": 1.2}, "invalid_quality", "/p2"),
    ("smallest-plan", {"p1": 0.1, "p2": 0.2, "model": "hypergeometric"}, "lot_size_required", "/lot_size"),
    ("switching", {"lots": []}, "validation_failed", "/lots"),
    ("switching", TEN | {"limit_numbers_of_aql": 1.2}, "aql_not_in_series", "/limit_numbers_of_aql"),
    ("switching", TEN | {"limit_numbers_of_aql": 1}, "sample_missing", "/lots/0/sampled"),
    (
        "switching",
        TEN | {"scheme": "iso_2859_1", "limit_numbers_of_aql": 1},
        "limit_numbers_not_used",
        "/limit_numbers_of_aql",
    ),
    ("switching", {"lots": [{"accepted": "yes", "ac": 1}]}, "validation_failed", "/lots/0/accepted"),
]


@pytest.mark.parametrize(("path", "body", "code", "pointer"), REFUSED)
async def test_what_makes_no_sense_is_refused_where_it_stands(inspector, path, body, code, pointer):
    problem = await refusal(inspector, path, body)
    assert (problem["code"], problem["pointers"]) == (code, [pointer])


async def test_an_aql_off_the_series_is_told_the_series(inspector):
    problem = await refusal(inspector, "plan", {"lot_size": 100, "aql": 0.7})
    assert problem["series"][:3] == [0.01, 0.015, 0.025]


async def test_qualities_too_close_together_have_no_plan(inspector):
    assert (await refusal(inspector, "smallest-plan", {"p1": 0.01, "p2": 0.0100001}))["code"] == "plan_not_found"


async def test_the_dearest_questions_that_are_let_in_are_answered(inspector):
    """The largest lots and samples, nearly all of them bad, by the model that has to count."""
    points = [at / 200 for at in range(200)]
    single = {"n": 10**6, "ac": 10_000, "model": "hypergeometric", "lot_size": 10**9, "p": points}
    assert (await answer(inspector, "oc", single))["curve"][-1]["pa"] == 0
    double = {"n": 400, "ac": 0, "re": 200, "second": {"n": 10**6, "ac": 200}, "p": points}
    found = await answer(inspector, "oc", double | {"model": "hypergeometric", "lot_size": 10**8})
    assert found["curve"][0]["pa"] == pytest.approx(1)
    close = {"p1": 0.001, "p2": 0.00101, "model": "hypergeometric", "lot_size": 10**6}
    assert (await answer(inspector, "smallest-plan", close))["consumer_risk"] <= 0.1


async def test_nobody_asks_without_the_scope(client, make):
    stranger = client(make.person(), "processes:read")
    refused = await stranger.post("/v1/sampling/plan", json={"lot_size": 10, "aql": 1})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
