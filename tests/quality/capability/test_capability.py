"""Capability as callers ask for it: the published rings, what can't be said, and input that nobody should send."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.quality import spc

RINGS = json.loads((Path(spc.__path__[0]) / "published" / "capability_pistonrings.json").read_text())
SUBGROUPS, EXPECTED = RINGS["input"]["subgroups"], RINGS["expected"]
LIMITS = {name: RINGS["parameters"][name] for name in ("lsl", "usl", "target")}
PATH = "/v1/spc/capability"


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=RINGS["tolerance"]["relative"], abs=RINGS["tolerance"]["absolute"])


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


async def judged(engineer, **body: Any) -> dict[str, Any]:
    answer = await engineer.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refusal(engineer, **body: Any) -> tuple[str, list[str]]:
    refused = await engineer.post(PATH, json=body)
    assert refused.status_code == 422, refused.text
    return refused.json()["code"], [error["pointer"] for error in refused.json()["errors"]]


async def test_the_published_rings_are_judged(engineer):
    found = await judged(engineer, subgroups=SUBGROUPS, ci_df="n_minus_1", **LIMITS)
    assert (found["n"], found["mean"]) == (EXPECTED["n"], near(EXPECTED["center"]))
    for part, names in (("within", ("cp", "cpl", "cpu", "cpk")), ("overall", ("pp", "ppl", "ppu", "ppk"))):
        assert found[part]["sigma"] == near(EXPECTED[f"sigma_{part}"])
        for name in names:
            expected = EXPECTED[name.capitalize()]
            assert found[part][name]["value"] == near(expected["value"])
            assert [found[part][name]["lower"], found[part][name]["upper"]] == near(expected["ci"])
        assert found[part]["cpm"]["value"] == near(EXPECTED[f"Cpm_{part}"]["value"])
        ppm = EXPECTED[f"expected_ppm_{part}"]
        assert [found[part]["expected_ppm"][side] for side in ppm] == near(list(ppm.values()))
    assert found["observed_ppm"] == {"below_lsl": 0, "above_usl": 0, "total": 0}


async def test_the_rings_are_stable_normal_and_many_so_they_are_trusted(engineer):
    found = await judged(engineer, subgroups=SUBGROUPS, **LIMITS)
    assert found["stability"] == {"chart": "xbar_r", "points": 25, "signalling": 0}
    assert (found["sigma_method"], found["within"]["df"]) == ("rbar", 90)
    assert (found["trustworthy"], found["doubts"], found["warnings"]) == (True, [], [])
    gage = await judged(engineer, subgroups=SUBGROUPS, grr_percent=31, **LIMITS)
    assert gage["doubts"] == ["gage_not_acceptable"]


async def test_a_process_that_jumped_is_not_trusted(engineer):
    moved = [*SUBGROUPS[:-1], [value + 0.05 for value in SUBGROUPS[-1]]]
    found = await judged(engineer, subgroups=moved, **LIMITS)
    assert found["stability"]["signalling"] >= 1
    assert "unstable" in found["doubts"]


async def test_single_values_are_judged_by_their_moving_ranges(engineer):
    values = [value for row in SUBGROUPS for value in row]
    found = await judged(engineer, values=values, **LIMITS)
    assert (found["sigma_method"], found["stability"]["chart"]) == ("mr", "i_mr")
    assert found["within"]["df"] == pytest.approx(0.62 * 124)
    assert found["overall"]["ppk"]["value"] == near(EXPECTED["Ppk"]["value"])


async def test_one_limit_invents_no_other(engineer):
    found = await judged(engineer, subgroups=SUBGROUPS, usl=74.05, target=74)
    for part, names in (("within", ("cp", "cpl", "cpm")), ("overall", ("pp", "ppl", "cpm"))):
        assert [found[part][name] for name in names] == [None] * 3
        assert found[part]["expected_ppm"]["below_lsl"] is None
    assert found["within"]["cpk"]["value"] == found["within"]["cpu"]["value"]
    assert (found["off_centre"], found["observed_ppm"]["below_lsl"]) == (None, None)


async def test_without_variation_everything_is_null_and_said(engineer):
    found = await judged(engineer, values=[5, 5, 5, 5, 5], lsl=4, usl=6)
    assert (found["within"], found["overall"], found["fit"]) == (None, None, None)
    assert found["warnings"] == ["zero_variation"]
    assert found["observed_ppm"]["total"] == 0


async def test_a_target_outside_the_limits_is_judged_and_said(engineer):
    found = await judged(engineer, subgroups=SUBGROUPS, lsl=73.95, usl=74.05, target=75)
    assert found["warnings"] == ["target_outside_spec"]
    assert found["overall"]["cpm"]["value"] > 0


async def test_missing_values_are_left_out_and_break_moving_ranges(engineer):
    found = await judged(engineer, values=[10, 12, None, 11, 13], lsl=0)
    assert (found["n"], found["mean"]) == (4, 11.5)
    assert found["within"]["sigma"] == pytest.approx(2 / 1.1283791671)
    ragged = await judged(engineer, subgroups=[[1, 2, 3], [2], [3, None, 5]], lsl=0)
    assert (ragged["n"], ragged["stability"]["points"]) == (6, 3)
    lonely = await judged(engineer, values=[1, None, 2, None, 4], lsl=0)
    assert (lonely["within"], lonely["stability"]) == (None, None)
    assert lonely["overall"]["ppl"]["value"] > 0


async def test_a_skewed_process_is_judged_by_percentiles(engineer):
    random = Random(5)
    values = [random.weibullvariate(3, 1.6) for _ in range(400)]
    normal = await judged(engineer, values=values, lsl=0, usl=12)
    assert "poor_fit" in normal["doubts"]
    found = await judged(engineer, values=values, lsl=0, usl=12, distribution="weibull")
    assert "poor_fit" not in found["doubts"]
    assert found["within"] is None
    low, median, high = (found["percentiles"][name] for name in ("low", "median", "high"))
    assert found["overall"]["pp"] == {"value": pytest.approx(12 / (high - low)), "lower": None, "upper": None}
    assert found["overall"]["ppl"]["value"] == pytest.approx(median / (median - low))


VALUES = [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"values": VALUES}, "spec_required", "/lsl"),
        ({"values": VALUES, "lsl": 6, "usl": 4}, "invalid_spec", "/usl"),
        ({"values": VALUES, "lsl": 4, "usl": 4}, "invalid_spec", "/usl"),
        ({"lsl": 1}, "measurements_required", "/values"),
        ({"values": VALUES, "subgroups": [VALUES], "lsl": 1}, "measurements_required", "/values"),
        ({"values": [], "lsl": 1}, "validation_failed", "/values"),
        ({"subgroups": [[]], "lsl": 1}, "validation_failed", "/subgroups/0"),
        ({"subgroups": [VALUES * 17], "lsl": 1}, "validation_failed", "/subgroups/0"),
        ({"values": [1.0], "lsl": 1}, "insufficient_data", "/values"),
        ({"values": [None, None, None], "lsl": 1}, "insufficient_data", "/values"),
        ({"values": [1, "2"], "lsl": 1}, "validation_failed", "/values/1"),
        ({"values": [1, True], "lsl": 1}, "validation_failed", "/values/1"),
        ({"values": [1, 1e300], "lsl": 1}, "validation_failed", "/values/1"),
        ({"values": [0, 1, 2], "lsl": 1, "distribution": "lognormal"}, "positive_values_required", "/distribution"),
        ({"values": VALUES, "lsl": 1, "distribution": "empirical"}, "empirical_needs_thousand", "/distribution"),
        ({"values": VALUES, "lsl": 1, "distribution": "cauchy"}, "validation_failed", "/distribution"),
        ({"values": VALUES, "lsl": 1, "confidence": 1}, "validation_failed", "/confidence"),
        ({"values": VALUES, "lsl": 1, "sigma_method": "rbar"}, "unfit_sigma_method", "/sigma_method"),
        ({"values": VALUES, "lsl": 1, "sigma_method": "overall"}, "unfit_sigma_method", "/sigma_method"),
        ({"subgroups": [VALUES, VALUES], "lsl": 1, "sigma_method": "mr"}, "unfit_sigma_method", "/sigma_method"),
    ],
)
async def test_what_cannot_be_judged_is_refused_where_it_is_wrong(engineer, body, code, pointer):
    assert await refusal(engineer, **body) == (code, [pointer])


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e309"])
async def test_what_is_no_number_is_refused(engineer, word):
    body = f'{{"values": [1, 2, {word}], "lsl": 0}}'
    refused = await engineer.post(PATH, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["code"] in {"json_invalid", "validation_failed"}


async def test_a_million_values_are_judged_in_one_call(engineer):
    random = Random(1)
    million = [round(random.gauss(10, 1), 2) for _ in range(1_000_000)]
    found = await judged(engineer, values=million, lsl=6, usl=14, target=10)
    assert found["n"] == 1_000_000
    assert found["overall"]["pp"]["value"] == pytest.approx(4 / 3, rel=0.01)
    assert found["within"]["cp"]["lower"] < 4 / 3 < found["within"]["cp"]["upper"]
    refused = await engineer.post(PATH, json={"values": [*million, 1.0], "lsl": 6})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/values")


async def test_a_million_texts_cost_one_refusal(engineer):
    assert await refusal(engineer, values=["1"] * 1_000_000, lsl=0) == ("validation_failed", ["/values/0"])
    assert await refusal(engineer, subgroups=[["1"]] * 100_000, lsl=0) == ("validation_failed", ["/subgroups/0/0"])


async def test_values_far_from_zero_keep_their_digits(engineer):
    far = [[1e9 + value for value in row] for row in SUBGROUPS]
    found = await judged(engineer, subgroups=far, lsl=1e9 + 73.95, usl=1e9 + 74.05)
    assert found["overall"]["ppk"]["value"] == pytest.approx(EXPECTED["Ppk"]["value"], rel=1e-4)
    tiny = [[value * 1e-7 for value in row] for row in SUBGROUPS]
    found = await judged(engineer, subgroups=tiny, lsl=73.95e-7, usl=74.05e-7)
    assert found["overall"]["ppk"]["value"] == pytest.approx(EXPECTED["Ppk"]["value"], rel=1e-9)


async def test_nobody_asks_without_the_scope(client, make):
    refused = await client(make.person(), "processes:read").post(PATH, json={"values": VALUES, "lsl": 0})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
