"""What kinds of leave there are. Pure."""

from enum import StrEnum


class AbsenceKind(StrEnum):
    CARE = "care"
    PARENTAL = "parental"
    SABBATICAL = "sabbatical"
    SICK = "sick"
    UNPAID = "unpaid"
    VACATION = "vacation"
    OTHER = "other"
