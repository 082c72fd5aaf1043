"""What a stored measurement may go through. Pure."""

from enum import StrEnum

from shared.problems import FieldError, Invalid
from shared.workflow import Right, Step, Workflow


class SubgroupStatus(StrEnum):
    """`excluded` is judged, but no limits are estimated from it; `voided` and `superseded` count for nothing."""

    NORMAL = "normal"
    EXCLUDED = "excluded"
    VOIDED = "voided"
    SUPERSEDED = "superseded"


NORMAL, EXCLUDED, VOIDED, SUPERSEDED = SubgroupStatus

KEEPER = Right("no_scope", "This needs the scope measurements:write.")

LIFECYCLE = Workflow(
    {
        "exclude": Step({NORMAL}, EXCLUDED, (KEEPER,), needs_reason=True),
        "include": Step({EXCLUDED}, NORMAL, (KEEPER,), needs_reason=True),
        "void": Step({NORMAL, EXCLUDED}, VOIDED, (KEEPER,), needs_reason=True),
    }
)


class CauseRequired(Invalid):
    """A measurement is excluded for an assignable cause."""


def check_cause(action: str, cause: str | None) -> None:
    if action == "exclude" and cause is None:
        raise CauseRequired(errors=[FieldError("/assignable_cause", "missing", "is required to exclude")])
    if action != "exclude" and cause is not None:
        raise CauseRequired(
            "Only an exclusion has an assignable cause.",
            errors=[FieldError("/assignable_cause", "not_for_action", "is for an exclusion only")],
        )
