"""Run rules: which patterns of points tell that a process has left control (Nelson 1984, Western Electric 1956)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.quality.spc.rules.observations import InvalidOption

LONGEST_WINDOW = 100


class Pattern(StrEnum):
    BEYOND = "beyond"  # k of m further from the centre than the zone
    TREND = "trend"  # m strictly rising or falling
    ALTERNATION = "alternation"  # m going up and down in turn
    WITHIN = "within"  # m no further from the centre than the zone
    MIXTURE = "mixture"  # m further from the centre than the zone, not all on one side


class Side(StrEnum):
    SAME = "same"  # all counted points above, or all below
    UPPER = "upper"
    LOWER = "lower"
    EITHER = "either"  # points above and below count together


@dataclass(frozen=True, slots=True)
class Rule:
    """`zone`: distance from the centre in sigma of the point; None: the chart's own control limits."""

    name: str
    pattern: Pattern
    k: int
    m: int
    zone: float | None = None
    side: Side = Side.SAME


def k_of_m(k: int, m: int, zone: float | None, side: Side = Side.SAME, name: str = "") -> Rule:
    """k of m successive points beyond `zone` sigma; raises InvalidOption unless 1 ≤ k ≤ m ≤ 100 and zone ≥ 0."""
    if not 1 <= k <= m <= LONGEST_WINDOW or (zone is not None and not 0 <= zone < 100):
        raise InvalidOption("A rule asks for k of m points beyond a zone: 1 ≤ k ≤ m ≤ 100, zone ≥ 0.", k=k, m=m)
    line, only = "limits" if zone is None else f"{zone:g}", "" if side is Side.SAME else f"_{side}"
    return Rule(name or f"{k}_of_{m}_beyond_{line}{only}", Pattern.BEYOND, k, m, zone, side)


def _row(name: str, pattern: Pattern, m: int, zone: float | None = None, side: Side = Side.SAME) -> Rule:
    return Rule(name, pattern, m, m, zone, side)


NELSON: dict[int, Rule] = {
    1: k_of_m(1, 1, None, name="nelson_1"),
    2: k_of_m(9, 9, 0.0, name="nelson_2"),
    3: _row("nelson_3", Pattern.TREND, 6),
    4: _row("nelson_4", Pattern.ALTERNATION, 14),
    5: k_of_m(2, 3, 2.0, name="nelson_5"),
    6: k_of_m(4, 5, 1.0, name="nelson_6"),
    7: _row("nelson_7", Pattern.WITHIN, 15, 1.0),
    8: _row("nelson_8", Pattern.MIXTURE, 8, 1.0),
}

WESTERN_ELECTRIC: dict[int, Rule] = {
    1: k_of_m(1, 1, None, name="western_electric_1"),
    2: k_of_m(2, 3, 2.0, name="western_electric_2"),
    3: k_of_m(4, 5, 1.0, name="western_electric_3"),
    4: k_of_m(8, 8, 0.0, name="western_electric_4"),
}

NELSON_8_EITHER_SIDE = k_of_m(8, 8, 1.0, Side.EITHER, name="nelson_8_either_side")
"""Rule 8 without asking for both sides, as Minitab has it."""


class RuleName(StrEnum):
    """The rules that can be asked for by name."""

    NELSON_1 = "nelson_1"
    NELSON_2 = "nelson_2"
    NELSON_3 = "nelson_3"
    NELSON_4 = "nelson_4"
    NELSON_5 = "nelson_5"
    NELSON_6 = "nelson_6"
    NELSON_7 = "nelson_7"
    NELSON_8 = "nelson_8"
    NELSON_8_EITHER_SIDE = "nelson_8_either_side"
    WESTERN_ELECTRIC_1 = "western_electric_1"
    WESTERN_ELECTRIC_2 = "western_electric_2"
    WESTERN_ELECTRIC_3 = "western_electric_3"
    WESTERN_ELECTRIC_4 = "western_electric_4"


RULES = {RuleName(rule.name): rule for rule in (*NELSON.values(), NELSON_8_EITHER_SIDE, *WESTERN_ELECTRIC.values())}


def named(names: Sequence[str]) -> tuple[Rule, ...]:
    return tuple(RULES[RuleName(name)] for name in names)


def nelson(*numbers: int) -> tuple[Rule, ...]:
    return tuple(NELSON[number] for number in numbers)


def western_electric(*numbers: int) -> tuple[Rule, ...]:
    return tuple(WESTERN_ELECTRIC[number] for number in numbers)
