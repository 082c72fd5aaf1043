"""What the engines make of the published studies of gages and of people who judge."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from services.quality.msa.rules.bias import linearity
from services.quality.msa.rules.kappa import fleiss

Given = Mapping[str, Any]
Figures = dict[str, Any]


def linearity_study(given: Given, parameters: Given) -> Figures:
    parts = given["parts"]
    values = np.concatenate([part["values"] for part in parts])
    references = np.repeat([part["reference"] for part in parts], [len(part["values"]) for part in parts])
    found = linearity(values, references, parameters["confidence"])
    biases = [one.bias for one in found.by_reference]
    figures: Figures = {
        "slope": found.slope.value,
        "intercept": found.intercept.value,
        "s": found.s,
        "r_squared": found.r_squared,
        "bias": [one.value for one in biases],
    }
    tests = {"t_slope": found.slope.t, "t_intercept": found.intercept.t}
    return figures | {
        "slope_se": found.slope.se,
        "slope_p": found.slope.p,
        "slope_ci": [found.slope.lower, found.slope.upper],
        "intercept_se": found.intercept.se,
        "bias_t": [one.t for one in biases],
        "bias_p": [one.p for one in biases],
        "published_rounded": figures | tests,
    }


def diagnoses(given: Given, _: Given) -> Figures:
    found = fleiss(np.array(given["counts"]))
    figures: Figures = {"kappa": found.value, "se_by_chance": found.se_by_chance, "z": found.z}
    return figures | {"published_rounded": figures}
