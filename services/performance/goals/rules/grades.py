"""Zones and grades of what was reached. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Zone(StrEnum):
    """Where a value stands between start and stretch (puzzle/okr)."""

    FAIL = "fail"
    COMMIT = "commit"
    TARGET = "target"
    STRETCH = "stretch"


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


COMMIT_SHARE, TARGET_SHARE = Decimal("0.3"), Decimal("0.7")
"""Commit and target lie at 30 and 70 % of the way to stretch (puzzle/okr, migration V3_6_4)."""

ZONE_PROGRESS = {
    Zone.FAIL: Decimal(0),
    Zone.COMMIT: COMMIT_SHARE,
    Zone.TARGET: TARGET_SHARE,
    Zone.STRETCH: Decimal(1),
}
"""What reaching a zone is worth, as a share of 1."""


def zone_of(share: Decimal) -> Zone:
    """F2: the zone of a share of the way from start to stretch: below 0.3 fail, 0.7 commit, 1 target, else stretch."""
    if share < COMMIT_SHARE:
        return Zone.FAIL
    if share < TARGET_SHARE:
        return Zone.COMMIT
    return Zone.TARGET if share < 1 else Zone.STRETCH


def colour_of(score: Decimal) -> Colour:
    """F6: green from 0.7, yellow from 0.4, red below, by the score with one decimal (Measure What Matters)."""
    shown = score.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown >= TARGET_SHARE:
        return Colour.GREEN
    return Colour.YELLOW if shown >= Decimal("0.4") else Colour.RED
