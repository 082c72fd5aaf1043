"""The words of goals and how they move. Pure."""

from collections.abc import Collection
from enum import StrEnum

from shared.workflow import Guard, Right, Step, Workflow


class CycleStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    GRADING = "grading"
    CLOSED = "closed"


class GoalKind(StrEnum):
    """A commitment is to be kept whole; of an aspiration 70 % is a success; to maintain is to stay where one is."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"
    DEVELOPMENT = "development"
    MAINTAIN = "maintain"


class GoalLevel(StrEnum):
    COMPANY = "company"
    ORG_UNIT = "org_unit"
    TEAM = "team"
    INDIVIDUAL = "individual"


RANK = {level: place for place, level in enumerate(GoalLevel)}
"""From the top, so that a goal contributes to one of a smaller rank."""


class Visibility(StrEnum):
    """Who reads a goal that has begun, beside its owner, contributors, lead and HR."""

    PUBLIC = "public"
    ORG_UNIT = "org_unit"
    CHAIN = "chain"
    PRIVATE = "private"


class GoalStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    AT_GRADING = "at_grading"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class KeyResultStatus(StrEnum):
    ACTIVE = "active"
    DONE = "done"
    DROPPED = "dropped"


class Health(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_UPDATED = "not_updated"
    DONE = "done"
    CLOSED = "closed"


class CheckInSource(StrEnum):
    USER = "user"
    INTEGRATION = "integration"
    STANDARD = "standard"


UNBEGUN = frozenset({GoalStatus.DRAFT, GoalStatus.PROPOSED})
OPEN = frozenset({GoalStatus.DRAFT, GoalStatus.PROPOSED, GoalStatus.ACTIVE, GoalStatus.AT_GRADING})
ENDED = frozenset({GoalStatus.CLOSED, GoalStatus.CANCELLED, GoalStatus.ARCHIVED})
COUNTED = frozenset(set(GoalStatus) - {GoalStatus.CANCELLED, GoalStatus.ARCHIVED})
"""Whose progress rolls up."""

SETTER = Right("not_setter", "The organisation's goal policy lets others set goals of this level.", "/owner_id")
CHECKER = Right("not_contributor", "The owner, contributors, leads and HR check in.", "/contributors")
APPROVER = Right("not_approver", "The owner's lead, their deputy or HR decides this, never the owner.", "/owner_id")
PUBLISHER = Right(
    "not_publisher",
    "The owner's lead or their deputy, or for a company's and a unit's HR, starts this goal: submit it.",
    "/owner_id",
)
CANCELLER = Right("not_canceller", "Once begun, the owner's lead, their deputy or HR cancels a goal.", "/owner_id")
HR = Right("not_hr", "HR does this.")

MEASURED = Guard("no_key_result", "A goal needs at least one key result, or another way to measure it.", "/key_results")
UNLOCKED = Guard("locked", "The goal is locked: file a change request.", "/locked")
SCORED = Guard("no_score", "A final score is missing: propose one.", "/final_score")
EXPLAINED = Guard("no_comment", "A commitment that was not kept whole needs a comment.", "/score_comment")
CYCLE_OPEN = Guard("cycle_closed", "The goal's cycle is closed.", "/goal_cycle_id")

OWNERS = {"owner_id", "owner_unit_id"}
TENDED = {"health_override"}
"""What of a goal a lock leaves free, beside who helps and what it serves."""

LIFECYCLE = Workflow(
    {
        "update": Step(UNBEGUN | {GoalStatus.ACTIVE}, None, (SETTER, UNLOCKED)),
        "tend": Step(UNBEGUN | {GoalStatus.ACTIVE}, None, (SETTER,)),
        "hand_over": Step(OPEN, None, (SETTER,)),
        "check_in": Step({GoalStatus.ACTIVE, GoalStatus.AT_GRADING}, None, (CHECKER,)),
        "propose_score": Step({GoalStatus.ACTIVE, GoalStatus.AT_GRADING}, None, (SETTER,)),
        "request_change": Step({GoalStatus.ACTIVE}, None, (SETTER,)),
        "decide_change": Step({GoalStatus.ACTIVE}, None, (APPROVER,)),
        "carry_over": Step(set(GoalStatus) - UNBEGUN, None, (SETTER,)),
        "submit": Step({GoalStatus.DRAFT}, GoalStatus.PROPOSED, (SETTER, MEASURED)),
        "approve": Step({GoalStatus.PROPOSED}, GoalStatus.ACTIVE, (APPROVER,)),
        "return": Step({GoalStatus.PROPOSED}, GoalStatus.DRAFT, (APPROVER,), needs_reason=True),
        "publish": Step({GoalStatus.DRAFT}, GoalStatus.ACTIVE, (PUBLISHER, MEASURED)),
        "end": Step({GoalStatus.ACTIVE}, GoalStatus.AT_GRADING, (SETTER,)),
        "grade": Step({GoalStatus.AT_GRADING}, GoalStatus.CLOSED, (APPROVER, SCORED, EXPLAINED)),
        "cancel": Step(UNBEGUN | {GoalStatus.ACTIVE}, GoalStatus.CANCELLED, (CANCELLER,), needs_reason=True),
        "archive": Step({GoalStatus.CLOSED, GoalStatus.CANCELLED}, GoalStatus.ARCHIVED, (SETTER,)),
        "reopen": Step(
            {GoalStatus.CLOSED, GoalStatus.CANCELLED, GoalStatus.ARCHIVED},
            GoalStatus.ACTIVE, (HR, CYCLE_OPEN), needs_reason=True,
        ),
    }
)  # fmt: skip

PURSUED_IN = {GoalStatus.ACTIVE, GoalStatus.AT_GRADING}
CHANGEABLE_IN = UNBEGUN | {GoalStatus.ACTIVE}

KEEPER = Right("not_keeper", "Its owner and those who set the goal do this.", "/owner_id")
PURSUED = Guard("goal_not_pursued", "Its goal is neither active nor at grading.", "/status")
CHANGEABLE = Guard("goal_ended", "Its goal has ended.", "/status")
LOOKED_AT = Guard("not_measured", "Nobody has checked in yet: say how far it is first.", "/progress_percent")
BELOW_TARGET = Guard(
    "target_reached", "Its target is reached: correct the check-in or aim higher.", "/progress_percent"
)

KEY_RESULT_LIFECYCLE = Workflow(
    {
        "complete": Step({KeyResultStatus.ACTIVE}, KeyResultStatus.DONE, (KEEPER, PURSUED, LOOKED_AT)),
        "reopen": Step(
            {KeyResultStatus.DONE}, KeyResultStatus.ACTIVE, (KEEPER, PURSUED, BELOW_TARGET), needs_reason=True
        ),
        "drop": Step(
            {KeyResultStatus.ACTIVE, KeyResultStatus.DONE},
            KeyResultStatus.DROPPED, (KEEPER, CHANGEABLE, UNLOCKED), needs_reason=True,
        ),
        "resume": Step({KeyResultStatus.DROPPED}, KeyResultStatus.ACTIVE, (KEEPER, CHANGEABLE, UNLOCKED)),
    }
)  # fmt: skip
"""What reaches its target is done by itself, and what its owner calls done opens again when it falls back."""

DECISIONS = {name for name, step in LIFECYCLE.steps.items() if {APPROVER, PUBLISHER, CANCELLER} & set(step.guards)}
"""What a deputy may do for the owner's lead."""

ALL_GRADED = Guard("goals_open", "Goals of this cycle are still open: grade or cancel them.", "/goals_open")

CYCLE_LIFECYCLE = Workflow(
    {
        "update": Step({CycleStatus.DRAFT, CycleStatus.OPEN, CycleStatus.GRADING}, None, (HR,)),
        "open": Step({CycleStatus.DRAFT}, CycleStatus.OPEN, (HR,)),
        "grade": Step({CycleStatus.OPEN}, CycleStatus.GRADING, (HR,)),
        "close": Step({CycleStatus.GRADING}, CycleStatus.CLOSED, (HR, ALL_GRADED)),
        "reopen": Step({CycleStatus.GRADING, CycleStatus.CLOSED}, CycleStatus.OPEN, (HR,), needs_reason=True),
    }
)


def acts_of(fields: Collection[str]) -> list[str]:
    """What it takes to patch these fields of a goal; an owner is changed also under a lock, as people come and go."""
    acts, others = ["hand_over"] if OWNERS.intersection(fields) else [], set(fields) - OWNERS
    if others and others <= TENDED:
        return [*acts, "tend"]
    return [*acts, "update"] if others or not acts else acts
