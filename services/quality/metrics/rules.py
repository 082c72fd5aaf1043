"""What the numbers are and how each is counted, in words that their callers see. Pure."""

from datetime import date, timedelta
from enum import StrEnum

from shared.problems import FieldError, Invalid

DEFINITION = "quality/1"
"""Names the formulas; it changes whenever a number could."""
DAYS = 365
MOST_STEPS = 400
VITAL = 0.8
"""The vital few are the fewest codes that together have this share."""


class QualityMetricKey(StrEnum):
    NC_OPEN = "nc_open"
    NC_OVER_90_DAYS = "nc_over_90_days"
    NC_OVERDUE = "nc_overdue"
    NC_CLOSED_TO_OPENED = "nc_closed_to_opened"
    NC_RECURRENCE_RATE = "nc_recurrence_rate"
    COPQ_SHARE = "copq_share"
    COQ_RATIO = "coq_ratio"
    CAPA_ON_TIME_CLOSURE = "capa_on_time_closure"
    CAPA_ON_TIME_EXTENDED = "capa_on_time_extended"
    CAPA_OVERDUE = "capa_overdue"
    CAPA_EXTENSION_RATE = "capa_extension_rate"
    CAPA_EFFECTIVENESS_RATE = "capa_effectiveness_rate"
    CAPA_INCONCLUSIVE_RATE = "capa_inconclusive_rate"


_ON_TIME = " / those closed, and those still open past it; of CAPAs due by it in the period"

FORMULAS = {
    QualityMetricKey.NC_OPEN: "nonconformances that are open / all that are no drafts",
    QualityMetricKey.NC_OVER_90_DAYS: "open nonconformances opened more than 90 days ago / open nonconformances",
    QualityMetricKey.NC_OVERDUE: (
        "open nonconformances past their due time, or past the time to contain them / open nonconformances"
    ),
    QualityMetricKey.NC_CLOSED_TO_OPENED: "nonconformances closed in the period / nonconformances opened in the period",
    QualityMetricKey.NC_RECURRENCE_RATE: (
        "nonconformances closed in the period that recur an earlier one / nonconformances closed in the period"
    ),
    QualityMetricKey.COPQ_SHARE: "costs of internal and external failure / all quality costs, entered in the period",
    QualityMetricKey.COQ_RATIO: "costs of prevention and appraisal / costs of internal and external failure",
    QualityMetricKey.CAPA_ON_TIME_CLOSURE: f"CAPAs closed by their original due date{_ON_TIME}",
    QualityMetricKey.CAPA_ON_TIME_EXTENDED: f"CAPAs closed by their due date as it was moved{_ON_TIME}",
    QualityMetricKey.CAPA_OVERDUE: "CAPAs under way past their due date / CAPAs under way",
    QualityMetricKey.CAPA_EXTENSION_RATE: (
        "CAPAs whose due date was moved / CAPAs due in the period by their original date"
    ),
    QualityMetricKey.CAPA_EFFECTIVENESS_RATE: (
        "CAPAs found effective at their first check / those found effective or ineffective at it, in the period"
    ),
    QualityMetricKey.CAPA_INCONCLUSIVE_RATE: (
        "CAPAs whose first check was inconclusive / CAPAs first checked in the period"
    ),
}


class Weight(StrEnum):
    """What makes one cause weigh more than another: a critical counts 9, a major 3 and a minor 1."""

    COUNT = "count"
    QUANTITY = "quantity"
    COST = "cost"
    SEVERITY = "severity"


MEASURED = {Weight.QUANTITY, Weight.COST}
"""What can be added up only in one unit, or one currency."""


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SHORTEST = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 28}


class PeriodReversed(Invalid):
    """A period ends after it begins."""


class TooManySteps(Invalid):
    """The period has too many steps: ask for longer ones."""


class UnitUnclear(Invalid):
    """Quantities are added up in one unit and costs in one currency; counts and severities have none."""


def period(since: date | None, before: date | None, today: date) -> tuple[date, date]:
    """The day it begins and the day after its last; a year up to today where nothing is said."""
    end = before or today + timedelta(days=1)
    begin = since or end - timedelta(days=DAYS)
    if begin >= end:
        raise PeriodReversed(errors=[FieldError("/before", "not_after", "must be after `since`")])
    return begin, end


def check_unit(weight: Weight, unit: str | None) -> None:
    if (weight in MEASURED) != (unit is not None):
        code, detail = (
            ("missing", f"is required by {weight}") if unit is None else ("not_used", f"has no part in {weight}")
        )
        raise UnitUnclear(errors=[FieldError("/unit", code, detail)])


def check_steps(begin: date, end: date, step: Step) -> None:
    if (end - begin).days > MOST_STEPS * SHORTEST[step]:
        raise TooManySteps(most=MOST_STEPS)
