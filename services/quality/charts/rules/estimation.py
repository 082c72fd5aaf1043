"""Limits from subgroups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from services.quality.charts.rules.judging import Sample, observed
from services.quality.charts.rules.setup import Setup
from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.limits import AnyLimits, Limits, VectorLimits
from services.quality.spc.rules.observations import InsufficientData
from shared.problems import FieldError, Invalid


class LimitsAsked(Invalid):
    """Limits are estimated from subgroups, or a center is given with its source."""


OF_ESTIMATES, OF_GIVEN = {"last", "taken_since", "taken_before"}, {"sigma", "source"}


FIGURES = ("center", "sigma", "sigma_of_means", "sigma_z", "median")


def check_asked(*, rebaseline: bool, **asked: Any) -> None:
    given = {name for name, value in asked.items() if value is not None}
    wrong: dict[str, str] = {}
    if rebaseline:
        wrong |= dict.fromkeys(given, "is not for a new baseline")
    elif "center" in given:
        wrong |= dict.fromkeys(given & OF_ESTIMATES, "is not for a center that is given")
        wrong |= {} if "source" in given else {"source": "is required with a center that is given"}
    else:
        wrong |= dict.fromkeys(given & OF_GIVEN, "needs a center")
    if wrong:
        raise LimitsAsked(errors=[FieldError(f"/{name}", "not_asked", detail) for name, detail in wrong.items()])


def estimate(setup: Setup, samples: Sequence[Sample], excluded: Sequence[int]) -> tuple[AnyLimits, int]:
    """And from how many; those excluded keep their places but set nothing. Raises InsufficientData."""
    if not samples:
        raise InsufficientData("There is no subgroup to estimate limits from.", points=0)
    exclusions = {at + 1: "excluded" for at in excluded}
    options = replace(setup.options, exclusions=exclusions)
    [stretch] = analyze(setup.kind, observed(setup, samples), options).stages
    whole = stretch.limits.subgroups if isinstance(stretch.limits, VectorLimits) else stretch.estimated
    return stretch.limits, whole


def stored(limits: AnyLimits) -> dict[str, Any]:
    """As columns."""
    if isinstance(limits, VectorLimits):
        return {"means": limits.center.tolist(), "covariance": limits.covariance.tolist()}
    return {name: getattr(limits, name) for name in FIGURES}


def restored(columns: Mapping[str, Any]) -> AnyLimits:
    """Of T² from so many whole subgroups, each a unit."""
    if columns["means"] is None:
        return Limits(**{name: columns[name] for name in FIGURES})
    means, covariance = (np.array(columns[name], dtype=np.float64) for name in ("means", "covariance"))
    return VectorLimits(means, covariance, columns["subgroups"], size=1)
