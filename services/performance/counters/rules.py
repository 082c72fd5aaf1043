"""What is counted of a whole organisation. Pure."""

from collections.abc import Mapping
from enum import StrEnum

RECENT_DAYS = 30

FOLD_COUNTS = "counters.fold"
"""The errand that takes what was touched into the counters; the clock asks for it too."""
MANY = 100
"""Whoever touches as many leaves that errand, so that no read has them all to count."""


class Count(StrEnum):
    """Goals by status; of the active ones by health and more; their key results; people and units."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    AT_GRADING = "at_grading"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"
    OVERDUE = "overdue"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_UPDATED = "not_updated"
    DONE = "done"
    MEASURED = "measured"
    PROGRESS = "progress"
    EXPECTED = "expected"
    INDIVIDUAL = "individual"
    ALIGNED = "aligned"
    UNMEASURABLE = "unmeasurable"
    ACHIEVED = "achieved"
    KEY_RESULTS = "key_results"
    FRESH = "fresh"
    ZONE_FAIL = "zone_fail"
    ZONE_COMMIT = "zone_commit"
    ZONE_TARGET = "zone_target"
    ZONE_STRETCH = "zone_stretch"
    ZONE_UNMEASURED = "zone_unmeasured"
    CHECK_INS = "check_ins"
    PEOPLE = "people"
    WITHOUT_MANAGER = "without_manager"
    HOLDING = "holding"
    BUSY = "busy"
    UNITS = "units"
    WITHOUT_HEAD = "without_head"
    STALE = "stale"


MEASURES: Mapping[Count, tuple[str, ...]] = {count: (count.value,) for count in Count} | {
    Count.ACHIEVED: ("score_aspirational", "score_committed"),
}
"""What the triggers write; a count is the sum of these.

`score_…` has a row a score, because the policy that judges it may change; `expected` says how much more it is each day.
"""

PUBLIC_MEASURES: Mapping[Count, tuple[str, ...]] = {
    Count.HOLDING: ("holding_publicly",),
    Count.BUSY: ("busy_publicly",),
}
"""Of goals that everybody sees: whoever has several of both sorts is one person."""
