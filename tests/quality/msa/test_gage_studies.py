"""Gage studies as callers send them: the published AIAG study, nested ones, and clear refusals of everything else."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.quality import spc

REFERENCE = json.loads((Path(spc.__path__[0]) / "published" / "gage_rr_aiag_msa.json").read_text())
EXPECTED = REFERENCE["expected"]
READINGS = [{name: row[name] for name in ("part", "operator", "value")} for row in REFERENCE["input"]["measurements"]]
PATH = "/v1/spc/gage-rr"


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=REFERENCE["tolerance"]["relative"], abs=REFERENCE["tolerance"]["absolute"])


@pytest.fixture
def engineer(client, make):
    return client(make.person(), "measurements:read")


async def study(engineer, **fields: Any) -> dict[str, Any]:
    answer = await engineer.post(PATH, json={"readings": READINGS} | fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refusal(engineer, **fields: Any) -> dict[str, Any]:
    refused = await engineer.post(PATH, json={"readings": READINGS} | fields)
    assert refused.status_code == 422, refused.text
    return dict(refused.json())


async def test_the_published_study_is_answered(engineer):
    found = await study(engineer)
    assert [found[name] for name in ("parts", "operators", "trials")] == [10, 3, 3]
    assert found["anova"]["interaction"]["p"] == near(EXPECTED["anova"]["p_interaction"])
    for kind, model in (("components", found["kept"]), ("other_model", found["other"])):
        for source, share in EXPECTED[kind]["percent_study_variation"].items():
            assert model["components"][source]["percent_study_variation"] == near(share), (kind, source)
        assert model["components"]["ndc"] == EXPECTED[kind]["ndc"]
    assert found["interaction_in_model"] is False
    for name, value in EXPECTED["average_and_range"].items():
        assert found["average_and_range"][name.lower()] == near(value)
    assert found["kept"]["components"]["verdict"] == "conditional"


async def test_limits_share_the_tolerance_out_and_one_is_enough(engineer):
    both = (await study(engineer, lsl=-4, usl=4))["kept"]["components"]
    assert both["grr"]["percent_tolerance"] == pytest.approx(100 * 6 * 0.302371522323 / 8)
    assert both["tolerance_verdict"] == "conditional"
    one = (await study(engineer, usl=4))["kept"]["components"]
    assert one["grr"]["percent_tolerance"] is not None
    assert (await study(engineer))["kept"]["components"]["tolerance_verdict"] is None


async def test_a_nested_study_has_no_interaction(engineer):
    found = await study(engineer, design="nested")
    assert (found["anova"]["interaction"], found["interaction_in_model"], found["other"]) == (None, None, None)
    assert found["average_and_range"] is None
    assert found["kept"]["components"]["interaction"] is None


async def test_one_operator_has_no_reproducibility(engineer):
    alone = [reading for reading in READINGS if reading["operator"] == "A"]
    found = await study(engineer, readings=alone)
    assert (found["anova"]["operator"], found["other"], found["interaction_in_model"]) == (None, None, None)
    assert found["kept"]["components"]["reproducibility"] is None
    assert found["average_and_range"]["percent_av"] is None


async def test_readings_that_never_vary_answer_nulls_and_a_warning(engineer):
    found = await study(engineer, readings=[reading | {"value": 0.1} for reading in READINGS])
    assert found["warnings"] == ["zero_variation"]
    assert found["kept"]["components"]["grr"]["percent_study_variation"] is None
    assert found["average_and_range"]["percent_grr"] is None


async def test_a_hole_in_the_design_is_named(engineer):
    problem = await refusal(engineer, readings=READINGS[:-1])
    assert problem["code"] == "unbalanced_design"
    assert problem["errors"][0]["pointer"] == "/readings"
    last = READINGS[-1]
    assert problem["cells"] == [{"part": last["part"], "operator": last["operator"], "readings": 2}]


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"readings": []}, "validation_failed", "/readings"),
        ({"readings": READINGS[:1]}, "insufficient_data", "/readings"),
        ({"readings": [READINGS[0] | {"value": "0.3"}]}, "validation_failed", "/readings/0/value"),
        ({"readings": [READINGS[0] | {"value": None}]}, "validation_failed", "/readings/0/value"),
        ({"readings": [READINGS[0] | {"trial": 1}]}, "validation_failed", "/readings/0/trial"),
        ({"lsl": 4, "usl": 4}, "invalid_spec", "/usl"),
        ({"alpha": 1.1}, "validation_failed", "/alpha"),
        ({"design": "split"}, "validation_failed", "/design"),
    ],
)
async def test_what_is_no_study_is_refused_where_it_is_wrong(engineer, fields, code, pointer):
    problem = await refusal(engineer, **fields)
    assert (problem["code"], problem["errors"][0]["pointer"]) == (code, pointer)


async def test_a_study_of_thousands_is_answered_and_a_larger_one_refused(engineer):
    part = [{"part": str(at), "operator": name, "value": float(at % 7)} for at in range(1_250) for name in "ab"] * 2
    found = await study(engineer, readings=part)
    assert (found["parts"], found["operators"], found["trials"]) == (1_250, 2, 2)
    assert (await refusal(engineer, readings=part + part[:1]))["errors"][0]["pointer"] == "/readings"
    strangers = [{"part": str(at), "operator": str(at), "value": 1.0} for at in range(5_000)]
    assert len((await refusal(engineer, readings=strangers))["cells"]) == 100


async def test_nobody_asks_without_the_scope(client, make):
    refused = await client(make.person(), "processes:read").post(PATH, json={"readings": READINGS})
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
