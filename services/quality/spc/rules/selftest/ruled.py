"""Published constants, sequences that signal and run lengths."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from services.quality.spc.rules.constants import constants
from services.quality.spc.rules.limits import Cusum, Ewma
from services.quality.spc.rules.run_lengths.average import of_cusum, of_ewma, of_rules
from services.quality.spc.rules.run_rules import NELSON, NELSON_8_EITHER_SIDE, WESTERN_ELECTRIC, Rule, western_electric
from services.quality.spc.rules.selftest.figures import Figures, Given
from services.quality.spc.rules.signals import Course, judge


def constants_of(given: Given, _: Given) -> Figures:
    of = {n: asdict(constants(n)) for n in given["n"]}
    return {"constants": list(of.values()), "published_rounded": [of[2], of[5], of[10]]}


def nelson_sequences(given: Given, _: Given) -> Figures:
    sequences = given["sequences"]
    [either] = judge(standard(sequences["rule8"]), [NELSON_8_EITHER_SIDE])
    return {
        "flagged_points": {name: flagged(values, NELSON) for name, values in sequences.items()},
        "sequence_rule8_flagged_by_rule8_if_not_requiring_both_sides": either.points,
    }


def western_electric_sequence(given: Given, _: Given) -> Figures:
    return {"flagged_points": flagged(given["values"], WESTERN_ELECTRIC)}


def run_lengths(given: Given, _: Given) -> Figures:
    sets = {name: western_electric(*map(int, name.strip("{}").split(","))) for name in given["rule_sets"]}
    lengths = {
        name: [of_rules(rules, shift).mean for shift in given["shifts_in_sigma"]] for name, rules in sets.items()
    }
    return {
        "arl": lengths,
        "published_rounded": {"in_control": {name: row[0] for name, row in lengths.items()}},
    }


def run_lengths_of_cusum(given: Given, parameters: Given) -> Figures:
    shifts, k = given["shifts_in_sigma"], parameters["k"]
    lengths: Figures = {str(h): [of_cusum(Cusum(k, h), shift).mean for shift in shifts] for h in given["intervals"]}
    ahead = {str(shift): of_cusum(Cusum(k, 5, head_start=2.5), shift).mean for shift in (0, 1)}
    return {"published_rounded": lengths | {"5_with_head_start_2.5": ahead}}


def run_lengths_of_ewma(given: Given, _: Given) -> Figures:
    schemes = [Ewma(scheme["lambda"], scheme["L"], asymptotic=True) for scheme in given["schemes"]]
    shifts = given["shifts_in_sigma"]
    return {
        "published_rounded": {str(ewma.weight): [of_ewma(ewma, shift).mean for shift in shifts] for ewma in schemes}
    }


def flagged(values: Sequence[float], rules: Mapping[int, Rule]) -> Figures:
    found = judge(standard(values), list(rules.values()))
    return {f"rule{number}": signals.points for number, signals in zip(rules, found, strict=True)}


def standard(values: Sequence[float]) -> Course:
    return Course(np.array(values), 0.0, 1.0)
