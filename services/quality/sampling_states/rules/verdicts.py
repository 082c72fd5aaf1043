"""What a plan says of the count in a sample."""

from enum import StrEnum

from services.quality.sampling.rules.tables import NORMAL_ACCEPTS, InspectionSeverity, SamplingPlan
from shared.problems import Conflict, FieldError, Invalid


class Counted(StrEnum):
    """Units that are nonconforming, or nonconformities, of which a unit may have several."""

    UNITS = "units"
    NONCONFORMITIES = "nonconformities"


class MoreThanSampled(Invalid):
    """No more units are nonconforming than were sampled, `n` of them."""


class SeverityChanged(Conflict):
    """Inspection has been switched since the lot was drawn; `severity` is the one in force now."""


def verdict(plan: SamplingPlan, nonconforming: int) -> dict[str, bool]:
    """Whether the lot is accepted, with a count between Ac and Re, and at the next smaller AQL too.

    That has the same letter and the acceptance number before this one, where this one is 2 or more (ISO 2859-1, 9.3.3).
    """
    tighter = NORMAL_ACCEPTS[NORMAL_ACCEPTS.index(plan.ac) - 1] if plan.ac in NORMAL_ACCEPTS[1:] else -1
    return {
        "accepted": nonconforming < plan.re,
        "between_limits": plan.ac < nonconforming < plan.re,
        "accepted_one_aql_tighter": nonconforming <= tighter,
    }


def check_count(plan: SamplingPlan, nonconforming: int, counted: Counted) -> None:
    if counted is Counted.UNITS and nonconforming > plan.n:
        error = FieldError("/nonconforming", "more_than_sampled", f"must be at most {plan.n}")
        raise MoreThanSampled(errors=[error], n=plan.n)


def check_severity(inspected_under: InspectionSeverity | None, in_force: InspectionSeverity) -> None:
    if inspected_under not in (None, in_force):
        error = FieldError("/severity", "changed", f"must be {in_force}, or the lot is inspected again")
        raise SeverityChanged(errors=[error], severity=in_force)
