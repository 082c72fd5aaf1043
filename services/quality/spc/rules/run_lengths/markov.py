"""Run rules as a Markov chain over what of the last points can still matter (Champ & Woodall 1987)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np

from services.quality.distributions.rules import normal
from services.quality.spc.rules.arrays import Floats, Integers
from services.quality.spc.rules.run_rules import Pattern, Rule, Side

Memory = tuple[int, ...]
SIGNAL = -1


@dataclass(frozen=True, slots=True)
class Chain:
    """`edges`: the bounds of the zones, in sigma. `following`: (states, zones), the state after a point in that zone,
    SIGNAL where a rule signals. State 0 is the start."""

    edges: tuple[float, ...]
    following: Integers


@dataclass(frozen=True, slots=True)
class Automaton:
    """Of one rule on one side: it remembers a number, and is told for each point the side of its zone: -1, 0 or 1."""

    zone: float
    follow: Callable[[int, int], int]


def chain(rules: Sequence[Rule], k: float, most: int) -> Chain | None:
    """None where the order of points inside a zone matters, or for more than `most` states."""
    if any(rule.pattern in {Pattern.TREND, Pattern.ALTERNATION} for rule in rules):
        return None
    automata = [automaton for rule in rules for automaton in _automata(rule, k)]
    bounds = sorted({bound for automaton in automata for bound in (automaton.zone, -automaton.zone)})
    edges = (-inf, *bounds, inf)
    sides = [[_side(automaton.zone, low, high) for automaton in automata] for low, high in pairwise(edges)]
    states: dict[Memory, int] = {(0,) * len(automata): 0}
    following: list[list[int]] = []
    for memory in (queue := list(states)):
        row = []
        for told in sides:
            after = tuple(one.follow(kept, side) for one, kept, side in zip(automata, memory, told, strict=True))
            if SIGNAL not in after and after not in states:
                states[after] = len(states)
                queue.append(after)
            row.append(states.get(after, SIGNAL))
        following.append(row)
        if len(states) > most:
            return None
    return Chain(edges, np.array(following))


def mean(chain: Chain, shift: float) -> float:
    """(I - Q)⁻¹ 1 at the start: the mean number of points until absorption. Infinite where none is to be seen.

    The diagonal of I - Q is summed from what leaves each state, so that rare signals keep their digits.
    """
    states, zones = chain.following.shape
    shares = _shares(chain.edges, shift)
    leaving = np.zeros((states, states + 1))  # the last column takes what is absorbed
    for zone in range(zones):
        np.add.at(leaving, (np.arange(states), chain.following[:, zone]), shares[zone])
    np.fill_diagonal(leaving, 0.0)
    left = np.diag(leaving.sum(axis=1)) - leaving[:, :states]
    try:
        return float(np.linalg.solve(left, np.ones(states))[0])
    except np.linalg.LinAlgError:
        return inf


def _shares(edges: Sequence[float], shift: float) -> Floats:
    """The probability of each zone, from the tail that is smaller."""
    shares = []
    for low, high in pairwise(edges):
        a, b = low - shift, high - shift
        shares.append(normal.sf(a) - normal.sf(b) if a > 0 else normal.cdf(b) - normal.cdf(a))
    return np.array(shares)


def _side(zone: float, low: float, high: float) -> int:
    """On which side of ±zone the points between two edges lie."""
    return 1 if low >= zone else -1 if high <= -zone else 0


def _automata(rule: Rule, k: float) -> list[Automaton]:
    zone = k if rule.zone is None else rule.zone
    if rule.pattern is Pattern.MIXTURE:
        return [Automaton(zone, _mixture(rule.m))]
    if rule.pattern is Pattern.WITHIN:
        return [Automaton(zone, _enough(rule.m, rule.m, {0}))]
    wanted = {Side.UPPER: [{1}], Side.LOWER: [{-1}], Side.EITHER: [{1, -1}], Side.SAME: [{1}, {-1}]}
    return [Automaton(zone, _enough(rule.k, rule.m, sides)) for sides in wanted[rule.side]]


def _enough(k: int, m: int, wanted: set[int]) -> Callable[[int, int], int]:
    """k of m on a wanted side; it remembers in bits at which of the last m - 1 points, the latest in the lowest bit."""

    def follow(kept: int, side: int) -> int:
        hit = side in wanted
        if hit and kept.bit_count() + 1 >= k:
            return SIGNAL
        return _relevant((kept << 1 | hit) & ((1 << (m - 1)) - 1), k, m)

    return follow


def _relevant(kept: int, k: int, m: int) -> int:
    """Without the oldest hits that leave the window before k can come together."""
    while kept:
        age = kept.bit_length()
        reachable = any(
            points + (kept & ((1 << (m - points)) - 1)).bit_count() >= k for points in range(1, m - age + 1)
        )
        if reachable:
            return kept
        kept ^= 1 << (age - 1)
    return 0


def _mixture(m: int) -> Callable[[int, int], int]:
    """m outside, on both sides; it remembers how many points in a row were outside, how many on the last side, and
    which: run · 2m + same · 2 + (1 if above)."""

    def follow(kept: int, side: int) -> int:
        run, same, above = kept // (2 * m), kept // 2 % m, kept % 2
        if side == 0:
            return 0
        same = same if run and (side > 0) == bool(above) else 0
        if run == m - 1 and same < m - 1:
            return SIGNAL
        return min(run + 1, m - 1) * 2 * m + min(same + 1, m - 1) * 2 + (side > 0)

    return follow
