"""Bias, linearity and agreement of what callers send: published studies, and clear refusals of everything else."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.quality import spc

PUBLISHED = Path(spc.__path__[0]) / "published"
LINEARITY = json.loads((PUBLISHED / "linearity_aiag_msa.json").read_text())
READINGS = [
    {"reference": part["reference"], "value": value} for part in LINEARITY["input"]["parts"] for value in part["values"]
]
RATED = {"ann": ["ok", "ok", "bad", "ok"], "bob": ["ok", "bad", "bad", "ok"]}
JUDGEMENTS = [
    {"item": str(item), "appraiser": appraiser, "rating": rating}
    for appraiser, ratings in RATED.items()
    for item, rating in enumerate(ratings, 1)
]
TRUTH = {"1": "ok", "2": "ok", "3": "bad", "4": "bad"}


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


async def study(engineer, path: str, **body: Any) -> dict[str, Any]:
    answer = await engineer.post(f"/v1/spc/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_published_linearity_study_is_answered(engineer):
    found, printed = await study(engineer, "linearity", readings=READINGS), LINEARITY["expected"]["published_rounded"]
    assert found["slope"]["value"] == pytest.approx(printed["slope"], abs=5e-7)
    assert found["intercept"]["t"] == pytest.approx(printed["t_intercept"], abs=5e-4)
    assert found["r_squared"] == pytest.approx(printed["r_squared"], abs=5e-4)
    assert [one["bias"]["value"] for one in found["by_reference"]] == pytest.approx(printed["bias"], abs=5e-7)


async def test_the_order_of_readings_does_not_matter(engineer):
    there, back = [await study(engineer, "linearity", readings=one) for one in (READINGS, READINGS[::-1])]
    assert back["slope"]["value"] == pytest.approx(there["slope"]["value"])
    assert [one["bias"]["t"] for one in back["by_reference"]] == pytest.approx(
        [one["bias"]["t"] for one in there["by_reference"]]
    )


async def test_bias_is_tested_against_chance_and_a_higher_confidence_is_a_wider_interval(engineer):
    body = {"reference": 6.0, "values": [5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1]}
    found = (await study(engineer, "bias", **body))["bias"]
    assert found["value"] == pytest.approx(0.025)
    assert found["lower"] < 0 < found["upper"]
    sure = (await study(engineer, "bias", **body, confidence=0.99))["bias"]
    assert sure["lower"] < found["lower"]


async def test_a_gage_that_never_varies_is_off_without_a_test(engineer):
    found = (await study(engineer, "bias", reference=0.1, values=[0.3, 0.3]))["bias"]
    assert found["value"] == pytest.approx(0.2)
    assert {found[name] for name in ("se", "t", "p", "lower", "upper")} == {None}


async def test_appraisers_are_held_against_each_other_and_the_truth(engineer):
    found = await study(engineer, "attribute-agreement", judgements=JUDGEMENTS, standards=TRUTH)
    assert [one["with_standard"]["agreed"] for one in found["appraisers"]] == [3, 2]
    assert [one["within"] for one in found["appraisers"]] == [None, None]
    assert (found["between"]["agreed"], found["all_with_standard"]["agreed"]) == (3, 2)
    assert found["pairs"][0]["kappa"]["value"] == pytest.approx(0.5)


async def test_without_a_standard_nothing_is_held_against_one(engineer):
    found = await study(engineer, "attribute-agreement", judgements=JUDGEMENTS)
    assert (found["appraisers"][0]["with_standard"], found["all_with_standard"]) == (None, None)


async def test_one_rating_for_everything_has_no_kappa(engineer):
    same = [one | {"rating": "ok"} for one in JUDGEMENTS]
    found = await study(engineer, "attribute-agreement", judgements=same)
    assert (found["between"]["percent"], found["between"]["kappa"]["value"]) == (100, None)


async def test_a_hole_in_a_study_of_judgements_is_named(engineer):
    refused = await engineer.post("/v1/spc/attribute-agreement", json={"judgements": JUDGEMENTS[:-1]})
    assert refused.json()["code"] == "unbalanced_design"
    assert refused.json()["errors"][0]["pointer"] == "/judgements"
    assert refused.json()["cells"] == [{"item": "4", "appraiser": "bob", "readings": 0}]


CROWD = [{"item": item, "appraiser": str(appraiser), "rating": "ok"} for item in ("1", "2") for appraiser in range(51)]
BLANK = JUDGEMENTS[0] | {"rating": " "}
REFUSED = [
    ("bias", {"reference": 1, "values": [1.0]}, "insufficient_data", "/values"),
    ("bias", {"reference": 1, "values": []}, "validation_failed", "/values"),
    ("bias", {"reference": 1, "values": [1, "2"]}, "validation_failed", "/values/1"),
    ("bias", {"reference": None, "values": [1, 2]}, "validation_failed", "/reference"),
    ("bias", {"reference": 1, "values": [1, 2], "confidence": 1}, "validation_failed", "/confidence"),
    ("linearity", {"readings": READINGS[:2]}, "insufficient_data", "/readings"),
    ("linearity", {"readings": READINGS[:12]}, "insufficient_data", "/readings"),
    (
        "linearity",
        {"readings": [{"reference": at * 1e-200, "value": 1} for at in range(3)]},
        "insufficient_data",
        "/readings",
    ),
    ("linearity", {"readings": [READINGS[0] | {"value": True}]}, "validation_failed", "/readings/0/value"),
    ("attribute-agreement", {"judgements": JUDGEMENTS[:1]}, "insufficient_data", "/judgements"),
    ("attribute-agreement", {"judgements": CROWD}, "too_many_names", "/judgements"),
    ("attribute-agreement", {"judgements": JUDGEMENTS, "standards": {"1": "ok"}}, "standard_missing", "/standards"),
    ("attribute-agreement", {"judgements": [BLANK]}, "validation_failed", "/judgements/0/rating"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "code", "pointer"), REFUSED)
async def test_what_is_no_study_is_refused_where_it_is_wrong(engineer, path, body, code, pointer):
    refused = await engineer.post(f"/v1/spc/{path}", json=body)
    assert refused.status_code == 422, refused.text
    assert (refused.json()["code"], [error["pointer"] for error in refused.json()["errors"]]) == (code, [pointer])


async def test_the_largest_studies_are_answered(engineer):
    names = [(str(item), str(appraiser)) for item in range(100) for appraiser in range(50)]
    judgements = [{"item": item, "appraiser": one, "rating": str((int(item) + int(one)) % 50)} for item, one in names]
    found = await study(engineer, "attribute-agreement", judgements=judgements)
    assert len(found["pairs"]) == 1_225
    readings = [{"reference": float(at), "value": at * 1.01} for at in range(5_000)]
    assert (await study(engineer, "linearity", readings=readings))["slope"]["value"] == pytest.approx(0.01)
    assert (await study(engineer, "bias", reference=1e15, values=[-1e15, 1e15]))["bias"]["value"] == -1e15


@pytest.mark.parametrize("path", ["bias", "linearity", "attribute-agreement"])
async def test_nobody_asks_without_the_scope(client, make, path):
    refused = await client(make.person(), "processes:read").post(f"/v1/spc/{path}", json={})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
