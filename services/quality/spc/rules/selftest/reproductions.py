"""What the engine makes of each published data set, under the names that its document gives to the figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from services.quality.spc.rules.analysis import Analysis, analyze
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.constants import constants
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, Limits, Options, Stage
from services.quality.spc.rules.observations import observations
from services.quality.spc.rules.rare_events import transformed
from services.quality.spc.rules.run_lengths.average import of_rules
from services.quality.spc.rules.run_rules import NELSON, NELSON_8_EITHER_SIDE, WESTERN_ELECTRIC, Rule
from services.quality.spc.rules.signals import Course, judge

Given = Mapping[str, Any]
Figures = dict[str, Any]


def _constants(given: Given, _: Given) -> Figures:
    of = {n: asdict(constants(n)) for n in given["n"]}
    return {"constants": list(of.values()), "published_rounded": [of[2], of[5], of[10]]}


def _piston_rings(given: Given, _: Given) -> Figures:
    rings = observations([*given["phase1_subgroups"], *given["phase2_subgroups"]])
    phases = Options(stages=(Stage(1, estimated_to=len(given["phase1_subgroups"])),))
    by_range, by_deviation = analyze(ChartKind.XBAR_R, rings, phases), analyze(ChartKind.XBAR_S, rings, phases)
    means, ranges = by_range.charts
    same_means, deviations = by_deviation.charts
    of_deviations = _line(deviations) | {"standard_deviations": deviations.values[:25]}
    return {
        "xbar_r": {
            **_lines(by_range),
            "subgroup_means": means.values[:25],
            "phase2_means": means.values[25:],
            "range_chart": _line(ranges) | {"ranges": ranges.values[:25], "phase2_ranges": ranges.values[25:]},
        },
        "xbar_s": _lines(by_deviation) | {"s_chart": of_deviations},
        "out_of_control_points": {
            "xbar_r": _beyond(means), "r": _beyond(ranges), "xbar_s": _beyond(same_means), "s": _beyond(deviations),
        },
        "published_rounded": {
            "xbar_center": means.center[0], "xbar_r_ucl": means.ucl[0], "xbar_r_lcl": means.lcl[0],
            "rbar": ranges.center[0], "r_ucl": ranges.ucl[0],
            "xbar_s_ucl": same_means.ucl[0], "xbar_s_lcl": same_means.lcl[0], "sbar": deviations.center[0],
        },
    }  # fmt: skip


def _flow_rate(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.I_MR, observations(given["values"]))
    values, ranges = chart.charts
    figures = _lines(chart) | {
        "mr_bar": ranges.center[1], "mr_center": ranges.center[1], "mr_lcl": ranges.lcl[1], "mr_ucl": ranges.ucl[1],
        "moving_ranges": ranges.values[1:],
        "out_of_control_points": {"i": _beyond(values), "mr": _beyond(ranges)},
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def _mortgage_loan(given: Given, _: Given) -> Figures:
    phases = Options(stages=(Stage(1, estimated_to=len(given["phase1_values"])),))
    chart = analyze(ChartKind.I_MR, observations([*given["phase1_values"], *given["phase2_values"]]), phases)
    values, ranges = chart.charts
    figures = _lines(chart) | {
        "mr_bar": ranges.center[1], "mr_ucl": ranges.ucl[1],
        "out_of_control_points": {"i": _beyond(values), "mr": _beyond(ranges)},
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def _orange_juice(given: Given, parameters: Given) -> Figures:
    one = given["phase1_nonconforming"], given["phase1_sample_sizes"]
    two = given["phase2_nonconforming"], given["phase2_sample_sizes"]
    shares, counts = (analyze(kind, observations(*one)) for kind in (ChartKind.P, ChartKind.NP))
    both = observations([*one[0], *two[0]], [*one[1], *two[1]])
    revised = analyze(ChartKind.P, both, _revised(parameters, len(one[0])))
    beyond = _beyond(revised.charts[0])
    figures = {
        "p_initial": _single(shares),
        "np_initial": _single(counts),
        "p_revised": {
            **_lines(revised),
            "out_of_control_points_phase1": [point for point in beyond if point <= len(one[0])],
            "out_of_control_points_phase2": [point for point in beyond if point > len(one[0])],
        },
    }
    return figures | {"published_rounded": figures | {"out_of_control_initial": _beyond(shares.charts[0])}}


def _circuit_boards(given: Given, parameters: Given) -> Figures:
    one, two = given["phase1_counts"], given["phase2_counts"]
    initial = analyze(ChartKind.C, observations(one))
    revised = analyze(ChartKind.C, observations([*one, *two]), _revised(parameters, len(one)))
    later = [point for point in _beyond(revised.charts[0]) if point > len(one)]
    figures = {
        "initial": _single(initial),
        "revised": _lines(revised) | {"out_of_control_points_phase2": later},
    }
    return figures | {"published_rounded": figures | {"out_of_control_initial": _beyond(initial.charts[0])}}


def _personal_computers(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.U, observations(given["counts"], given["units"]))
    figures = _single(chart) | {"u": chart.charts[0].values}
    return figures | {"published_rounded": figures}


def _emergency_patients(given: Given, _: Given) -> Figures:
    samples = observations(given["counts"], given["sample_sizes"])
    laney, plain = analyze(ChartKind.LANEY_P, samples), analyze(ChartKind.P, samples)
    [chart], limits = laney.charts, _limits(laney)
    return {
        "center": limits.center, "sigma_z": limits.sigma_z, "lcl": chart.lcl, "ucl": chart.ucl,
        "out_of_control_points": _beyond(chart),
        "plain_p_chart_out_of_control_points": _beyond(plain.charts[0]),
    }  # fmt: skip


def _rare_events(given: Given, parameters: Given) -> Figures:
    k = parameters["sigma_multiplier"]
    counts, times = analyze(ChartKind.G, observations(given["g"])), analyze(ChartKind.T, observations(given["t"]))
    between, limits = _limits(counts), _limits(times)
    middle, sigma = limits.center, limits.required_sigma()
    printed = {"center_transformed": middle, "ucl_transformed": middle + k * sigma}
    return {
        "g": _single(counts) | {"mean": between.center, "median": between.median, "sigma": counts.charts[0].sigma[0]},
        "t": {
            **_single(times),
            **printed,
            "transformed": transformed(np.array(given["t"])),
            "sigma_transformed": sigma,
            "lcl_transformed": middle - k * sigma,
            "published_rounded": printed,
        },
    }


def _ewma(given: Given, parameters: Given) -> Figures:
    frozen = (Stage(limits=Limits(float(parameters["target"]), float(parameters["sigma"]))),)
    chart, endless = (
        analyze(
            ChartKind.EWMA,
            observations(given["values"]),
            Options(stages=frozen, ewma=Ewma(parameters["lambda"], parameters["L"], asymptotic)),
        ).charts[0]
        for asymptotic in (False, True)
    )
    figures = {
        "ewma": chart.values, "lcl": chart.lcl, "ucl": chart.ucl,
        "lcl_asymptotic": endless.lcl[0], "ucl_asymptotic": endless.ucl[0],
        "signals": _beyond(chart),
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def _cusum(given: Given, parameters: Given) -> Figures:
    frozen = (Stage(limits=Limits(float(parameters["target"]), float(parameters["sigma"]))),)
    cusum = Cusum(parameters["k"], parameters["h"], parameters["head_start"])
    chart = analyze(ChartKind.CUSUM, observations(given["values"]), Options(stages=frozen, cusum=cusum))
    upper, lower = chart.charts
    change = upper.changes[0]
    figures = {
        "c_plus": upper.values, "c_minus": lower.values, "n_plus": upper.counts, "n_minus": lower.counts,
        "signals_upper": _beyond(upper), "signals_lower": _beyond(lower),
        "change_point": {
            "signal": change.signal, "n_plus": change.signal - change.last_in_control,
            "last_in_control_point": change.last_in_control, "estimated_new_mean": change.mean,
        },
    }  # fmt: skip
    printed = {
        "n_plus_at_29": change.signal - change.last_in_control,
        "estimated_new_mean_at_29": change.mean,
        "last_in_control_point": change.last_in_control,
    }
    return figures | {"published_rounded": figures | printed}


def _nelson(given: Given, _: Given) -> Figures:
    sequences = given["sequences"]
    [either] = judge(_standard(sequences["rule8"]), [NELSON_8_EITHER_SIDE])
    return {
        "flagged_points": {name: _flagged(values, NELSON) for name, values in sequences.items()},
        "sequence_rule8_flagged_by_rule8_if_not_requiring_both_sides": either.points,
    }


def _western_electric(given: Given, _: Given) -> Figures:
    return {"flagged_points": _flagged(given["values"], WESTERN_ELECTRIC)}


def _run_lengths(given: Given, _: Given) -> Figures:
    sets = {name: [WESTERN_ELECTRIC[int(rule)] for rule in name.strip("{}").split(",")] for name in given["rule_sets"]}
    lengths = {
        name: [of_rules(rules, shift).mean for shift in given["shifts_in_sigma"]] for name, rules in sets.items()
    }
    return {
        "arl": lengths,
        "published_rounded": {"in_control": {name: row[0] for name, row in lengths.items()}},
    }


def _flagged(values: Sequence[float], rules: Mapping[int, Rule]) -> Figures:
    found = judge(_standard(values), list(rules.values()))
    return {f"rule{number}": signals.points for number, signals in zip(rules, found, strict=True)}


def _standard(values: Sequence[float]) -> Course:
    return Course(np.array(values), 0.0, 1.0)


def _revised(parameters: Given, phase_1: int) -> Options:
    excluded = dict.fromkeys(parameters["excluded_for_revised_limits"], "published")
    return Options(exclusions=excluded, stages=(Stage(1, estimated_to=phase_1),))


def _limits(chart: Analysis) -> Limits:
    [stage] = chart.stages
    if not isinstance(stage.limits, Limits):
        raise TypeError("The limits of vectors are not those of one characteristic.")
    return stage.limits


def _lines(chart: Analysis) -> Figures:
    return _line(chart.charts[0]) | {"sigma_within": chart.stages[0].sigma}


def _line(chart: Chart) -> Figures:
    """Of the second point: the first moving range is none."""
    return {"center": chart.center[1], "lcl": chart.lcl[1], "ucl": chart.ucl[1]}


def _single(chart: Analysis) -> Figures:
    return _line(chart.charts[0]) | {"out_of_control_points": _beyond(chart.charts[0])}


def _beyond(chart: Chart) -> list[int]:
    return [int(point) + 1 for point in np.flatnonzero(chart.beyond)]


REPRODUCTIONS: dict[str, Callable[[Given, Given], Figures]] = {
    "constants_n2_to_n10": _constants,
    "xbar_r_s_pistonrings": _piston_rings,
    "i_mr_nist_flowrate": _flow_rate,
    "i_mr_mortgage_loan": _mortgage_loan,
    "p_np_orangejuice": _orange_juice,
    "c_circuit_boards": _circuit_boards,
    "u_pc_manufacturer": _personal_computers,
    "laney_p_prime_nhs": _emergency_patients,
    "rare_event_g_and_t_charts": _rare_events,
    "ewma_nist": _ewma,
    "cusum_montgomery": _cusum,
    "nelson_rules_one_sequence_per_rule": _nelson,
    "western_electric_rules_a": _western_electric,
    "arl_western_electric": _run_lengths,
}
