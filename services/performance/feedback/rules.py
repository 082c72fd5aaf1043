"""The words of feedback, who may read which, and how it moves. Pure."""

from datetime import timedelta
from enum import StrEnum

from shared.problems import FieldError, Invalid
from shared.workflow import Guard, Right, Step, Workflow


class FeedbackKind(StrEnum):
    PRAISE = "praise"
    CONSTRUCTIVE = "constructive"
    OBSERVATION = "observation"
    UPWARD = "upward"
    NOTE_TO_SELF = "note_to_self"


class FeedbackPurpose(StrEnum):
    """What serves development only never enters an evaluation."""

    DEVELOPMENT_ONLY = "development_only"
    EVALUATIVE = "evaluative"


class FeedbackVisibility(StrEnum):
    """Who reads it beside its author."""

    PUBLIC = "public"
    SUBJECT = "subject"
    SUBJECT_AND_MANAGER = "subject_and_manager"
    MANAGER_ONLY = "manager_only"
    AUTHOR_ONLY = "author_only"


class FeedbackStatus(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class InvitationStatus(StrEnum):
    PENDING = "pending"
    STARTED = "started"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    EXPIRED = "expired"


class RequestStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


PRAISE, UPWARD, NOTE = FeedbackKind.PRAISE, FeedbackKind.UPWARD, FeedbackKind.NOTE_TO_SELF
PUBLIC, SUBJECT_ONLY = FeedbackVisibility.PUBLIC, FeedbackVisibility.SUBJECT
WITH_MANAGER, MANAGER_ONLY = FeedbackVisibility.SUBJECT_AND_MANAGER, FeedbackVisibility.MANAGER_ONLY
AUTHOR_ONLY = FeedbackVisibility.AUTHOR_ONLY
DRAFT, SHARED = FeedbackStatus.DRAFT, FeedbackStatus.SHARED
WITHDRAWN, HIDDEN = FeedbackStatus.WITHDRAWN, FeedbackStatus.HIDDEN

USUAL_VISIBILITY = dict.fromkeys(FeedbackKind, SUBJECT_ONLY) | {PRAISE: WITH_MANAGER, NOTE: AUTHOR_ONLY}
WIDER = {
    SUBJECT_ONLY: {WITH_MANAGER, PUBLIC},
    MANAGER_ONLY: {WITH_MANAGER, PUBLIC},
    WITH_MANAGER: {PUBLIC},
}
"""To what its author may open what was said before; nobody else can, and it never narrows."""

EDIT_WINDOW = timedelta(minutes=60)
CASE_DAYS = 30
"""How long HR reads what a case was opened for."""

AUTHOR = Right("not_author", "Who wrote it does this.", "/author_id")
SUBJECT = Right("not_subject", "Whom it is about does this.", "/subject_id")
HR = Right("not_hr", "HR does this, where it is not about them and not theirs.")
EDITABLE = Guard("edit_window_over", "An hour after it was shared it stays as it is: withdraw it.", "/editable_until")
UNREQUESTED = Guard("requested", "It answers a request: submit the invitation.", "/request_id")
WRITTEN = Guard("empty", "It says nothing yet.", "/body")

LIFECYCLE = Workflow(
    {
        "update": Step({DRAFT, SHARED}, None, (AUTHOR, EDITABLE)),
        "widen": Step({SHARED}, None, (AUTHOR,)),
        "read": Step({SHARED}, None, (SUBJECT,)),
        "share": Step({DRAFT}, SHARED, (AUTHOR, UNREQUESTED, WRITTEN)),
        "withdraw": Step({SHARED}, WITHDRAWN, (AUTHOR,)),
        "hide": Step({SHARED}, HIDDEN, (HR,), needs_reason=True),
    }
)


class FeedbackContradicts(Invalid):
    """Kind, visibility and person do not go together."""


class NotAboveYou(Invalid):
    """Upward feedback is for those who lead you."""


class NotWider(Invalid):
    """What was shared can only be opened to more readers."""


def check_fits(kind: FeedbackKind, visibility: FeedbackVisibility, *, of_oneself: bool) -> None:
    wrong = []
    if (kind is NOTE) != (visibility is AUTHOR_ONLY):
        wrong.append(FieldError("/visibility", "note_is_private", "author_only is for notes to oneself, and only it"))
    if visibility is PUBLIC and kind is not PRAISE:
        wrong.append(FieldError("/visibility", "praise_only", "only praise may be public"))
    if of_oneself and kind is not NOTE:
        wrong.append(FieldError("/subject_id", "oneself", "of oneself only a note to oneself can be written"))
    if wrong:
        raise FeedbackContradicts(errors=wrong)


def check_wider(now: FeedbackVisibility, wanted: FeedbackVisibility, kind: FeedbackKind) -> None:
    if wanted not in WIDER.get(now, set()):
        raise NotWider(errors=[FieldError("/visibility", "not_wider", f"{wanted} has not all readers of {now}")])
    check_fits(kind, wanted, of_oneself=False)
