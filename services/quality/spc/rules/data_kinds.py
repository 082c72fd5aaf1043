"""The kinds of data that are charted."""

from enum import StrEnum


class DataKind(StrEnum):
    """What one subgroup of a characteristic says."""

    VARIABLE = "variable"
    DEFECTIVES = "defectives"
    DEFECTS = "defects"
    TIME_BETWEEN = "time_between"
    COUNT_BETWEEN = "count_between"


VARIABLE, DEFECTIVES, DEFECTS, TIME_BETWEEN, COUNT_BETWEEN = DataKind
