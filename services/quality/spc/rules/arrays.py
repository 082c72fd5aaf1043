"""The arrays that charts are made of, and what is missing in them: NaN."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def present(values: Floats) -> Flags:
    """What is not missing."""
    return ~np.isnan(values)


def places(wrong: Flags) -> list[int]:
    """The numbers of the first hundred points that are wrong."""
    return [int(point) + 1 for point in np.flatnonzero(wrong)[:100]]


def placed(values: Floats, there: Flags) -> Floats:
    """At the points that are there, NaN at all others."""
    everywhere = np.full(len(there), np.nan)
    everywhere[there] = values
    return everywhere
