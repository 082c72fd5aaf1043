"""How a review and the assignments in it move, and the stages of its score. Pure."""

from enum import StrEnum

from shared.workflow import Guard, Right, Step, Workflow


class ReviewStatus(StrEnum):
    COLLECTING = "collecting"
    EVALUATED = "evaluated"
    CALIBRATING = "calibrating"
    READY = "ready"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    FINAL = "final"
    EXCLUDED = "excluded"
    ON_HOLD = "on_hold"


class AssignmentStatus(StrEnum):
    NOMINATED = "nominated"
    REJECTED = "rejected"
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    WAIVED = "waived"
    REASSIGNED = "reassigned"
    EXPIRED = "expired"


class ScoreStage(StrEnum):
    CALCULATED = "calculated"
    PROPOSED = "proposed"
    CALIBRATED = "calibrated"
    APPEALED = "appealed"
    FINAL = "final"


R, A = ReviewStatus, AssignmentStatus
UNRELEASED = frozenset({R.COLLECTING, R.EVALUATED, R.CALIBRATING, R.READY})
RELEASED = frozenset({R.RELEASED, R.ACKNOWLEDGED, R.FINAL})
OPEN = frozenset({A.PENDING, A.IN_PROGRESS})
SHORT_SERVICE, TERMINATED = "min_service", "terminated"

HR = Right("not_hr", "This is done by whoever has the scope reviews:write:all.")
CYCLE_RUNS = Guard("cycle_not_running", "The cycle is not running.")
MANAGES = Right("not_manager", "Levels are proposed by the reviewing manager.")

REVIEWS = Workflow(
    {
        "propose": Step({R.EVALUATED}, None, (MANAGES, CYCLE_RUNS)),
        "exclude": Step({*UNRELEASED, R.ON_HOLD}, R.EXCLUDED, (HR,), needs_reason=True),
        "reinstate": Step({R.EXCLUDED}, R.COLLECTING, (HR, CYCLE_RUNS), needs_reason=True),
        "hold": Step(UNRELEASED, R.ON_HOLD, (HR,), needs_reason=True),
        "continue": Step({R.ON_HOLD}, R.COLLECTING, (HR,)),
    }
)
"""4.3.6 until release: what follows belongs to those who release."""

REVIEWER = Right("not_reviewer", "An assignment is written by its reviewer, or by their deputy.")
APPROVER = Right("not_approver", "Nominations are decided by the manager of the subject, and by HR.")
REVIEW_OPEN = Guard("review_closed", "The review is on hold, excluded or released.")
MAY_DECLINE = Guard("not_declinable", "Only peers, direct reports, dotted-line leads and externals may decline.")
ROOM = Guard("too_many_peers", "As many peers as the cycle takes are approved already.")

ASSIGNMENTS = Workflow(
    {
        "answer": Step({A.PENDING, A.IN_PROGRESS}, None, (REVIEWER, REVIEW_OPEN, CYCLE_RUNS)),
        "approve": Step({A.NOMINATED}, A.PENDING, (APPROVER, REVIEW_OPEN, ROOM)),
        "reject": Step({A.NOMINATED}, A.REJECTED, (APPROVER,), needs_reason=True),
        "submit": Step({A.PENDING, A.IN_PROGRESS}, A.SUBMITTED, (REVIEWER, REVIEW_OPEN, CYCLE_RUNS)),
        "reopen": Step({A.SUBMITTED}, A.IN_PROGRESS, (HR, REVIEW_OPEN, CYCLE_RUNS), needs_reason=True),
        "decline": Step({A.PENDING, A.IN_PROGRESS}, A.DECLINED, (REVIEWER, MAY_DECLINE)),
        "waive": Step({A.NOMINATED, A.PENDING, A.IN_PROGRESS, A.EXPIRED}, A.WAIVED, (HR,), needs_reason=True),
        "reassign": Step({A.PENDING, A.IN_PROGRESS}, A.REASSIGNED, (HR, REVIEW_OPEN), needs_reason=True),
        "reinstate": Step({A.EXPIRED, A.WAIVED, A.DECLINED}, A.IN_PROGRESS, (HR, REVIEW_OPEN), needs_reason=True),
    }
)
"""4.3.5. Who approves a nomination invites; the clock lets what is open expire once its day of closing is over."""
