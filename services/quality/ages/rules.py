"""Ages in whole days of UTC. Pure."""

from enum import StrEnum


class AgeBucket(StrEnum):
    """Whole days since the day on which it was opened, or drafted where it is a CAPA."""

    UP_TO_7_DAYS = "up_to_7_days"
    UP_TO_30_DAYS = "up_to_30_days"
    UP_TO_60_DAYS = "up_to_60_days"
    UP_TO_90_DAYS = "up_to_90_days"
    OVER_90_DAYS = "over_90_days"


DAYS = {
    AgeBucket.UP_TO_7_DAYS: 7,
    AgeBucket.UP_TO_30_DAYS: 30,
    AgeBucket.UP_TO_60_DAYS: 60,
    AgeBucket.UP_TO_90_DAYS: 90,
}
