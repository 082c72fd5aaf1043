"""Control charts of data that a caller sends."""

import json
from pathlib import Path
from random import Random

import pytest

from services.quality import spc
from services.quality.pictures.service import PNG, SVG, VEGA_LITE

PUBLISHED = Path(spc.__path__[0]) / "published"
RINGS = json.loads((PUBLISHED / "xbar_r_s_pistonrings.json").read_text())
SUBGROUPS = RINGS["input"]["phase1_subgroups"]


@pytest.fixture
def analyze(client):
    async def post(body, accept="application/json"):
        return await client(None, "measurements:read").post("/v1/spc/analyze", json=body, headers={"accept": accept})

    return post


async def test_the_piston_rings_come_out_as_montgomery_has_them(analyze):
    answer = (await analyze({"chart": "xbar_r", "subgroups": SUBGROUPS})).json()
    means, ranges = answer["plots"]
    expected = RINGS["expected"]["xbar_r"]
    assert means["center"][0] == pytest.approx(expected["center"], rel=1e-9)
    assert answer["stages"][0]["sigma"] == pytest.approx(expected["sigma_within"], rel=1e-9)
    assert (ranges["lcl"][0], len(means["values"]), answer["points"][-1]) == (0, 25, 25)
    assert means["signals"] == []


@pytest.mark.parametrize(
    ("asked", "in_control", "one_sigma_off"),
    [
        ({"rules": ["nelson_1"]}, 370.40, 43.89),
        ({"rules": [f"western_electric_{number}" for number in range(1, 5)]}, 91.75, 9.22),
        ({"chart": "ewma", "ewma": {"asymptotic": True}}, 370.04, 9.79),
        ({"chart": "cusum"}, 370.4, 9.9),
    ],
)
async def test_a_chart_says_how_often_it_is_wrong(analyze, asked, in_control, one_sigma_off):
    answer = (await analyze({"chart": "xbar_r", "subgroups": SUBGROUPS} | asked)).json()
    assert [one["shift"] for one in answer["run_lengths"]] == [0, 1]
    assert [one["mean"] for one in answer["run_lengths"]] == pytest.approx([in_control, one_sigma_off], rel=0.01)
    assert {one["standard_error"] for one in answer["run_lengths"]} == {None}


async def test_where_points_are_not_normal_or_nothing_can_signal_no_run_length_is_said(analyze):
    rare = (await analyze({"chart": "g", "values": [3, 14, 1, 5, 9]})).json()
    assert rare["run_lengths"] == []
    silent = (await analyze({"chart": "xbar_r", "subgroups": SUBGROUPS, "rules": []})).json()
    assert [one["mean"] for one in silent["run_lengths"]] == [None, None]


async def test_frozen_limits_judge_what_follows(analyze):
    both = SUBGROUPS + RINGS["input"]["phase2_subgroups"]
    stages = [{"first": 1, "estimated_to": 25}]
    answer = (await analyze({"chart": "xbar_r", "subgroups": both, "stages": stages, "rules": ["nelson_1"]})).json()
    points = [signal["point"] for signal in answer["plots"][0]["signals"]]
    assert points == RINGS["expected"]["out_of_control_points"]["xbar_r"]
    assert answer["stages"][0]["estimated"] == 25


async def test_a_missing_subgroup_is_a_gap_and_not_zero(analyze):
    holed = [*SUBGROUPS[:5], [None] * 5, *SUBGROUPS[6:]]
    means = (await analyze({"chart": "xbar_s", "subgroups": holed})).json()["plots"][0]
    assert [means[name][5] for name in ("values", "center", "lcl", "ucl")] == [None] * 4
    assert means["n"][5] == 0


@pytest.mark.parametrize("chart", ["p", "np", "u", "laney_p", "laney_u"])
async def test_a_sample_of_nothing_or_without_a_count_is_a_gap_behind_which_nothing_was_inspected(analyze, chart):
    body = {"chart": chart, "counts": [1, 0, 2, None, 3, 2], "sizes": [50, 0, 50, 50, 50, 50]}
    [plot] = (await analyze(body)).json()["plots"]
    assert plot["n"] == [50, 0, 50, 0, 50, 50]
    assert [place for place, value in enumerate(plot["values"]) if value is None] == [1, 3]


async def test_rules_of_the_caller_for_either_limit_are_told_apart(analyze):
    own = [{"k": 1, "m": 1, "zone": 1, "side": side} for side in ("upper", "lower")]
    stages = [{"first": 1, "center": 0, "sigma": 1}]
    answer = (await analyze({"chart": "i_mr", "values": [0, 2, -2], "stages": stages, "custom_rules": own})).json()
    found = [(signal["rule"], signal["point"]) for signal in answer["plots"][0]["signals"]]
    assert found == [("1_of_1_beyond_1_upper", 2), ("1_of_1_beyond_1_lower", 3)]


async def test_a_long_chart_shows_its_extremes_and_every_flagged_point(analyze):
    values = [place * 7919 % 101 / 10 for place in range(20_000)]
    values[12_345] = 100.0
    body = {"chart": "i_mr", "values": values, "most_points": 1_000, "rules": ["nelson_1"]}
    answer = (await analyze(body)).json()
    assert answer["total_points"] == 20_000
    assert len(answer["points"]) <= 1_010
    assert [signal["point"] for signal in answer["plots"][0]["signals"]] == [12_346]
    assert 12_346 in answer["points"]
    assert len(answer["points"]) == len(answer["plots"][0]["values"])


async def test_a_million_points_are_charted_with_all_their_digits(analyze):
    chance = Random(1)
    answer = await analyze({"chart": "i_mr", "values": [chance.gauss(0, 1) for _ in range(1_000_000)]})
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["total_points"] == 1_000_000


@pytest.mark.parametrize(
    ("chart", "data"),
    [
        ("xbar_r", {"subgroups": SUBGROUPS}),
        ("xbar_s", {"subgroups": SUBGROUPS}),
        ("imr_rs", {"subgroups": SUBGROUPS}),
        ("ewma", {"subgroups": SUBGROUPS}),
        ("cusum", {"subgroups": SUBGROUPS}),
        ("i_mr", {"values": [1, 2, 3, 2, 1, 9, 2, 1]}),
        ("run", {"values": [1, 2, 3, 2, 1, 9, 2, 1, 4, 5, 6, 7, 8]}),
        ("g", {"values": [10, 2, 30, 44, 5, 16]}),
        ("t", {"values": [10.5, 2, 30, 44, 5, 16]}),
        ("p", {"counts": [1, 2, 0, 5], "sizes": [50, 60, 55, 40]}),
        ("np", {"counts": [1, 2, 0, 5], "sizes": [50, 50, 50, 50]}),
        ("c", {"counts": [1, 2, 0, 5]}),
        ("u", {"counts": [1, 2, 0, 5], "sizes": [1.5, 2, 2, 1]}),
        ("laney_p", {"counts": [100, 220, 90, 150], "sizes": [5000, 6000, 5500, 4000]}),
        ("laney_u", {"counts": [100, 220, 90, 150], "sizes": [5000, 6000, 5500, 4000]}),
        ("hotelling_t2", {"vectors": [[1, 2], [2, 1], [1.5, 2.2], [3, 1], [2, 2.5], [1, 1.1]]}),
    ],
)
async def test_every_chart_is_numbers_and_a_picture(analyze, chart, data):
    body = {"chart": chart, "title": "Ring", "unit": "mm", **data}
    numbers, spec, svg, png = [await analyze(body, kind) for kind in ("application/json", VEGA_LITE, SVG, PNG)]
    assert numbers.status_code == 200, numbers.text
    assert len(spec.json()["vconcat"]) == len(numbers.json()["plots"])
    assert svg.text.startswith("<svg")
    assert "Ring" in svg.text
    assert png.content.startswith(b"\x89PNG")
    assert (svg.headers["content-type"], png.headers["content-type"]) == (SVG, PNG)


async def test_the_picture_names_limits_flags_stages_exclusions_and_specification(analyze):
    values = [10.0, 10.1, 9.9, 10.2, 9.8, 10.0, 14.0, 10.1, 9.9, 10.0, 20.0, 20.1, 19.9, 20.2, 19.8, 20.0]
    body = {
        "chart": "i_mr", "values": values, "unit": "mm", "specification": {"usl": 22, "lsl": 8, "target": 15},
        "stages": [{"first": 1}, {"first": 11}], "exclusions": [{"point": 7, "cause": "Tool broke"}],
        "labels": [f"{day} May" for day in range(1, 17)],
    }  # fmt: skip
    text = (await analyze(body, SVG)).text
    for said in ("UCL", "LCL", "CL", "USL 22", "LSL 8", "target 15", "stage 2", "1 May", "Moving range, mm"):
        assert said in text, said


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"chart": "xbar_r", "subgroups": []}, "insufficient_data", "/subgroups"),
        ({"chart": "xbar_r", "subgroups": [[1, 2]]}, "insufficient_data", None),
        ({"chart": "i_mr", "values": [1]}, "insufficient_data", "/values"),
        ({"chart": "xbar_r", "values": [1, 2, 3]}, "data_missing", "/values"),
        ({"chart": "xbar_r"}, "data_missing", "/subgroups"),
        ({"chart": "p", "counts": [1, 2]}, "data_missing", "/sizes"),
        ({"chart": "p", "counts": [-1, 2], "sizes": [5, 5]}, "invalid_count", "/counts/0"),
        ({"chart": "p", "counts": [2, 6], "sizes": [5, 5]}, "invalid_count", "/counts/1"),
        ({"chart": "np", "counts": [1.5, 2], "sizes": [5, 5]}, "invalid_count", None),
        ({"chart": "c", "counts": [1, 2], "sizes": [5, 6]}, "use_u_chart", "/counts"),
        ({"chart": "i_mr", "values": ["1", 2]}, "validation_failed", "/values/0"),
        ({"chart": "i_mr", "values": [1, 2, 3], "labels": ["a"]}, "labels_uneven", "/labels"),
        ({"chart": "i_mr", "values": [1, 2, 3], "stages": [{"first": 9}]}, "invalid_option", None),
        ({"chart": "i_mr", "values": [1, 2, 3], "stages": [{"sigma": 1}]}, "stage_invalid", "/stages/0/sigma"),
        ({"chart": "hotelling_t2", "vectors": [[1, 2], [1]]}, "invalid_value", None),
        ({"chart": "i_mr", "values": [1, 2, 3], "custom_rules": [{"k": 3, "m": 2}]}, "invalid_option", None),
        ({"chart": "t", "values": [0, 1, 2]}, "invalid_value", "/values/0"),
    ],
)
async def test_what_can_not_be_charted_says_why(analyze, body, code, pointer):
    answer = await analyze(body)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    if pointer:
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}


async def test_zero_variation_is_a_warning_and_no_alarm(analyze):
    answer = (await analyze({"chart": "i_mr", "values": [5.0] * 30})).json()
    assert "zero_variation" in answer["warnings"]
    assert answer["plots"][0]["signals"] == []


async def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(analyze):
    answer = await analyze({"chart": "i_mr", "values": [1, 2, 3]}, "image/gif")
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert SVG in answer.json()["offers"]


async def test_the_form_wanted_most_is_chosen(analyze):
    body = {"chart": "i_mr", "values": [1, 2, 3]}
    for accept, kind in (
        ("image/png;q=0.5, image/svg+xml", SVG),
        ("image/*", SVG),
        ("text/html, */*;q=0.1", "application/json"),
        ("", "application/json"),
        ("image/png;q=x, image/svg+xml;q=0.2", SVG),
    ):
        assert (await analyze(body, accept)).headers["content-type"] == kind, accept
