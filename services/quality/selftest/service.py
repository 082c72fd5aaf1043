"""The engines of this very process against the published results that lie beside them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from services.quality import spc
from services.quality.selftest import schemas
from services.quality.selftest.rules.report import Outcome, report
from services.quality.spc.rules.selftest.checks import Check
from shared.answers import Document

PUBLISHED = Path(spc.__path__[0]) / "published"


@cache
def run() -> Document[schemas.SelfTest]:
    """Once a process: nothing could come out otherwise before another version starts."""
    outcomes = report(_documents())
    answer = {
        "passed": not any(outcome.failures for outcome in outcomes),
        "figures": sum(outcome.figures for outcome in outcomes),
        "results": [_result(outcome) for outcome in outcomes],
    }
    return Document(orjson.dumps(answer))


@cache
def _documents() -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in PUBLISHED.glob("*.json")]


def _result(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "title": outcome.title,
        "status": outcome.status,
        "citation": outcome.citation,
        "passed": not outcome.failures,
        "figures": outcome.figures,
        "failures": [_off(check) for check in outcome.failures],
    }


def _off(check: Check) -> dict[str, str]:
    written = {name: orjson.dumps(getattr(check, name)).decode() for name in ("expected", "actual")}
    return {"figure": check.figure} | written
