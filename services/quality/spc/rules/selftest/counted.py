"""Published counts: defectives, defects and rare events."""

import numpy as np

from services.quality.spc.rules.analysis import analyze
from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.observations import observations
from services.quality.spc.rules.rare_events import transformed
from services.quality.spc.rules.selftest.figures import (
    Figures,
    Given,
    limits_of,
    lines_of,
    points_beyond,
    revision,
    single_lines,
    uneven_lines,
)


def orange_juice(given: Given, parameters: Given) -> Figures:
    one = given["phase1_nonconforming"], given["phase1_sample_sizes"]
    two = given["phase2_nonconforming"], given["phase2_sample_sizes"]
    shares, counts = (analyze(kind, observations(*one)) for kind in (ChartKind.P, ChartKind.NP))
    both = observations([*one[0], *two[0]], [*one[1], *two[1]])
    revised = analyze(ChartKind.P, both, revision(parameters, len(one[0])))
    beyond = points_beyond(revised.charts[0])
    figures = {
        "p_initial": single_lines(shares),
        "np_initial": single_lines(counts),
        "p_revised": {
            **lines_of(revised),
            "out_of_control_points_phase1": [point for point in beyond if point <= len(one[0])],
            "out_of_control_points_phase2": [point for point in beyond if point > len(one[0])],
        },
    }
    return figures | {"published_rounded": figures | {"out_of_control_initial": points_beyond(shares.charts[0])}}


def circuit_boards(given: Given, parameters: Given) -> Figures:
    one, two = given["phase1_counts"], given["phase2_counts"]
    initial = analyze(ChartKind.C, observations(one))
    revised = analyze(ChartKind.C, observations([*one, *two]), revision(parameters, len(one)))
    later = [point for point in points_beyond(revised.charts[0]) if point > len(one)]
    figures = {
        "initial": single_lines(initial),
        "revised": lines_of(revised) | {"out_of_control_points_phase2": later},
    }
    return figures | {"published_rounded": figures | {"out_of_control_initial": points_beyond(initial.charts[0])}}


def personal_computers(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.U, observations(given["counts"], given["units"]))
    figures = single_lines(chart) | {"u": chart.charts[0].values}
    return figures | {"published_rounded": figures}


def purchase_orders(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.P, observations(given["counts"], given["sample_sizes"]))
    figures = uneven_lines(chart)
    return figures | {"published_rounded": figures}


def dyed_cloth(given: Given, _: Given) -> Figures:
    chart = analyze(ChartKind.U, observations(given["counts"], given["units"]))
    figures = uneven_lines(chart) | {"u": chart.charts[0].values}
    return figures | {"published_rounded": figures}


def emergency_patients(given: Given, _: Given) -> Figures:
    samples = observations(given["counts"], given["sample_sizes"])
    laney, plain = analyze(ChartKind.LANEY_P, samples), analyze(ChartKind.P, samples)
    [chart], limits = laney.charts, limits_of(laney)
    return {
        "center": limits.center, "sigma_z": limits.sigma_z, "lcl": chart.lcl, "ucl": chart.ucl,
        "out_of_control_points": points_beyond(chart),
        "plain_p_chart_out_of_control_points": points_beyond(plain.charts[0]),
    }  # fmt: skip


def rare_events(given: Given, parameters: Given) -> Figures:
    k = parameters["sigma_multiplier"]
    counts, times = analyze(ChartKind.G, observations(given["g"])), analyze(ChartKind.T, observations(given["t"]))
    between, limits = limits_of(counts), limits_of(times)
    middle, sigma = limits.center, limits.required_sigma()
    printed = {"center_transformed": middle, "ucl_transformed": middle + k * sigma}
    return {
        "g": single_lines(counts)
        | {"mean": between.center, "median": between.median, "sigma": counts.charts[0].sigma[0]},
        "t": {
            **single_lines(times),
            **printed,
            "transformed": transformed(np.array(given["t"])),
            "sigma_transformed": sigma,
            "lcl_transformed": middle - k * sigma,
            "published_rounded": printed,
        },
    }
