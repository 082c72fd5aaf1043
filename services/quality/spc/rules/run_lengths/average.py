"""The average run length of a chart of normal points, and by which method it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.quality.spc.rules.limits import Cusum, Ewma
from services.quality.spc.rules.observations import InvalidOption
from services.quality.spc.rules.run_lengths import integral, markov, simulation
from services.quality.spc.rules.run_rules import Rule

MOST_STATES = 4_000
FARTHEST_SHIFT = 20.0


class Method(StrEnum):
    MARKOV_CHAIN = "markov_chain"  # exact
    INTEGRAL_EQUATION = "integral_equation"  # to about nine digits
    SIMULATION = "simulation"


@dataclass(frozen=True, slots=True)
class RunLength:
    """Mean number of points until the first signal, from a start without history. Infinite where none can signal.

    `standard_error`: of a simulation, None for the other methods.
    """

    mean: float
    method: Method
    standard_error: float | None


def of_rules(rules: Sequence[Rule], shift: float = 0.0, k: float = 3.0) -> RunLength:
    """Of a Shewhart chart with limits at ±k, while the mean is `shift` sigma of the plotted statistic off.

    Exact (Champ & Woodall 1987) unless a trend or an alternation is among the rules, or too many states: then simulated
    with a fixed seed.
    """
    _ensure(shift)
    if not rules:
        return RunLength(float("inf"), Method.MARKOV_CHAIN, None)
    chain = markov.chain(rules, k, MOST_STATES)
    if chain is not None:
        return RunLength(markov.mean(chain, shift), Method.MARKOV_CHAIN, None)
    mean, error = simulation.mean(rules, shift, k)
    return RunLength(mean, Method.SIMULATION, error)


def of_ewma(ewma: Ewma, shift: float = 0.0) -> RunLength:
    """With its own limits, which widen from the start unless they are asymptotic (Crowder 1987)."""
    _ensure(shift)
    return RunLength(integral.of_ewma(ewma, shift), Method.INTEGRAL_EQUATION, None)


def of_cusum(cusum: Cusum, shift: float = 0.0) -> RunLength:
    """Both sides together, with the head start (Lucas & Crosier 1982)."""
    _ensure(shift)
    return RunLength(integral.of_cusum(cusum, shift), Method.INTEGRAL_EQUATION, None)


def _ensure(shift: float) -> None:
    if not -FARTHEST_SHIFT <= shift <= FARTHEST_SHIFT:
        raise InvalidOption(f"A shift is from -{FARTHEST_SHIFT:g} to {FARTHEST_SHIFT:g} sigma.")
