"""A published document against what the engine makes of its data."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from math import isclose
from typing import Any

import numpy as np

from services.quality.spc.rules.selftest.reproductions import REPRODUCTIONS

Document = Mapping[str, Any]
Reproductions = Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]]
PRINTED = "published_rounded"
OF_CONSTANTS = 5e-4


@dataclass(frozen=True, slots=True)
class Check:
    """One figure, or a row of them: where it stands in the document, what it says there and what came out."""

    figure: str
    expected: Any
    actual: Any
    passed: bool


def checks(document: Document, reproductions: Reproductions = REPRODUCTIONS) -> list[Check]:
    """Every figure that the document expects. Full ones within its tolerance, printed ones within that of print.

    Raises KeyError for a document that nothing reproduces.
    """
    actual = reproductions[document["id"]](document["input"], document["parameters"])
    return [
        _check(figure, expected, _at(actual, figure), document) for figure, expected in _leaves(document["expected"])
    ]


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Whatever is not divided further by name; rows of numbers stay whole."""
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            yield from _leaves(branch, f"{path}/{name}")
    elif isinstance(tree, list) and any(isinstance(row, Mapping) for row in tree):
        for index, branch in enumerate(tree):
            yield from _leaves(branch, f"{path}/{index}")
    else:
        yield path, tree


def _at(tree: Any, figure: str) -> Any:
    for name in figure.split("/")[1:]:
        tree = tree[int(name)] if isinstance(tree, list) else tree[name]
    return tree.tolist() if isinstance(tree, np.ndarray | np.generic) else tree


def _check(figure: str, expected: Any, actual: Any, document: Document) -> Check:
    tolerance = document["tolerance"]
    if PRINTED in figure.split("/"):
        passed = _all(expected, actual, lambda one: _of_print(tolerance, one))
    else:
        near = tolerance.get("relative", 0.0), tolerance.get("absolute", 0.0)
        passed = _all(expected, actual, lambda _: near)
    return Check(figure, expected, actual, passed)


def _all(expected: Any, actual: Any, near: Any) -> bool:
    if isinstance(expected, list):
        pairs = zip_longest(expected, actual, fillvalue=None) if isinstance(actual, list) else [(0, None)]
        return all(_all(one, other, near) for one, other in pairs)
    if expected is None or actual is None or isinstance(expected, str | bool):
        return bool(expected == actual)
    relative, absolute = near(expected)
    return isclose(expected, actual, rel_tol=relative, abs_tol=absolute)


def _of_print(tolerance: Mapping[str, Any], figure: float) -> tuple[float, float]:
    """Relative and absolute: the number with which the tolerance in words begins, at least half of the last digit that
    was printed. One that is a matter of rounded constants grows with the figure.
    """
    number = re.match(r"\d[\d.e-]*", str(tolerance["published"]))
    said = float(number.group()) if number else 0.0
    share = said if said < OF_CONSTANTS else 0.0
    last_digit = 0.5 * 10.0 ** -len(repr(figure).partition(".")[2])
    return max(share, tolerance.get("published_relative", 0.0)), max(said, last_digit)
