"""The average run length of a chart of normal points, and by which method it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from services.quality.distributions.rules import normal
from services.quality.spc.rules.kinds import RECIPES, ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, LimitsKind, Options
from services.quality.spc.rules.observations import InvalidOption
from services.quality.spc.rules.run_lengths import integral, markov, simulation
from services.quality.spc.rules.run_rules import Rule

MOST_STATES = 4_000
FARTHEST_SHIFT = 20.0
LIGHTEST, WIDEST, HIGHEST = 0.01, 8.0, 100.0
"""Weight and width of an EWMA and interval of a CUSUM to which the equations are solved exactly, and in seconds."""
IN_CONTROL, ONE_SIGMA = 0.0, 1.0
NOT_NORMAL = {ChartKind.G, ChartKind.T, ChartKind.RUN, ChartKind.HOTELLING_T2}


REMEMBERED = lru_cache(maxsize=512)
"""A tenth of a second for the slowest of the usual ones, which charts ask for at each look."""


class Method(StrEnum):
    MARKOV_CHAIN = "markov_chain"  # exact
    INTEGRAL_EQUATION = "integral_equation"  # to about nine digits
    SIMULATION = "simulation"


@dataclass(frozen=True, slots=True)
class RunLength:
    """Mean number of points until the first signal, from a start without history. Infinite where none can signal.

    `shift`: how far the mean is off, in sigma of the plotted statistic. `standard_error`: of a simulation, None for the
    other methods.
    """

    shift: float
    mean: float
    method: Method
    standard_error: float | None


def of_chart(kind: ChartKind, options: Options, shifts: Sequence[float] = (IN_CONTROL, ONE_SIGMA)) -> list[RunLength]:
    """Of the first statistic of a chart as it is judged, its points taken as normal and its limits as known. Empty for
    rare events, run charts and T², whose points are not normal, and where an EWMA or CUSUM is too slow to tell."""
    if kind in NOT_NORMAL:
        return []
    if kind is ChartKind.EWMA:
        return [of_ewma(options.ewma, shift) for shift in shifts] if _is_told_of_ewma(options.ewma) else []
    if kind is ChartKind.CUSUM:
        return [of_cusum(options.cusum, shift) for shift in shifts] if _is_told_of_cusum(options.cusum) else []
    by_sigma = options.limits_kind is LimitsKind.SIGMA
    rules = RECIPES[kind].rules if options.rules is None else options.rules
    k = options.k if by_sigma else -normal.quantile(options.risk / 2)
    return [of_rules(rules, shift, k) for shift in shifts]


@REMEMBERED
def of_rules(rules: tuple[Rule, ...], shift: float = 0.0, k: float = 3.0) -> RunLength:
    """Of a Shewhart chart with limits at ±k, while the mean is `shift` sigma of the plotted statistic off.

    Exact (Champ & Woodall 1987) unless a trend or an alternation is among the rules, or too many states: then simulated
    with a fixed seed.
    """
    _ensure(shift)
    if not rules:
        return RunLength(shift, float("inf"), Method.MARKOV_CHAIN, None)
    chain = markov.chain(rules, k, MOST_STATES)
    if chain is not None:
        return RunLength(shift, markov.mean(chain, shift), Method.MARKOV_CHAIN, None)
    mean, error = simulation.mean(rules, shift, k)
    return RunLength(shift, mean, Method.SIMULATION, error)


@REMEMBERED
def of_ewma(ewma: Ewma, shift: float = 0.0) -> RunLength:
    """With its own limits, which widen from the start unless they are asymptotic (Crowder 1987)."""
    _ensure(shift)
    if not _is_told_of_ewma(ewma):
        raise InvalidOption(f"Run lengths are of an EWMA with λ of {LIGHTEST:g} or more and L up to {WIDEST:g}.")
    return RunLength(shift, integral.of_ewma(ewma, shift), Method.INTEGRAL_EQUATION, None)


@REMEMBERED
def of_cusum(cusum: Cusum, shift: float = 0.0) -> RunLength:
    """Both sides together, with the head start (Lucas & Crosier 1982)."""
    _ensure(shift)
    if not _is_told_of_cusum(cusum):
        raise InvalidOption(f"Run lengths are of a CUSUM with h up to {HIGHEST:g}.")
    return RunLength(shift, integral.of_cusum(cusum, shift), Method.INTEGRAL_EQUATION, None)


def _is_told_of_ewma(ewma: Ewma) -> bool:
    return ewma.weight >= LIGHTEST and ewma.width <= WIDEST


def _is_told_of_cusum(cusum: Cusum) -> bool:
    return cusum.interval <= HIGHEST


def _ensure(shift: float) -> None:
    if not -FARTHEST_SHIFT <= shift <= FARTHEST_SHIFT:
        raise InvalidOption(f"A shift is from -{FARTHEST_SHIFT:g} to {FARTHEST_SHIFT:g} sigma.")
