"""What can be lent, to whom, and how that ends. Pure."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.problems import FieldError, Invalid
from shared.workflow import Right, Step, Workflow


class DeputyStatus(StrEnum):
    """By its days, until it is revoked."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


PLANNED, IN_FORCE, ENDED, REVOKED = DeputyStatus

PRINCIPAL = Right("not_principal", "Who named a deputy takes that back.", "/principal_id")
LIFECYCLE = Workflow({"revoke": Step({PLANNED, IN_FORCE}, REVOKED, (PRINCIPAL,))})


class OwnDeputy(Invalid):
    """Somebody else has to act for you."""


class DeputyDaysInvalid(Invalid):
    """A deputy begins today or later, and ends on that day or later."""


def check_deputy(principal_id: UUID, deputy_id: UUID) -> None:
    if deputy_id == principal_id:
        raise OwnDeputy(errors=[FieldError("/deputy_id", "yourself", "must be somebody else")])


def check_days(valid_from: date, valid_to: date, today: date) -> None:
    """Nobody could act yesterday by what is said today."""
    if valid_from < today:
        raise DeputyDaysInvalid(errors=[FieldError("/valid_from", "in_past", f"must be {today} or later")])
    if valid_to < valid_from:
        raise DeputyDaysInvalid(errors=[FieldError("/valid_to", "before_beginning", f"must be {valid_from} or later")])
