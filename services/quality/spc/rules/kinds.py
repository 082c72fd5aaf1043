"""The kinds of charts: from what each takes its limits, what it plots, and which rules it is judged by unless told."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from sys import float_info

from services.quality.spc.rules import attributes, cusum, ewma, hotelling, rare_events, run_chart, variables
from services.quality.spc.rules.arrays import Flags
from services.quality.spc.rules.limits import AnyLimits, Limits, Options
from services.quality.spc.rules.observations import InvalidOption, Observations
from services.quality.spc.rules.plots import Plot
from services.quality.spc.rules.run_rules import Rule, nelson
from services.quality.spc.rules.sigma import SigmaMethod


class ChartKind(StrEnum):
    XBAR_R = "xbar_r"
    XBAR_S = "xbar_s"
    I_MR = "i_mr"
    IMR_RS = "imr_rs"
    P = "p"
    NP = "np"
    C = "c"
    U = "u"
    LANEY_P = "laney_p"
    LANEY_U = "laney_u"
    G = "g"
    T = "t"
    EWMA = "ewma"
    CUSUM = "cusum"
    RUN = "run"
    HOTELLING_T2 = "hotelling_t2"


OF_SUBGROUPS = {ChartKind.XBAR_R, ChartKind.XBAR_S, ChartKind.IMR_RS}
OF_COUNTS = {ChartKind.P, ChartKind.NP, ChartKind.C, ChartKind.U}
OF_ALL_THAT_FOLLOWS = {ChartKind.EWMA, ChartKind.CUSUM}
WITH_PROBABILITY_LIMITS = {*OF_COUNTS, ChartKind.G}

MOST = float_info.max

Estimate = Callable[[Observations, Options], AnyLimits]
Draw = Callable[[Observations, AnyLimits, Options, Flags], list[Plot]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """`rules` judge the first plot, `others` all further ones. `centers`: the lowest and the highest there can be."""

    estimate: Estimate
    draw: Draw
    rules: tuple[Rule, ...] = nelson(1)
    others: tuple[Rule, ...] = nelson(1)
    centers: tuple[float, float] = (-MOST, MOST)


def _by(plots: Callable[[Observations, Limits, Options], list[Plot]]) -> Draw:
    def draw(data: Observations, limits: AnyLimits, options: Options, _: Flags) -> list[Plot]:
        if not isinstance(limits, Limits):
            raise InvalidOption("Limits of vectors are for T² charts only.")
        return plots(data, limits, options)

    return draw


def _t2(data: Observations, limits: AnyLimits, options: Options, used: Flags) -> list[Plot]:
    if isinstance(limits, Limits):
        raise InvalidOption("A T² chart needs the means and the covariance of its characteristics.")
    return hotelling.t2(data, limits, options, used)


MEASURED, COUNTED = nelson(1, 2, 5, 6), nelson(1, 2, 3, 4)
SHARE, COUNT = (0.0, 1.0), (0.0, MOST)

RECIPES: dict[ChartKind, Recipe] = {
    ChartKind.XBAR_R: Recipe(variables.of_subgroups(SigmaMethod.RBAR), _by(variables.xbar_r), MEASURED),
    ChartKind.XBAR_S: Recipe(variables.of_subgroups(SigmaMethod.SBAR), _by(variables.xbar_s), MEASURED),
    ChartKind.I_MR: Recipe(variables.of_singles, _by(variables.i_mr), MEASURED),
    ChartKind.IMR_RS: Recipe(variables.between_within, _by(variables.imr_rs), MEASURED),
    ChartKind.P: Recipe(attributes.of_defectives, _by(attributes.p), COUNTED, centers=SHARE),
    ChartKind.NP: Recipe(attributes.of_defectives, _by(attributes.np_), COUNTED, centers=SHARE),
    ChartKind.C: Recipe(attributes.of_equal_exposure, _by(attributes.c), COUNTED, centers=COUNT),
    ChartKind.U: Recipe(attributes.of_defects, _by(attributes.u), COUNTED, centers=COUNT),
    ChartKind.LANEY_P: Recipe(attributes.of_defectives, _by(attributes.laney_p), COUNTED, centers=SHARE),
    ChartKind.LANEY_U: Recipe(attributes.of_defects, _by(attributes.laney_u), COUNTED, centers=COUNT),
    ChartKind.G: Recipe(rare_events.of_counts_between, _by(rare_events.g), centers=COUNT),
    ChartKind.T: Recipe(rare_events.of_times_between, _by(rare_events.t), centers=COUNT),
    ChartKind.EWMA: Recipe(variables.of_either, _by(ewma.ewma)),
    ChartKind.CUSUM: Recipe(variables.of_either, _by(cusum.cusum)),
    ChartKind.RUN: Recipe(run_chart.of_median, _by(run_chart.run), rules=()),
    ChartKind.HOTELLING_T2: Recipe(hotelling.of_vectors, _t2),
}
