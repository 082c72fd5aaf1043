"""Single sampling plans of ANSI/ASQ Z1.4 (MIL-STD-105E) and ISO 2859-1, by the rule that generates their tables.

Table I gives a letter; letters and AQLs each grow by a factor of 10^(1/5), so what is accepted depends on the sum of
their places only, and the arrows of Table II are moves along the letters.
"""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from shared.problems import FieldError, Invalid


class Scheme(StrEnum):
    ANSI_Z1_4 = "ansi_z1_4"
    ISO_2859_1 = "iso_2859_1"


class Level(StrEnum):
    S_1 = "s_1"
    S_2 = "s_2"
    S_3 = "s_3"
    S_4 = "s_4"
    I = "i"  # noqa: E741 # so the standards call it
    II = "ii"
    III = "iii"


class InspectionSeverity(StrEnum):
    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


class AqlNotInSeries(Invalid):
    """An AQL is one of the preferred series; `series` lists them, and no other is rounded to one of them."""


class AqlNotOffered(Invalid):
    """Beyond an AQL of 10 only normal inspection up to 25 nonconformities per 100 units is offered so far."""


class ReducedNotOffered(Invalid):
    """Reduced inspection is offered by ANSI/ASQ Z1.4; the table of ISO 2859-1 differs and has not been verified."""


class EmptyLot(Invalid):
    """A lot has at least one unit."""


LETTERS = "ABCDEFGHJKLMNPQRS"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
SERIES = (
    0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0,
    15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0,
)  # fmt: skip
PERCENT_END = SERIES.index(10.0)
NORMAL_END = SERIES.index(25.0)

LOT_ENDS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
TABLE_I = (
    "AAAAAAB", "AAAAABC", "AABBBCD", "ABBCCDE", "BBCCCEF", "BBCDDFG", "BCDEEGH", "BCDEFHJ",
    "CCEFGJK", "CDEGHKL", "CDFGJLM", "CDFHKMN", "DEGJLNP", "DEGJMPQ", "DEHKNQR",
)  # fmt: skip
"""A row for each range of lot sizes, a column for each level."""

NORMAL_ACCEPTS = (1, 2, 3, 5, 7, 10, 14, 21)
TIGHTENED_ACCEPTS = (1, 2, 3, 5, 8, 12, 18)
REDUCED_LIMITS = ((0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (5, 8), (7, 10), (10, 13))
END = 24
"""The sum of places of the last plan before the arrows point up."""


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Inspect `n` units; accept the lot up to `ac` nonconforming ones, reject it from `re` on.

    Between them, which only reduced inspection knows, accept it and go back to normal. `code_letter` is that of
    Table I, `effective_letter` the one after following an arrow. A plan as large as the lot is `full_inspection`.
    """

    code_letter: str
    effective_letter: str
    n: int
    ac: int
    re: int
    full_inspection: bool


def sampling_plan(
    lot_size: int,
    level: Level,
    aql: float,
    severity: InspectionSeverity = InspectionSeverity.NORMAL,
    scheme: Scheme = Scheme.ANSI_Z1_4,
) -> SamplingPlan:
    """The single plan for a lot. `aql` in percent nonconforming or nonconformities per 100 units.

    Raises EmptyLot, AqlNotInSeries, AqlNotOffered, ReducedNotOffered.
    """
    if lot_size < 1:
        raise EmptyLot(errors=[FieldError("/lot_size", "greater_than_equal", "must be at least 1")])
    if severity is InspectionSeverity.REDUCED and scheme is Scheme.ISO_2859_1:
        raise ReducedNotOffered(errors=[FieldError("/severity", "not_offered", "take ansi_z1_4, or another severity")])
    column = _column(aql, severity)
    letter = code_letter(lot_size, level)
    row, ac, re = _followed(LETTERS.index(letter), column, severity)
    n = (REDUCED_SIZES if severity is InspectionSeverity.REDUCED else SIZES)[row]
    return SamplingPlan(letter, LETTERS[row], min(n, lot_size), ac, re, n >= lot_size)


def code_letter(lot_size: int, level: Level) -> str:
    """Table I."""
    return TABLE_I[bisect_left(LOT_ENDS, lot_size)][list(Level).index(level)]


def ensure_in_series(aql: float, pointer: str = "/aql") -> None:
    if aql not in SERIES:
        error = FieldError(pointer, "not_in_series", "must be one of the preferred series")
        raise AqlNotInSeries(errors=[error], series=SERIES)


def _column(aql: float, severity: InspectionSeverity) -> int:
    ensure_in_series(aql)
    column = SERIES.index(aql)
    if column > (NORMAL_END if severity is InspectionSeverity.NORMAL else PERCENT_END):
        raise AqlNotOffered(errors=[FieldError("/aql", "not_offered", "is not offered with this severity")])
    return column


def _followed(row: int, column: int, severity: InspectionSeverity) -> tuple[int, int, int]:
    """Where the arrows lead from a letter, and what is accepted and rejected there."""
    if severity is InspectionSeverity.TIGHTENED:
        row = _tightened_row(row, column)
        place = row + column
        ac = TIGHTENED_ACCEPTS[place - 18] if place >= 18 else 0
        return row, ac, ac + 1
    row = _row(row, column)
    place = row + column
    if severity is InspectionSeverity.REDUCED:
        return row, *(REDUCED_LIMITS[place - 17] if place >= 17 else (0, 1))
    ac = NORMAL_ACCEPTS[place - 17] if place >= 17 else 0
    return row, ac, ac + 1


def _row(row: int, column: int) -> int:
    """Normal and reduced: places 14 and 17 to 24 have plans, 15 and 16 point to their neighbours."""
    place = row + column
    if place < 14 or place > END:
        return (14 if place < 14 else END) - column
    if place == 15:
        return row - 1 if row else 2
    if place == 16:
        return row + 1 if row < 15 else 13
    return row


def _tightened_row(row: int, column: int) -> int:
    """Places 15 and 18 to 24 have plans; beyond an AQL of 6.5 no plan accepts 0 any more."""
    place = row + column
    if column <= 14:
        if place <= 15:
            return 15 - column
        if row == 15 and place == 16:
            return 14
    if place < 18:
        return 18 - column
    return min(row, END - column)
