"""How a version lives: written as a draft, published for good, retired by the next. Pure."""

from enum import StrEnum

from shared.problems import Conflict
from shared.workflow import Right, Step, Workflow


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


DRAFT, PUBLISHED, RETIRED = VersionStatus.DRAFT, VersionStatus.PUBLISHED, VersionStatus.RETIRED

WRITER = Right("not_writer", "Scales, templates and policies are kept by whoever has the scope review_forms:write.")

LIFECYCLE = Workflow(
    {
        "update": Step({DRAFT}, None, (WRITER,)),
        "publish": Step({DRAFT}, PUBLISHED, (WRITER,)),
        "retire": Step({PUBLISHED}, RETIRED, (WRITER,), needs_reason=True),
    }
)
"""What was begun with a version keeps it: retired means that nothing new begins with it."""


class DraftExists(Conflict):
    """One draft at a time: change that one, or publish it; `draft_id` says which."""
