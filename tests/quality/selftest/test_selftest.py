"""The engines against all published results, as anybody may ask for it; and that it would tell if one were off."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from services.quality import spc
from services.quality.selftest.rules.report import report

DOCUMENTS = [json.loads(file.read_text()) for file in (Path(spc.__path__[0]) / "published").glob("*.json")]


async def test_everything_published_comes_out_as_it_was_published(client, make):
    answer = await client(make.person(), "measurements:read").get("/v1/spc/selftest")
    assert answer.status_code == 200
    found = answer.json()
    assert [failure for result in found["results"] for failure in result["failures"]] == []
    assert found["passed"] is True
    assert found["figures"] == sum(result["figures"] for result in found["results"]) > 900
    assert {result["id"] for result in found["results"]} == {one["id"] for one in DOCUMENTS}
    assert all(result["citation"] for result in found["results"])


@pytest.mark.parametrize(
    ("name", "path", "off"),
    [
        ("capability_pistonrings", ("expected", "Cpk", "ci", 0), 1.4481),
        ("gage_rr_aiag_msa", ("expected", "components", "ndc"), 5),
        ("gage_rr_aiag_msa", ("expected", "published_rounded", "average_and_range", "PV"), 1.1048),
        ("linearity_aiag_msa", ("expected", "published_rounded", "s"), 0.23944),
        ("kappa_fleiss_diagnoses", ("expected", "published_rounded", "kappa"), 0.432),
        ("aql_single_plans_a", ("input", "cases", 0, "n"), 50),
        ("oc_curve_single_n52_c3", ("expected", "aoql_large_lot"), 0.0374),
        ("double_plan_montgomery", ("expected", "aoql_large_lot"), 0.0184),
        ("switching_rules_a", ("expected", "history", 5, "after"), "normal"),
        ("quality_metrics_a", ("expected", "process", "hidden_factory"), 0.0822),
        ("edge_cases", ("expected", "cases", 0, "outcome"), "error use_u_chart"),
        ("edge_cases", ("expected", "cases", 2, "outcome", "ucl"), 6),
        ("edge_cases", ("expected", "cases", 4, "outcome", "moving_ranges"), [None, 2, 1, 1, 2]),
        ("edge_cases", ("expected", "cases", 13, "outcome"), "computed with warning target_outside_spec"),
    ],
)
def test_a_figure_that_is_off_is_told(name: str, path: tuple[Any, ...], off: Any) -> None:
    wrong = deepcopy(next(document for document in DOCUMENTS if document["id"] == name))
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = off
    [outcome] = report([wrong])
    [failure] = outcome.failures
    assert str(off) in str(failure.expected)
    assert str(off) not in str(failure.actual)


async def test_nobody_asks_without_the_scope(client, make):
    refused = await client(make.person(), "processes:read").get("/v1/spc/selftest")
    assert (refused.status_code, refused.json()["scope"]) == (403, "measurements:read")
