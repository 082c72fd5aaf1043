"""What makes a relationship valid. Pure."""

from datetime import date
from enum import StrEnum

from shared.problems import Conflict, FieldError, Invalid


class RelationshipKind(StrEnum):
    DOTTED_LINE = "dotted_line"
    HRBP = "hrbp"
    MENTOR = "mentor"
    PROJECT_LEAD = "project_lead"


DOTTED_LINE, HRBP = RelationshipKind.DOTTED_LINE, RelationshipKind.HRBP


class SelfRelated(Invalid):
    """A relationship is with somebody else."""


class EndsBeforeItBegins(Invalid):
    """The last day must not be before the first."""


class RelationshipsOverlap(Conflict):
    """These two have this relationship on some of these days already: `relationship_id` says which."""


class RelationshipHasBegun(Conflict):
    """Only a relationship that is to come can be deleted: set the last day of this one."""


def check_days(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        wrong = FieldError("/valid_to", EndsBeforeItBegins.code, f"must be {valid_from} or later")
        raise EndsBeforeItBegins(errors=[wrong])


def check_deletable(valid_from: date, today: date) -> None:
    """Whoever could read because of it did: that it was so stays."""
    if valid_from <= today:
        raise RelationshipHasBegun()
