"""How many nonconforming units ten accepted lots may have had for reduced inspection: ANSI/ASQ Z1.4, Table VIII.

The table by the rule that generates it: the count that a process at the AQL stays below one time in ten, by the normal
approximation to Poisson, np - 1.28 √np, for the fewest units of a row.
"""

from bisect import bisect_right
from math import floor, sqrt

ROWS = (
    20, 30, 50, 80, 130, 200, 320, 500, 800, 1_250, 2_000, 3_150, 5_000, 8_000, 12_500, 20_000, 31_500, 50_000,
)  # fmt: skip
"""The fewest units of each."""
ONE_IN_TEN = 1.28


def limit_number(sampled: int, aql: float) -> int | None:
    """Of so many units in the samples, `aql` in percent or per 100 units. None where they are too few to tell."""
    row = bisect_right(ROWS, sampled) - 1
    if row < 0:
        return None
    expected = ROWS[row] * aql / 100
    limit = expected - ONE_IN_TEN * sqrt(expected)
    return floor(limit) if limit >= 0 else None
