"""What stands beside a flagged point, and what it means."""

from collections.abc import Iterable, Mapping, Sequence

from services.quality.spc.rules.run_rules import RuleName

Column = Sequence[float | None]

LETTER, LETTERS = 12, 24
"""Pixels: below the first, two points have no room for a label each; below the second they share one."""
MEANINGS = {
    RuleName.NELSON_1: "beyond a limit",
    RuleName.NELSON_2: "nine in a row on one side",
    RuleName.NELSON_3: "six in a row rising or falling",
    RuleName.NELSON_4: "fourteen in a row up and down in turn",
    RuleName.NELSON_5: "two of three beyond 2σ",
    RuleName.NELSON_6: "four of five beyond 1σ",
    RuleName.NELSON_7: "fifteen in a row within 1σ",
    RuleName.NELSON_8: "eight in a row beyond 1σ, on both sides",
    RuleName.NELSON_8_EITHER_SIDE: "eight in a row beyond 1σ",
    RuleName.WESTERN_ELECTRIC_1: "beyond a limit",
    RuleName.WESTERN_ELECTRIC_2: "two of three beyond 2σ",
    RuleName.WESTERN_ELECTRIC_3: "four of five beyond 1σ",
    RuleName.WESTERN_ELECTRIC_4: "eight in a row on one side",
}


def flags_of(signals: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    """By the place of the point, its rules as they are written beside it."""
    flags: dict[int, list[str]] = {}
    for place, rule in signals:
        flags.setdefault(place, []).append(short(rule))
    return flags


def legend(rules: Iterable[str]) -> str:
    """Of the rules that a picture shows, in their order."""
    shown = {*rules}
    return " · ".join(f"{short(rule)}: {meaning}" for rule, meaning in MEANINGS.items() if rule in shown)


def labels_of(values: Column, center: Column, flags: Mapping[int, Sequence[str]], width: int) -> dict[int, list[str]]:
    """By the place of a point, the lines that stand beside it in a panel so many pixels wide.

    Rules of one point stand in one line where there is room, else one above the other; flagged neighbours on one side
    of the centre that are closer than a letter have one label, at the one furthest out.
    """
    a_point = width / max(len(values), 1)
    crowds: list[list[int]] = []
    for place in sorted(flags):
        near = crowds and (place - crowds[-1][-1]) * a_point < LETTERS * (a_point < LETTER)
        if near and _above(values, center, place) == _above(values, center, crowds[-1][-1]):
            crowds[-1].append(place)
        else:
            crowds.append([place])
    labels = {_furthest(values, center, crowd): _once(flags[place] for place in crowd) for crowd in crowds}
    close = any(len(" ".join(rules)) * LETTER / 2 > a_point for rules in labels.values())
    return labels if close else {place: [" ".join(rules)] for place, rules in labels.items()}


def _above(values: Column, center: Column, place: int) -> bool:
    return (values[place] or 0.0) >= (center[place] or 0.0)


def _furthest(values: Column, center: Column, crowd: Sequence[int]) -> int:
    return max(crowd, key=lambda place: abs((values[place] or 0.0) - (center[place] or 0.0)))


def _once(rules: Iterable[Sequence[str]]) -> list[str]:
    return sorted({name for some in rules for name in some})


def short(rule: str) -> str:
    """`nelson_5` is 5 on a chart, `western_electric_4` W4, and one of the caller's own says itself: 2/3>2."""
    if rule in MEANINGS:
        return rule.removeprefix("nelson_").replace("western_electric_", "W").replace("_either_side", "e")
    return rule.replace("_of_", "/").replace("_beyond_", ">").replace("_", " ")
