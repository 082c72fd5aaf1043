"""Who may ask for feedback of whom, and who sees what was asked."""

from functools import lru_cache

from sqlalchemy import ColumnElement, Uuid, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.delegations.policy import deputises, lead_acted_for
from services.performance.delegations.rules import DelegationScope
from services.performance.feedback.models import Feedback, FeedbackInvitation, FeedbackRequest
from services.performance.feedback.policy import READ_ALL, WRITE_ALL
from services.performance.feedback_requests.rules import MOST_NUDGES, NUDGE_PAUSE, OPEN, PENDING, REOPEN_WITHIN
from services.performance.people.models import Person
from services.performance.people.policy import led
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS
from shared.resources.viewer import Viewer

BY_DELEGATION = DelegationScope.FEEDBACK_REQUEST


@lru_cache(VARIANTS)
def may_ask_about(scopes: frozenset[str]) -> Statement:
    """A row where the caller may ask about this person, with the lead for whom they do if it is a deputy."""
    viewer = Viewer(scopes)
    own = or_(Person.id == viewer.id, led(viewer, Person.id), true() if viewer.has(WRITE_ALL) else false())
    deputy = deputises(viewer, BY_DELEGATION, Person.id)
    lead = lead_acted_for(viewer, BY_DELEGATION, Person.id)
    found = select(func.coalesce(own, false()).label("own"), lead.label("acted_for"))
    return Statement(found.where(Person.id == argument("person_id", Uuid), or_(own, deputy)))


def sees_request(viewer: Viewer) -> ColumnElement[bool]:
    """Who asked, and HR unless it is about them: not its subject, who may not even read the answers."""
    hr = FeedbackRequest.subject_id != viewer.id if viewer.has(READ_ALL) else false()
    return or_(asked(viewer), hr)


def asked(viewer: Viewer) -> ColumnElement[bool]:
    return FeedbackRequest.requester_id == viewer.id


def unstarted(_viewer: Viewer) -> ColumnElement[bool]:
    """Of an anonymous request nobody learns whether somebody has begun."""
    one = aliased(FeedbackInvitation)
    begun = exists().where(one.request_id == FeedbackRequest.id, one.status != PENDING).correlate(FeedbackRequest)
    return and_(~FeedbackRequest.anonymous, ~begun)


def nudgeable(viewer: Viewer) -> ColumnElement[bool]:
    rested = or_(FeedbackRequest.nudged_at.is_(None), FeedbackRequest.nudged_at < viewer.now - NUDGE_PAUSE)
    return and_(FeedbackRequest.nudges < MOST_NUDGES, rested)


def is_respondent(viewer: Viewer) -> ColumnElement[bool]:
    """A guest acts as the invitation itself."""
    mine = func.coalesce(FeedbackInvitation.respondent_id == viewer.id, false())
    return or_(mine, FeedbackInvitation.id == viewer.id)


def sees_invitation(viewer: Viewer) -> ColumnElement[bool]:
    """Who was asked; where answers have names, also who sees the request."""
    named = and_(~FeedbackRequest.anonymous, sees_request(viewer))
    return or_(is_respondent(viewer), _of_request(named))


def _of_request(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    request = exists().where(FeedbackRequest.id == FeedbackInvitation.request_id, condition)
    return request.correlate(FeedbackInvitation)


def asked_by_viewer(viewer: Viewer) -> ColumnElement[bool]:
    return _of_request(asked(viewer))


def request_open(_viewer: Viewer) -> ColumnElement[bool]:
    return _of_request(FeedbackRequest.status == OPEN)


def answered(_viewer: Viewer) -> ColumnElement[bool]:
    one = aliased(Feedback)
    written = exists().where(one.invitation_id == FeedbackInvitation.id, func.btrim(one.body) != "")
    return written.correlate(FeedbackInvitation)


def reopenable(viewer: Viewer) -> ColumnElement[bool]:
    one = aliased(Feedback)
    read = exists().where(one.invitation_id == FeedbackInvitation.id, one.read_at.is_not(None))
    recent = func.coalesce(FeedbackInvitation.submitted_at > viewer.now - REOPEN_WITHIN, false())
    return and_(recent, ~read.correlate(FeedbackInvitation))
