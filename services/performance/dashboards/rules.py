"""What the numbers are and how each is counted, in words that its callers see. Pure."""

from enum import StrEnum


class Depth(StrEnum):
    """Whom a lead leads: those who report to them, or all below."""

    DIRECT = "direct"
    ALL = "all"


DEFINITION = "metrics/2"
"""Names the formulas; it changes whenever a number could."""


class MetricKey(StrEnum):
    GOAL_COVERAGE = "goal_coverage"
    GOAL_ALIGNMENT = "goal_alignment"
    GOALS_ON_TRACK = "goals_on_track"
    GOAL_PROGRESS = "goal_progress"
    GOAL_GAP = "goal_gap"
    CHECK_IN_FRESHNESS = "check_in_freshness"
    GOAL_ACHIEVEMENT = "goal_achievement"
    ZONE_FAIL = "zone_fail"
    ZONE_COMMIT = "zone_commit"
    ZONE_TARGET = "zone_target"
    ZONE_STRETCH = "zone_stretch"
    STANDARD_ATTAINMENT = "standard_attainment"
    PEOPLE_WITHOUT_MANAGER = "people_without_manager"
    GOALS_WITHOUT_MEASURE = "goals_without_measure"
    UNITS_WITHOUT_HEAD = "units_without_head"
    STALE_UNITS = "stale_units"
    PEOPLE_WITHOUT_FEEDBACK = "people_without_feedback"
    PEOPLE_WITHOUT_ONE_ON_ONE = "people_without_one_on_one"


ZONES = "key results of active goals that are in this zone / those that are in any; dropped ones are left out"

FORMULAS = {
    MetricKey.GOAL_COVERAGE: "active people with at least one active individual goal / active people",
    MetricKey.GOAL_ALIGNMENT: (
        "active individual goals that contribute to or are aligned with a goal of a higher level"
        " / active individual goals"
    ),
    MetricKey.GOALS_ON_TRACK: "active goals that are on track or done / active goals",
    MetricKey.GOAL_PROGRESS: "sum of the progress of active goals that are measured / active goals that are measured",
    MetricKey.GOAL_GAP: (
        "sum of the progress of active goals that are measured, less what is expected of them today, leave of the"
        " goal's owner not counted / active goals that are measured"
    ),
    MetricKey.CHECK_IN_FRESHNESS: (
        "active key results of active goals that were checked in within their cadence, else the policy's, leave of the"
        " goal's owner not counted / active key results of active goals, without those that follow contributing goals"
    ),
    MetricKey.GOAL_ACHIEVEMENT: (
        "closed goals whose final score reaches the policy's threshold, that of aspirations for aspirational goals and"
        " that of commitments for all others, / closed goals"
    ),
    MetricKey.ZONE_FAIL: ZONES,
    MetricKey.ZONE_COMMIT: ZONES,
    MetricKey.ZONE_TARGET: ZONES,
    MetricKey.ZONE_STRETCH: ZONES,
    MetricKey.STANDARD_ATTAINMENT: (
        "people who reached the threshold of each standard that they were judged by, else its target, or stayed within"
        " its limits, in its last whole period / people who were judged by any: measured by it then, with a target"
    ),
    MetricKey.PEOPLE_WITHOUT_MANAGER: "active people who report to nobody today / active people",
    MetricKey.GOALS_WITHOUT_MEASURE: "active goals without a key result or another way to measure them / active goals",
    MetricKey.UNITS_WITHOUT_HEAD: "open units without a head today / open units",
    MetricKey.STALE_UNITS: "open units whose head no longer works here / open units",
    MetricKey.PEOPLE_WITHOUT_FEEDBACK: (
        "active people of whom nobody shared feedback that you may read within 30 days / active people"
    ),
    MetricKey.PEOPLE_WITHOUT_ONE_ON_ONE: (
        "active people who held no one-on-one that you may see within 30 days / active people"
    ),
}

MOST_LED = 0.5
"""Whoever leads more of all people is told of all goals less those they may not see: these are fewer to count."""

MANY_LED = 1_000
"""How many of so large a line attain their standards is kept, as of the whole organisation."""

GAP_DAYS = 30
"""After how long without feedback or a one-on-one somebody is pointed out."""

MOST_SHOWN = 200
"""People of a team, and things that are due, in one answer."""

TREND_PERIODS = 6
"""Whole periods of a standard that are shown, up to the last one that is over."""
