"""What a standard measures and how it lives. Pure."""

from enum import StrEnum

from shared.workflow import Right, Step, Workflow


class MeasureKind(StrEnum):
    """What numerator and denominator of a measurement are.

    rate: output and input, such as units and hours; efficiency: earned standard hours and hours worked; ratio: a part
    and its whole; count: how many, with no denominator; duration: the time of all cases and how many cases;
    quality_link: a figure of a quality service and what it weighs.
    """

    RATE = "rate"
    EFFICIENCY = "efficiency"
    RATIO = "ratio"
    COUNT = "count"
    DURATION = "duration"
    QUALITY_LINK = "quality_link"


class Direction(StrEnum):
    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    RANGE = "range"


class Aggregation(StrEnum):
    """How the measurements of a period become one value.

    sum_over_sum: all numerators over all denominators, never the mean of ratios; mean: the plain mean of the values;
    last: the latest of each person or unit, summed over sum; max: the highest value.
    """

    SUM_OVER_SUM = "sum_over_sum"
    MEAN = "mean"
    LAST = "last"
    MAX = "max"


class StandardPeriod(StrEnum):
    """From the shortest to the longest."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def longest_days(self) -> int:
        return {"day": 1, "week": 7, "month": 31, "quarter": 92}[self]


class StandardStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class TargetSubject(StrEnum):
    """Whom a target is for; the first that has one wins."""

    PERSON = "person"
    JOB_PROFILE = "job_profile"
    ORG_UNIT = "org_unit"


ACTIVE, RETIRED = StandardStatus.ACTIVE, StandardStatus.RETIRED

WRITER = Right("not_writer", "Standards are kept by whoever has the scope standards:write.")

LIFECYCLE = Workflow(
    {
        "update": Step({ACTIVE}, None, (WRITER,)),
        "set_target": Step({ACTIVE}, None, (WRITER,)),
        "retire": Step({ACTIVE}, RETIRED, (WRITER,), needs_reason=True),
        "reinstate": Step({RETIRED}, ACTIVE, (WRITER,)),
    }
)
