from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.measures import KeyResultKind
from services.performance.goals.rules.rollup import ProgressMethod, Weighting
from services.performance.goals.rules.states import GoalKind, GoalStatus, Health, KeyResultStatus
from shared.schemas import Output

BEHIND = "Progress less expected progress: below zero is behind. Null where nothing is measured."


class HealthReasonCode(StrEnum):
    NOT_BEGUN = "not_begun"
    NOTHING_MEASURED = "nothing_measured"
    NOT_CHECKED_IN = "not_checked_in"
    BEHIND_EXPECTED = "behind_expected"
    AS_EXPECTED = "as_expected"
    REACHED = "reached"
    OVERRIDDEN = "overridden"
    ENDED = "ended"


class HealthReason(Output):
    code: HealthReasonCode
    detail: str


class GoalHealth(Output):
    """Why a goal is judged as it is on a day; days of the past by the formula alone."""

    health: Health | None = Field(description="Null before the goal begins.")
    reasons: list[HealthReason]
    days_passed: int = Field(description="From start to that day; leave that is excluded does not count.")
    days_in_all: int = Field(description="From start to due; leave that is excluded does not count.")
    expected_percent: float = Field(description="What the day expects, in a straight line from start to due.")
    gap_percent: float | None = Field(description=BEHIND)
    at_risk_on: date | None
    off_track_on: date | None
    stale_on: date | None


class KeyResultProgress(Output):
    id: UUID
    title: str
    status: KeyResultStatus
    current_value: float | None
    zone: Zone | None
    progress_percent: float | None = Field(description="Raw, 100 = target.")
    checked_in_on: date | None


class GoalProgress(Output):
    """How far a goal was on a day, by the check-ins up to then and today's weights and targets."""

    goal_id: UUID
    as_of: date
    progress_percent: float | None
    checked_in_on: date | None
    health: GoalHealth
    key_results: list[KeyResultProgress]
    policy_number: int
    formula: str


class MilestoneInput(Output):
    id: UUID
    title: str
    weight: float
    done: bool


class KeyResultInput(KeyResultProgress):
    """A key result as it goes into the number; a weight counts among all that are measured."""

    kind: KeyResultKind
    start_value: float | None
    target_value: float | None
    range_low: float | None
    range_high: float | None
    tolerance: float | None
    counted_percent: float | None = Field(description="Within 0 and the cap; null where it does not count.")
    weight: float
    effective_weight_percent: float | None = Field(description="Its share of the key results' number.")
    cadence_days: int | None
    accepted_percent: float | None = Field(description="From how far on its owner calls it done; null: the target.")
    milestones: list[MilestoneInput]


class ContributionInput(Output):
    """A contributing goal as it goes into the number; those you may not see are added up as one without an id."""

    goal_id: UUID | None
    title: str | None
    goals: int
    parent_key_result_id: UUID | None
    weight: float
    progress_percent: float | None
    effective_weight_percent: float | None = Field(description="Its share among what contributes to the same.")


class PolicyUsed(Output):
    number: int
    at_risk_gap: float
    off_track_gap: float
    progress_cap: float
    default_cadence_days: int
    stale_after_cadences: float


class GoalExplanation(Output):
    """All that a goal's number follows from: worked out again by these rules, it is the same. Once graded it stays."""

    goal_id: UUID
    as_of: date = Field(description="Today, or the day on which the goal was graded.")
    progress_percent: float | None
    progress_method: ProgressMethod
    weighting: Weighting
    kind: GoalKind
    status: GoalStatus
    starts_on: date
    due_on: date
    checked_in_percent: float | None = Field(description="Of a goal measured as a whole.")
    key_results: list[KeyResultInput]
    contributions: list[ContributionInput]
    health: GoalHealth
    policy: PolicyUsed
    formula: Literal["goals/1"]
    inputs_hash: str = Field(description="SHA-256 of the canonical JSON of formula, policy and all inputs.")


class GoalInLineage(Output):
    id: UUID
    carried_from_goal_id: UUID | None
    title: str
    status: GoalStatus
    starts_on: date
    due_on: date
    progress_percent: float | None
    final_score: float | None


class GoalLineage(Output):
    """A goal with all it was carried over from and into, the oldest first; what you may not see is left out."""

    items: list[GoalInLineage]
