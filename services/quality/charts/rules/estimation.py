"""Limits from subgroups."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.quality.charts.rules.judging import Sample, observed
from services.quality.charts.rules.setup import Setup
from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.limits import Limits
from services.quality.spc.rules.observations import InsufficientData
from shared.problems import FieldError, Invalid


class LimitsAsked(Invalid):
    """Limits are estimated from subgroups, or a center is given with its source."""


OF_ESTIMATES, OF_GIVEN = {"last", "taken_since", "taken_before"}, {"sigma", "source"}


def check_asked(**asked: Any) -> None:
    given = {name for name, value in asked.items() if value is not None}
    wrong: dict[str, str] = {}
    if "center" in given:
        wrong |= dict.fromkeys(given & OF_ESTIMATES, "is not for a center that is given")
        wrong |= {} if "source" in given else {"source": "is required with a center that is given"}
    else:
        wrong |= dict.fromkeys(given & OF_GIVEN, "needs a center")
    if wrong:
        raise LimitsAsked(errors=[FieldError(f"/{name}", "not_asked", detail) for name, detail in wrong.items()])


def estimate(setup: Setup, samples: Sequence[Sample], excluded: Sequence[int]) -> tuple[Limits, int]:
    """And from how many; those excluded keep their places but set nothing. Raises InsufficientData."""
    if not samples:
        raise InsufficientData("There is no subgroup to estimate limits from.", points=0)
    exclusions = {at + 1: "excluded" for at in excluded}
    options = replace(setup.options, exclusions=exclusions)
    [stretch] = analyze(setup.kind, observed(setup.kind, samples), options).stages
    assert isinstance(stretch.limits, Limits)
    return stretch.limits, stretch.estimated
