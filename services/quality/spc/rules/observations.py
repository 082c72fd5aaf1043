"""What charts are drawn from: a row a point, NaN where a value is missing; and what can't be charted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from services.quality.spc.rules.arrays import Flags, Floats
from services.quality.spc.rules.subgroups import Subgroups, summarize
from shared.problems import Invalid

Rows = npt.NDArray[Any] | Sequence[Any]
"""Numbers or None, or rows of them."""


class InsufficientData(Invalid):
    """There is too little data to estimate limits from."""


class InvalidValue(Invalid):
    """A value can't stand on this chart."""


class InvalidOption(Invalid):
    """An option does not fit this chart."""


class InvalidCount(Invalid):
    """A count is a whole number from 0 to the size of its sample."""


class UseUChart(Invalid):
    """Counts of unequal exposure belong on a u chart."""


@dataclass(frozen=True)
class Observations:
    """Points in the order of time.

    `values`: (points, values) of measurements, (points, 1) of single values and of counts, and for T²
    (points, characteristics) or (points, values, characteristics). `sizes`: (points,) units inspected or exposure
    of counts, None where there is none.
    """

    values: Floats
    sizes: Floats | None = None

    @cached_property
    def groups(self) -> Subgroups:
        if self.values.ndim != 2:
            raise InvalidValue("This chart has rows of single values.")
        return summarize(self.values)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def single(self) -> Floats:
        """The one value of each point: (points,)."""
        if self.values.ndim != 2 or self.values.shape[1] > 1:
            raise InvalidValue("This chart has one value a point.")
        return self.values.reshape(-1)

    def part(self, first: int, end: int) -> "Observations":
        return Observations(self.values[first:end], None if self.sizes is None else self.sizes[first:end])

    def only(self, used: Flags) -> "Observations":
        """All others are missing: they keep their places, so nothing moves next to what it did not follow."""
        if used.all():
            return self
        kept = used.reshape(-1, *[1] * (self.values.ndim - 1))
        return replace(self, values=np.where(kept, self.values, np.nan))


def observations(rows: Rows, sizes: Rows | None = None) -> Observations:
    """From an array, or from rows of unequal length with None where a value is missing.

    Raises InvalidValue for what is no number, an infinite value, or sizes of another number than the points.
    """
    values, weights = _array(rows), None if sizes is None else _array(sizes)
    values = values.reshape(-1, 1) if values.ndim < 2 else values
    if np.isinf(values).any() or (weights is not None and np.isinf(weights).any()):
        raise InvalidValue("A value is a finite number, or missing.")
    if weights is not None and weights.shape != (len(values),):
        raise InvalidValue("Each point has one size.", points=len(values), sizes=int(weights.size))
    return Observations(values, weights)


def _array(rows: Rows) -> Floats:
    try:
        return np.ascontiguousarray(rows if isinstance(rows, np.ndarray) else _padded(rows), dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidValue("Rows are of numbers, or of rows of numbers that are all as long.") from None


def _padded(rows: Sequence[Any]) -> Sequence[Any]:
    """Short rows are filled up with missing values; every row has room for one."""
    lengths = {len(row) for row in rows if isinstance(row, Sequence | np.ndarray)}
    if not lengths or (len(lengths) == 1 and 0 not in lengths):
        return rows
    longest = max(1, *lengths)
    return [[*row, *[None] * (longest - len(row))] for row in rows]
