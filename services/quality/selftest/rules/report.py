"""Every published document against what the engines make of it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.quality.selftest.rules.behaviour import outcomes
from services.quality.selftest.rules.reproductions import PLAN, REPRODUCTIONS
from services.quality.spc.rules.selftest import reproductions as charts
from services.quality.spc.rules.selftest.checks import Check, checks

Document = Mapping[str, Any]

ALL = charts.REPRODUCTIONS | REPRODUCTIONS | {"edge_cases": outcomes}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one document: how many figures it has, and those that came out otherwise."""

    id: str
    title: str
    status: str
    citation: str
    figures: int
    failures: list[Check]


def report(documents: Iterable[Document]) -> list[Outcome]:
    """By the documents' ids. Raises KeyError for one that nothing here reproduces."""
    return sorted(map(_outcome, documents), key=lambda one: one.id)


def _outcome(document: Document) -> Outcome:
    found = checks(_expecting(document), ALL)
    failures = [check for check in found if not check.passed]
    source = document["source"]["citation"]
    return Outcome(document["id"], document["title"], document["status"], source, len(found), failures)


def _expecting(document: Document) -> Document:
    """Published plans stand beside their lots, promised outcomes beside what they are of, all other figures by
    themselves."""
    if document["operation"] == "edge_cases":
        promised = {case["name"]: case["outcome"] for case in document["expected"]["cases"]}
        return {**document, "input": document["expected"], "expected": promised}
    if document["operation"] != "sampling_plan":
        return document
    cases = [{name: case[name] for name in PLAN} for case in document["input"]["cases"]]
    return {**document, "expected": {"cases": cases}}
