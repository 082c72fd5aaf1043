"""Published measurements: means, single values, EWMA and CUSUM."""

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, Limits, Options, Stage
from services.quality.spc.rules.observations import observations
from services.quality.spc.rules.selftest.figures import (
    Figures,
    Given,
    line_of,
    lines_of,
    points_beyond,
)


def piston_rings(given: Given, _: Given) -> Figures:
    rings = observations([*given["phase1_subgroups"], *given["phase2_subgroups"]])
    phases = Options(stages=(Stage(1, estimated_to=len(given["phase1_subgroups"])),))
    by_range, by_deviation = analyze(ChartKind.XBAR_R, rings, phases), analyze(ChartKind.XBAR_S, rings, phases)
    means, ranges = by_range.charts
    same_means, deviations = by_deviation.charts
    of_deviations = line_of(deviations) | {"standard_deviations": deviations.values[:25]}
    return {
        "xbar_r": {
            **lines_of(by_range),
            "subgroup_means": means.values[:25],
            "phase2_means": means.values[25:],
            "range_chart": line_of(ranges) | {"ranges": ranges.values[:25], "phase2_ranges": ranges.values[25:]},
        },
        "xbar_s": lines_of(by_deviation) | {"s_chart": of_deviations},
        "out_of_control_points": {
            "xbar_r": points_beyond(means), "r": points_beyond(ranges),
            "xbar_s": points_beyond(same_means), "s": points_beyond(deviations),
        },
        "published_rounded": {
            "xbar_center": means.center[0], "xbar_r_ucl": means.ucl[0], "xbar_r_lcl": means.lcl[0],
            "rbar": ranges.center[0], "r_ucl": ranges.ucl[0],
            "xbar_s_ucl": same_means.ucl[0], "xbar_s_lcl": same_means.lcl[0], "sbar": deviations.center[0],
        },
    }  # fmt: skip


def flow_rate(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.I_MR, observations(given["values"]))
    values, ranges = chart.charts
    figures = lines_of(chart) | {
        "mr_bar": ranges.center[1], "mr_center": ranges.center[1], "mr_lcl": ranges.lcl[1], "mr_ucl": ranges.ucl[1],
        "moving_ranges": ranges.values[1:],
        "out_of_control_points": {"i": points_beyond(values), "mr": points_beyond(ranges)},
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def mortgage_loan(given: Given, _: Given) -> Figures:
    phases = Options(stages=(Stage(1, estimated_to=len(given["phase1_values"])),))
    chart = analyze(ChartKind.I_MR, observations([*given["phase1_values"], *given["phase2_values"]]), phases)
    values, ranges = chart.charts
    figures = lines_of(chart) | {
        "mr_bar": ranges.center[1], "mr_ucl": ranges.ucl[1],
        "out_of_control_points": {"i": points_beyond(values), "mr": points_beyond(ranges)},
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def ewma(given: Given, parameters: Given) -> Figures:
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
        "signals": points_beyond(chart),
    }  # fmt: skip
    return figures | {"published_rounded": figures}


def cusum(given: Given, parameters: Given) -> Figures:
    frozen = (Stage(limits=Limits(float(parameters["target"]), float(parameters["sigma"]))),)
    cusum = Cusum(parameters["k"], parameters["h"], parameters["head_start"])
    chart = analyze(ChartKind.CUSUM, observations(given["values"]), Options(stages=frozen, cusum=cusum))
    upper, lower = chart.charts
    change = upper.changes[0]
    figures = {
        "c_plus": upper.values, "c_minus": lower.values, "n_plus": upper.counts, "n_minus": lower.counts,
        "signals_upper": points_beyond(upper), "signals_lower": points_beyond(lower),
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
