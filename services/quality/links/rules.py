"""The relations between records, and how a link ends. Pure."""

from enum import StrEnum
from uuid import UUID

from shared.problems import FieldError, Invalid
from shared.workflow import Right, Step, Workflow


class Relation(StrEnum):
    """Read from the subject to the object: it *corrects* the other."""

    CAUSED_BY = "caused_by"
    CORRECTS = "corrects"
    CONCERNS = "concerns"
    EVIDENCE_FOR = "evidence_for"
    FOLLOWS_FROM = "follows_from"
    RELATES_TO = "relates_to"


class LinkStatus(StrEnum):
    ACTIVE = "active"
    REMOVED = "removed"


LINKER = Right("no_scope", "This needs the scope links:write.")
LIFECYCLE = Workflow({"remove": Step({LinkStatus.ACTIVE}, LinkStatus.REMOVED, (LINKER,), needs_reason=True)})


class LinkedToItself(Invalid):
    """A record is linked to another one."""


def check_ends(subject_id: UUID, object_id: UUID) -> None:
    if subject_id == object_id:
        raise LinkedToItself(errors=[FieldError("/object_id", "itself", "must be another record")])
