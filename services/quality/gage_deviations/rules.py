"""How a deviation moves and when it counts. Pure functions and tables only."""

from datetime import datetime
from enum import StrEnum

from shared.problems import FieldError, Invalid
from shared.workflow import Right, Step, Workflow


class DeviationStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REQUESTED, APPROVED, REFUSED, WITHDRAWN = DeviationStatus

APPROVER = Right("no_scope", "This needs the scope gages:approve.")
SOMEBODY_ELSE = Right("own_deviation", "A deviation is approved by somebody else than who asked for it.")
KEEPER = Right("no_scope_to_keep", "This needs the scope gages:write.")

LIFECYCLE = Workflow(
    {
        "approve": Step({REQUESTED}, APPROVED, (APPROVER, SOMEBODY_ELSE)),
        "refuse": Step({REQUESTED}, REFUSED, (APPROVER, SOMEBODY_ELSE), needs_reason=True),
        "withdraw": Step({REQUESTED, APPROVED}, WITHDRAWN, (KEEPER,), needs_reason=True),
    }
)


class EndsBeforeItBegins(Invalid):
    """A deviation ends after it begins."""


def check_period(valid_from: datetime, valid_until: datetime) -> None:
    if valid_until <= valid_from:
        detail = "must be later than valid_from"
        raise EndsBeforeItBegins(errors=[FieldError("/valid_until", "before_begin", detail)])
