"""Scores of customers as callers ask for them."""

import json
from pathlib import Path

import pytest

from services.quality import spc

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "quality_metrics_a.json").read_text())
GIVEN, EXPECTED, REL = REFERENCE["input"], REFERENCE["expected"], REFERENCE["tolerance"]["relative"]
PATH = "/v1/satisfaction/scores"


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


async def test_the_reference_is_answered(engineer):
    found = (await engineer.post(PATH, json={"nps": GIVEN["nps"], "csat": GIVEN["csat"]})).json()
    assert found["nps"]["value"] == EXPECTED["nps"]["nps"]
    assert [found["nps"]["lower"], found["nps"]["upper"]] == pytest.approx(EXPECTED["nps"]["ci"], rel=REL)
    assert [found["csat"]["lower"], found["csat"]["upper"]] == pytest.approx(EXPECTED["csat"]["wilson_ci_95"], rel=REL)


async def test_nobodys_answer_is_no_score(engineer):
    found = (await engineer.post(PATH, json={"csat": {"satisfied": 0, "responses": 0}})).json()
    assert found == {"nps": None, "csat": {"n": 0, "value": None, "lower": None, "upper": None}}


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "nothing_counted", "/nps"),
        ({"csat": {"satisfied": 3, "responses": 2}}, "invalid_count", "/csat/satisfied"),
        ({"nps": {"promoters": -1, "passives": 0, "detractors": 0}}, "validation_failed", "/nps/promoters"),
        ({"nps": {"promoters": 1}}, "validation_failed", "/nps/passives"),
    ],
)
async def test_what_cannot_be_counted_is_refused_where_it_stands(engineer, body, code, pointer):
    refused = await engineer.post(PATH, json=body)
    assert refused.status_code == 422, refused.text
    assert (refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (code, pointer)


async def test_nobody_asks_without_the_scope(client, make):
    refused = await client(make.person(), "processes:read").post(PATH, json={})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
