"""What power can be lent, to whom, and how that ends. Pure."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.problems import Conflict, FieldError, Forbidden, Invalid
from shared.workflow import Right, Step, Workflow


class DelegationScope(StrEnum):
    REVIEW_WRITE = "review.write"
    GOAL_APPROVE = "goal.approve"
    ONE_ON_ONE = "one_on_one"
    FEEDBACK_REQUEST = "feedback.request"
    CALIBRATION = "calibration"


class DelegationStatus(StrEnum):
    """By its days, until it is revoked."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


PLANNED, IN_FORCE = DelegationStatus.PLANNED, DelegationStatus.IN_FORCE
ENDED, REVOKED = DelegationStatus.ENDED, DelegationStatus.REVOKED

LENDER = Right("not_delegator", "The delegator or HR takes back what was delegated.", "/delegator_id")

LIFECYCLE = Workflow({"revoke": Step({PLANNED, IN_FORCE}, REVOKED, (LENDER,))})


class SelfDelegation(Invalid):
    """Somebody else has to act for the delegator."""


class DelegationDaysInvalid(Invalid):
    """A delegation begins today or later, and ends on that day or later."""


class NotYoursToLend(Forbidden):
    """Everybody delegates their own power only; HR does it for others."""


class NotAtWork(Conflict):
    """Delegator and delegate both have to work here when a delegation begins."""


def check_delegate(delegator_id: UUID, delegate_id: UUID) -> None:
    if delegate_id == delegator_id:
        wrong = FieldError("/delegate_id", SelfDelegation.code, "must be somebody else")
        raise SelfDelegation(errors=[wrong])


def check_days(valid_from: date, valid_to: date, today: date) -> None:
    """Nobody could act yesterday by what is said today."""
    if valid_from < today:
        raise DelegationDaysInvalid(errors=[FieldError("/valid_from", "in_past", "must be today or later")])
    if valid_to < valid_from:
        wrong = FieldError("/valid_to", "before_beginning", f"must be {valid_from} or later")
        raise DelegationDaysInvalid(errors=[wrong])


def check_at_work(*, delegator: bool, delegate: bool) -> None:
    away = [name for name, works in (("delegator_id", delegator), ("delegate_id", delegate)) if not works]
    if away:
        raise NotAtWork(errors=[FieldError(f"/{name}", NotAtWork.code, "does not work here that day") for name in away])
