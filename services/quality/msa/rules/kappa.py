"""Agreement beyond chance: Cohen's kappa of two raters, Fleiss' kappa of several. 1 is perfect, 0 is chance."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import normal

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kappa:
    """`se` is for an interval around it, `se_by_chance` for the test; p of agreement no better than chance.

    None throughout where everything fell into one category, so that chance alone agrees fully.
    """

    value: float | None
    se: float | None
    se_by_chance: float | None
    z: float | None
    p: float | None


UNDEFINED = Kappa(None, None, None, None, None)


def cohen(table: Counts) -> Kappa:
    """Of a (categories, categories) table of how two raters judged the same items (Fleiss, Cohen & Everitt 1969)."""
    shares = table / table.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed, by_chance = float(np.trace(shares)), float(rows @ columns)
    if by_chance >= 1:
        return UNDEFINED
    value = (agreed - by_chance) / (1 - by_chance)
    n, left = int(table.sum()), 1 - value
    both = rows + columns
    off = shares * (columns[:, None] + rows[None, :]) ** 2
    diagonal = float(np.sum(np.diag(shares) * (1 - both * left) ** 2))
    rest = left**2 * float(off.sum() - np.trace(off))
    variance = diagonal + rest - (value - by_chance * left) ** 2
    chance = by_chance + by_chance**2 - float(np.sum(rows * columns * both))
    scale = (1 - by_chance) * sqrt(n)
    return _tested(value, sqrt(max(0.0, variance)) / scale, sqrt(max(0.0, chance)) / scale)


def fleiss(counts: Counts) -> Kappa:
    """Of (items, categories) counts of ratings, the same number ≥ 2 for each item (Fleiss 1971; Fleiss et al. 1979)."""
    items, ratings = counts.shape[0], int(counts[0].sum())
    shares = counts.sum(axis=0) / (items * ratings)
    agreed = float(np.sum(counts * (counts - 1))) / (items * ratings * (ratings - 1))
    by_chance = float(shares @ shares)
    if by_chance >= 1:
        return UNDEFINED
    spread = shares * (1 - shares)
    chance = float(spread.sum()) ** 2 - float(np.sum(spread * (1 - 2 * shares)))
    se = sqrt(2 * max(0.0, chance) / (items * ratings * (ratings - 1))) / float(spread.sum())
    return _tested((agreed - by_chance) / (1 - by_chance), None, se)


def _tested(value: float, se: float | None, se_by_chance: float) -> Kappa:
    if se_by_chance == 0:
        return Kappa(value, se, None, None, None)
    z = value / se_by_chance
    return Kappa(value, se, se_by_chance, z, normal.sf(z))
