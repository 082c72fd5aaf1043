"""What a policy says, and what holds where an organisation has said nothing. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.problems import FieldError, Invalid

JUDGE_ANEW = "goals.judge_anew"
"""The errand that a new policy leaves for the goals, `{after}` the last goal that was judged by it."""


class Setter(StrEnum):
    """Who sets goals, beside HR, which always may."""

    OWNER = "owner"
    LEAD = "lead"
    CHAIN = "chain"


class ThresholdsReversed(Invalid):
    """A goal is at risk before it is off track."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What goals are judged by. Gaps, caps and thresholds are shares of 1.

    The gaps are BurningOKR's defaults; a commitment is kept at 1.0 and an aspiration at 0.7 (Measure What Matters).
    """

    number: int = 0
    at_risk_gap: Decimal = Decimal("0.2")
    off_track_gap: Decimal = Decimal("0.4")
    progress_cap: Decimal = Decimal(1)
    default_cadence_days: int = 30
    stale_after_cadences: Decimal = Decimal("1.5")
    committed_threshold: Decimal = Decimal(1)
    aspirational_threshold: Decimal = Decimal("0.7")
    weight_limit: Decimal | None = None
    auto_approve: bool = True
    allow_out_of_range: bool = False


@dataclass(frozen=True, slots=True)
class Policy(Figures):
    """Whole, with who sets which goals."""

    company_setters: tuple[Setter, ...] = ()
    org_unit_setters: tuple[Setter, ...] = (Setter.OWNER, Setter.LEAD)
    team_setters: tuple[Setter, ...] = (Setter.OWNER, Setter.LEAD)
    individual_setters: tuple[Setter, ...] = (Setter.OWNER, Setter.LEAD)


DEFAULT = Policy()


def check_thresholds(at_risk_gap: Decimal, off_track_gap: Decimal) -> None:
    if off_track_gap < at_risk_gap:
        wrong = FieldError("/off_track_gap", "less_than_at_risk", "must not be less than at_risk_gap")
        raise ThresholdsReversed(errors=[wrong])
