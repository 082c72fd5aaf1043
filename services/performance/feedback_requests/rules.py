"""How a request and its invitations move, and what is asked of whom. Pure."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from services.performance.feedback.rules import (
    AUTHOR_ONLY,
    PUBLIC,
    FeedbackVisibility,
    InvitationStatus,
    RequestStatus,
)
from shared.problems import FieldError, Forbidden, Invalid
from shared.workflow import Guard, Right, Step, Workflow

OPEN, CLOSED, CANCELLED = RequestStatus.OPEN, RequestStatus.CLOSED, RequestStatus.CANCELLED
PENDING, STARTED = InvitationStatus.PENDING, InvitationStatus.STARTED
SUBMITTED, DECLINED, EXPIRED = InvitationStatus.SUBMITTED, InvitationStatus.DECLINED, InvitationStatus.EXPIRED

MOST_ASKED = 50
FEWEST_ANONYMOUS = 3
"""k of the specification's F13: fewer answers are not shown, because who wrote them could be told."""
GRACE = timedelta(days=3)
REOPEN_WITHIN = timedelta(hours=48)
NUDGE_PAUSE = timedelta(days=3)
MOST_NUDGES = 3

REQUESTER = Right("not_requester", "Who asked for it does this.", "/requester_id")
RESPONDENT = Right("not_respondent", "Who was asked does this.", "/respondent_id")
UNSTARTED = Guard("visibility_frozen", "Somebody may be writing already: who reads it stays as it is.", "/visibility")
NUDGEABLE = Guard("nudged_enough", "At most three times, with three days between.", "/nudged_at")
REQUEST_OPEN = Guard("request_closed", "What was asked for is closed.", "/status")
ANSWERED = Guard("no_answer", "There is no answer yet.", "/answer")
RECENT = Guard("reopen_too_late", "Within 48 hours, and before it was read.", "/submitted_at")
OUTSIDE = Guard("not_outside", "Colleagues sign in; links are for people outside.", "/external_email")

REQUEST_LIFECYCLE = Workflow(
    {
        "update": Step({OPEN}, None, (REQUESTER,)),
        "set_visibility": Step({OPEN}, None, (REQUESTER, UNSTARTED)),
        "nudge": Step({OPEN}, None, (REQUESTER, NUDGEABLE)),
        "close": Step({OPEN}, CLOSED, (REQUESTER,)),
        "cancel": Step({OPEN}, CANCELLED, (REQUESTER,), needs_reason=True),
    }
)
INVITATION_LIFECYCLE = Workflow(
    {
        "answer": Step({PENDING, STARTED}, None, (RESPONDENT, REQUEST_OPEN)),
        "link": Step({PENDING, STARTED}, None, (REQUESTER, REQUEST_OPEN, OUTSIDE)),
        "start": Step({PENDING}, STARTED, (RESPONDENT, REQUEST_OPEN)),
        "submit": Step({STARTED}, SUBMITTED, (RESPONDENT, REQUEST_OPEN, ANSWERED)),
        "decline": Step({PENDING, STARTED}, DECLINED, (RESPONDENT, REQUEST_OPEN)),
        "reopen": Step({SUBMITTED}, STARTED, (REQUESTER, RECENT)),
    }
)
"""What is still pending or started when its request is closed, or three days after it was due, has expired."""

UNASKED = {PUBLIC, AUTHOR_ONLY}
UNFIT = FieldError("/visibility", "not_for_requests", "an answer is for the subject, the manager or both")

TOKEN_PREFIX = "mfi_"
SECRET_BYTES = 32


class NotYoursToAsk(Forbidden):
    """One asks for feedback of oneself or of people one leads; a deputy for the feedback of the lead's people."""


class RequestContradicts(Invalid):
    """Who is asked, who reads it and whether it is anonymous do not go together."""


def check_request(
    *,
    subject_id: UUID,
    respondent_ids: Collection[UUID],
    external_emails: Collection[str],
    anonymous: bool,
    visibility: FeedbackVisibility,
) -> None:
    asked = len(respondent_ids) + len(external_emails)
    wrong = []
    if not 1 <= asked <= MOST_ASKED:
        wrong.append(FieldError("/respondent_ids", "how_many", f"ask from 1 to {MOST_ASKED}"))
    if subject_id in respondent_ids:
        wrong.append(FieldError("/respondent_ids", "subject", "nobody is asked about themselves"))
    if visibility in UNASKED:
        wrong.append(UNFIT)
    if anonymous and asked < FEWEST_ANONYMOUS:
        detail = f"of fewer than {FEWEST_ANONYMOUS} it could be told who wrote what"
        wrong.append(FieldError("/respondent_ids", "too_few_to_be_anonymous", detail))
    if anonymous and external_emails:
        detail = "who hands out the link would see what is written by it"
        wrong.append(FieldError("/external_emails", "not_anonymous", detail))
    if wrong:
        raise RequestContradicts(errors=wrong)


def check_visibility(visibility: FeedbackVisibility) -> None:
    if visibility in UNASKED:
        raise RequestContradicts(errors=[UNFIT])


def check_due(due_on: date, today: date) -> None:
    if due_on < today:
        raise RequestContradicts(errors=[FieldError("/due_on", "in_past", "must be today or later")])


def new_token(org_id: UUID) -> str:
    """Names the organisation, in which it is looked up; what follows nobody can guess."""
    return TOKEN_PREFIX + urlsafe_b64encode(org_id.bytes + token_bytes(SECRET_BYTES)).decode().rstrip("=")


def org_of(token: str) -> UUID | None:
    try:
        raw = urlsafe_b64decode(token.removeprefix(TOKEN_PREFIX) + "==")
    except ValueError:
        return None
    return UUID(bytes=raw[:16]) if len(raw) == 16 + SECRET_BYTES else None


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
