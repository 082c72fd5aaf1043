"""Every published data set, figure by figure, by the same checks that the product runs on itself."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from services.quality import spc
from services.quality.spc.rules.selftest.checks import Check, checks
from services.quality.spc.rules.selftest.reproductions import REPRODUCTIONS

PUBLISHED = Path(spc.__path__[0]) / "published"


def document(name: str) -> dict[str, Any]:
    return json.loads((PUBLISHED / f"{name}.json").read_text())  # type: ignore[no-any-return]


CHECKS = [(name, check) for name in REPRODUCTIONS for check in checks(document(name))]


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}{check.figure}" for name, check in CHECKS])
def test_the_engine_finds_what_was_published(name: str, check: Check) -> None:
    assert check.passed, (check.expected, check.actual, document(name)["source"]["citation"])


def test_each_document_is_checked_in_all_its_figures() -> None:
    assert len(CHECKS) > 200
    assert {name for name, _ in CHECKS} == set(REPRODUCTIONS)


@pytest.mark.parametrize(
    ("name", "path", "off"),
    [
        ("xbar_r_s_pistonrings", ("expected", "xbar_r", "sigma_within"), 0.009785039),
        ("xbar_r_s_pistonrings", ("expected", "out_of_control_points", "xbar_r"), [37, 38]),
        ("constants_n2_to_n10", ("expected", "published_rounded", 1, "d2"), 2.325),
        ("nelson_rules_one_sequence_per_rule", ("expected", "flagged_points", "rule1", "rule1"), [3, 5, 7]),
        ("p_np_orangejuice", ("expected", "published_rounded", "np_initial", "ucl"), 20.52),
    ],
)
def test_a_figure_that_is_off_is_found(name: str, path: tuple[Any, ...], off: Any) -> None:
    """Among them the sigma that three-decimal constants give."""
    wrong = deepcopy(document(name))
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = off
    assert [check.expected for check in checks(wrong) if not check.passed] == [off]
