"""Readings arranged as their study was designed: every operator reads every part as often, or parts of their own."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.problems import FieldError, Invalid

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Name = TypeVar("Name", bound=Hashable)

MOST_CELLS_TOLD = 100


class UnbalancedDesign(Invalid):
    """Every cell of the design is read the same number of times; `cells` are those with more or fewer `readings`."""


class InsufficientData(Invalid):
    """A gage study needs at least two parts, one operator and two trials."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One trial, in the unit of the characteristic; the order of trials does not matter."""

    part: str
    operator: str
    value: float


def crossed(readings: Sequence[Reading]) -> Floats:
    """(parts, operators, trials). Raises UnbalancedDesign, and InsufficientData below two parts or trials."""
    parts, part = places(reading.part for reading in readings)
    operators, operator = places(reading.operator for reading in readings)
    width = max(1, len(operators))
    cell = part * width + operator
    trials = ensure_balanced(
        cell, len(parts) * width, lambda at: {"part": parts[at // width], "operator": operators[at % width]}
    )
    _ensure_enough(len(parts), trials)
    return _values(readings)[np.argsort(cell, kind="stable")].reshape(len(parts), width, trials)


def nested(readings: Sequence[Reading]) -> Floats:
    """(operators, parts of each, trials): a part of the same name under another operator is another part.

    Raises UnbalancedDesign also where operators have different numbers of parts, and InsufficientData.
    """
    operators, operator = places(reading.operator for reading in readings)
    owned, part = places((reading.operator, reading.part) for reading in readings)
    trials = ensure_balanced(part, len(owned), lambda at: {"part": owned[at][1], "operator": owned[at][0]})
    owner = np.zeros(len(owned), dtype=np.int64)
    owner[part] = operator
    parts = ensure_balanced(owner, len(operators), lambda at: {"part": None, "operator": operators[at]})
    _ensure_enough(parts, trials)
    return _values(readings)[np.lexsort((part, operator))].reshape(len(operators), parts, trials)


def places(names: Iterable[Name]) -> tuple[list[Name], Places]:
    """Each name once, in the order of appearance, and for each of `names` where it stands among them."""
    seen: dict[Name, int] = {}
    at = np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.int64)
    return list(seen), at


def ensure_balanced(
    cell: Places, cells: int, named: Callable[[int], dict[str, Any]], pointer: str = "/readings"
) -> int:
    """How often each of `cells` is read; `cell` says of each reading which one, `named` describes one in a refusal."""
    present, readings = np.unique(cell, return_counts=True)
    if not present.size:
        return 0
    usual = int(np.bincount(readings).argmax())
    if present.size == cells and (readings == usual).all():
        return usual
    wrong = [(int(at), int(count)) for at, count in zip(present, readings, strict=True) if count != usual]
    absent = np.setdiff1d(np.arange(min(cells, present.size + MOST_CELLS_TOLD)), present)
    told = [*wrong[:MOST_CELLS_TOLD], *((int(at), 0) for at in absent)][:MOST_CELLS_TOLD]
    error = FieldError(pointer, "unbalanced", f"every cell must have {usual}, like most of them")
    raise UnbalancedDesign(
        errors=[error], cells=[{**named(at), "readings": count} for at, count in told], expected=usual
    )


def _ensure_enough(parts: int, trials: int) -> None:
    if parts < 2 or trials < 2:
        error = FieldError("/readings", "too_few", "must be at least two of each of two parts")
        raise InsufficientData(errors=[error], parts=parts, trials=trials)


def _values(readings: Sequence[Reading]) -> Floats:
    return np.array([reading.value for reading in readings], dtype=np.float64)
