"""Yields as callers ask for them: the reference, no measurement, and clear refusals."""

import json
from pathlib import Path

import pytest

from services.quality import spc

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "quality_metrics_a.json").read_text())
GIVEN, EXPECTED, REL = REFERENCE["input"], REFERENCE["expected"], REFERENCE["tolerance"]["relative"]
STEPS = [
    {"entered": step["in"], "reworked": step["reworked"], "scrapped": step["scrapped"]}
    for step in GIVEN["process_steps"]
]
PATH = "/v1/spc/yields"


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


async def test_the_reference_is_answered(engineer):
    for given, expected in zip(GIVEN["defects"], EXPECTED["defects"], strict=True):
        found = (await engineer.post(PATH, json={"defects": given})).json()["defects"]
        assert found["dpmo"] == pytest.approx(expected["dpmo"], rel=REL)
        assert found["sigma"]["short_term"] == pytest.approx(expected["sigma_level_short_term"], rel=REL)
    found = (await engineer.post(PATH, json={"steps": STEPS})).json()
    assert found["defects"] is None
    assert found["process"]["first_pass"] == pytest.approx(EXPECTED["process"]["first_pass_yield"], rel=REL)
    assert found["process"]["rolled_throughput"] == pytest.approx(
        EXPECTED["process"]["rolled_throughput_yield"], rel=REL
    )


async def test_another_shift_moves_the_short_term_only(engineer):
    defects = {"defects": 3, "units": 100}
    usual, none = [
        (await engineer.post(PATH, json={"defects": defects} | more)).json()["defects"]["sigma"]
        for more in ({}, {"shift": 0})
    ]
    assert usual["short_term"] == usual["long_term"] + 1.5
    assert none["short_term"] == none["long_term"] == usual["long_term"]


async def test_what_was_never_counted_is_null_and_not_zero(engineer):
    body = {"defects": {"defects": 0, "units": 0}, "steps": [{"entered": 0, "reworked": 0, "scrapped": 0}]}
    found = (await engineer.post(PATH, json=body)).json()
    assert (found["defects"]["dpmo"], found["process"]["rolled_throughput"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "nothing_counted", "/defects"),
        ({"defects": {"defects": -1, "units": 1}}, "validation_failed", "/defects/defects"),
        ({"defects": {"defects": 1.5, "units": 1}}, "validation_failed", "/defects/defects"),
        (
            {"defects": {"defects": 1, "units": 1, "opportunities_per_unit": 0}},
            "validation_failed",
            "/defects/opportunities_per_unit",
        ),
        ({"steps": []}, "validation_failed", "/steps"),
        (
            {"steps": [STEPS[0], {"entered": 5, "reworked": 3, "scrapped": 3}]},
            "invalid_count",
            "/steps/1/scrapped",
        ),
    ],
)
async def test_what_cannot_be_counted_is_refused_where_it_stands(engineer, body, code, pointer):
    refused = await engineer.post(PATH, json=body)
    assert refused.status_code == 422, refused.text
    assert (refused.json()["code"], [error["pointer"] for error in refused.json()["errors"]]) == (code, [pointer])


async def test_nobody_asks_without_the_scope(client, make):
    refused = await client(make.person(), "processes:read").post(PATH, json={})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
