"""Which chart, how soon it signals, and the constants behind it."""

from typing import Any

import pytest


@pytest.fixture
def reading(client):
    return client(None, "measurements:read")


async def test_subgroups_of_five_get_ranges_and_single_values_get_moving_ranges(reading):
    fives = {"data_kind": "variable", "subgroups": [[1, 2, 3, 4, 5], [2, 3, 4, 5, 6]]}
    singles = {"data_kind": "variable", "values": [1, 2, 3]}
    answers = [(await reading.post("/v1/spc/recommend", json=body)).json() for body in (fives, singles)]
    assert [answer["chart"] for answer in answers] == ["xbar_r", "i_mr"]
    assert answers[0]["reasons"][0]["code"] == "small_subgroups"


async def test_counts_that_vary_too_much_get_laney(reading):
    body = {"data_kind": "defectives", "counts": [100, 900, 150, 800, 120, 950], "sizes": [10_000] * 6}
    answer = (await reading.post("/v1/spc/recommend", json=body)).json()
    assert answer["chart"] == "laney_p"
    assert answer["dispersion"]["sigma_z"] > 1.2


async def test_nobody_turns_on_rules_unaware(reading):
    western = [f"western_electric_{number}" for number in (1, 2, 3, 4)]
    for rules, expected in ((["nelson_1"], 370.40), (western, 91.75)):
        answer = (await reading.post("/v1/spc/arl", json={"rules": rules})).json()
        in_control, shifted = answer["run_lengths"]
        assert in_control["mean"] == pytest.approx(expected, abs=0.005)
        assert in_control["method"] == "markov_chain"
        assert shifted["mean"] < in_control["mean"]


async def test_ewma_and_cusum_have_the_run_lengths_of_their_defaults(reading):
    bodies: list[dict[str, Any]] = [{"ewma": {"asymptotic": True}}, {"cusum": {}}]
    for body in bodies:
        answer = (await reading.post("/v1/spc/arl", json=body)).json()
        assert answer["run_lengths"][0]["mean"] == pytest.approx(370, rel=0.01)


async def test_run_lengths_are_of_one_chart(reading):
    for body in ({}, {"rules": ["nelson_1"], "ewma": {}}):
        answer = await reading.post("/v1/spc/arl", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "one_chart")


async def test_constants_are_exact_for_any_size(reading):
    answer = (await reading.get("/v1/spc/constants", params={"n": [2, 5, 500]})).json()
    two, five, _ = answer["constants"]
    assert two["d2"] == pytest.approx(1.1283791670955126, rel=1e-12)
    assert five["range_d4"] == pytest.approx(2.114, abs=0.001)
    assert (await reading.get("/v1/spc/constants", params={"n": 1})).status_code == 422


@pytest.mark.parametrize(
    "asked",
    [{"ewma": {"weight": 1e-9}}, {"ewma": {"width": 13}}, {"cusum": {"interval": 1e6}}],
)
async def test_run_lengths_that_would_be_wrong_or_take_minutes_are_refused_but_the_chart_is_drawn(reading, asked):
    refused = await reading.post("/v1/spc/arl", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_option"), refused.text
    body = {"chart": next(iter(asked)), "values": [1, 2, 3, 2, 1, 3]} | asked
    charted = await reading.post("/v1/spc/analyze", json=body)
    assert (charted.status_code, charted.json()["run_lengths"]) == (200, [])


@pytest.mark.parametrize(("interval", "in_a_sigma"), [(50, 100.371749), (100, 200.371749)])
async def test_a_wide_cusum_climbs_half_a_sigma_a_point(reading, interval, in_a_sigma):
    """By the renewal theorem each further unit of h takes 2 points more at a shift of one sigma."""
    answer = await reading.post("/v1/spc/arl", json={"cusum": {"interval": interval}, "shifts": [1]})
    assert answer.json()["run_lengths"][0]["mean"] == pytest.approx(in_a_sigma, abs=1e-6)
