from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, Text, Uuid, and_, case, exists, func, null, or_, select, update
from sqlalchemy.orm import aliased

from services.performance.feedback.models import Feedback, FeedbackInvitation, FeedbackRequest
from services.performance.feedback.rules import SHARED
from services.performance.feedback_requests import schemas
from services.performance.feedback_requests.policy import (
    answered,
    asked,
    asked_by_viewer,
    is_respondent,
    nudgeable,
    reopenable,
    request_open,
    sees_invitation,
    sees_request,
    unstarted,
)
from services.performance.feedback_requests.rules import (
    ANSWERED,
    EXPIRED,
    FEWEST_ANONYMOUS,
    INVITATION_LIFECYCLE,
    NUDGEABLE,
    OPEN,
    OUTSIDE,
    PENDING,
    RECENT,
    REQUEST_LIFECYCLE,
    REQUEST_OPEN,
    REQUESTER,
    RESPONDENT,
    STARTED,
    SUBMITTED,
    UNSTARTED,
)
from services.performance.people.models import Person
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Viewer, among, equals


def _respondents() -> ColumnElement[Any]:
    one = aliased(FeedbackInvitation)
    found = select(Person.id, Person.display_name).join(one, one.respondent_id == Person.id)
    found = found.where(one.request_id == FeedbackRequest.id).correlate(FeedbackRequest)
    return all_of(found.order_by(Person.display_name, Person.id))


def _outside() -> ColumnElement[Any]:
    one = aliased(FeedbackInvitation)
    of_request = one.request_id == FeedbackRequest.id, one.external_email.is_not(None)
    emails = select(one.external_email).where(*of_request).order_by(one.external_email)
    return func.to_json(func.array(emails.correlate(FeedbackRequest).scalar_subquery()))


def _answers() -> ColumnElement[Any]:
    one, said = aliased(FeedbackInvitation), aliased(Feedback)
    shown = select(func.count()).join(one, one.id == said.invitation_id).select_from(said)
    shown = shown.where(one.request_id == FeedbackRequest.id, said.status == SHARED)
    waiting = and_(FeedbackRequest.anonymous, FeedbackRequest.status == OPEN)
    return case((waiting, null()), else_=shown.correlate(FeedbackRequest).scalar_subquery())


requests = Resource(
    schemas.FeedbackRequest,
    FeedbackRequest,
    visible=sees_request,
    workflow=REQUEST_LIFECYCLE,
    guards={REQUESTER: asked, UNSTARTED: unstarted, NUDGEABLE: nudgeable},
    derived={
        "requester": person_of(FeedbackRequest.requester_id, FeedbackRequest),
        "subject": person_of(FeedbackRequest.subject_id, FeedbackRequest),
        "respondents": _respondents(),
        "external_emails": _outside(),
        "answers": _answers(),
    },
    filters={
        "subject_id": equals(FeedbackRequest.subject_id),
        "requester_id": equals(FeedbackRequest.requester_id),
        "status": among(FeedbackRequest.status),
    },
    sorts={"created_at": FeedbackRequest.created_at, "due_on": FeedbackRequest.due_on},
)


def _request(column: str) -> ColumnElement[Any]:
    one = aliased(FeedbackRequest)
    found = select(getattr(one, column)).where(one.id == FeedbackInvitation.request_id)
    return found.correlate(FeedbackInvitation).scalar_subquery()


def _answer(viewer: Viewer) -> ColumnElement[Any]:
    said = select(Feedback.kind, Feedback.body).where(Feedback.invitation_id == FeedbackInvitation.id)
    return one_of(said.where(is_respondent(viewer)).correlate(FeedbackInvitation))


def _feedback_id(viewer: Viewer) -> ColumnElement[Any]:
    told = or_(is_respondent(viewer), FeedbackInvitation.status == SUBMITTED)
    found = select(Feedback.id).where(Feedback.invitation_id == FeedbackInvitation.id, told)
    return found.correlate(FeedbackInvitation).scalar_subquery()


invitations = Resource(
    schemas.FeedbackInvitation,
    FeedbackInvitation,
    visible=sees_invitation,
    workflow=INVITATION_LIFECYCLE,
    guards={
        REQUESTER: asked_by_viewer,
        RESPONDENT: is_respondent,
        REQUEST_OPEN: request_open,
        ANSWERED: answered,
        RECENT: reopenable,
        OUTSIDE: lambda _viewer: FeedbackInvitation.external_email.is_not(None),
    },
    derived={
        "requester": person_of(_request("requester_id"), FeedbackInvitation),
        "subject": person_of(_request("subject_id"), FeedbackInvitation),
        "respondent": person_of(FeedbackInvitation.respondent_id, FeedbackInvitation),
    }
    | {name: _request(name) for name in ("message", "purpose", "visibility", "anonymous", "due_on")},
    per_viewer={"answer": _answer, "feedback_id": _feedback_id},
    filters={
        "request_id": equals(FeedbackInvitation.request_id),
        "respondent_id": equals(FeedbackInvitation.respondent_id),
        "status": among(FeedbackInvitation.status),
    },
    sorts={"created_at": FeedbackInvitation.created_at},
)

_id, _now = argument("id", Uuid), argument("now", DateTime(timezone=True))
_unfinished = FeedbackInvitation.status.in_([PENDING, STARTED])

REQUEST_OF = Statement(select(FeedbackInvitation.request_id).where(FeedbackInvitation.id == _id))
UNFINISHED = Statement(select(exists().where(FeedbackInvitation.request_id == _id, _unfinished)))
EXPIRE = Statement(
    update(FeedbackInvitation)
    .where(FeedbackInvitation.request_id == _id, _unfinished)
    .values(status=EXPIRED, token_hash=None, updated_at=_now, version=FeedbackInvitation.version + 1)
)
_submitted = select(FeedbackInvitation.id).where(
    FeedbackInvitation.request_id == _id, FeedbackInvitation.status == SUBMITTED
)
_enough = select(func.count()).select_from(_submitted.subquery()).scalar_subquery() >= FEWEST_ANONYMOUS
RELEASE = Statement(
    update(Feedback)
    .where(Feedback.invitation_id.in_(_submitted), _enough)
    .values(status=SHARED, shared_at=_now, created_at=_now, updated_at=_now, version=1)
)
"""All in one moment: neither order nor times tell who was first."""
OVERDUE = Statement(
    select(FeedbackRequest.id)
    .where(FeedbackRequest.status == OPEN, FeedbackRequest.due_on < argument("due_before", Date))
    .order_by(FeedbackRequest.id)
)
OF_TOKEN = Statement(
    select(FeedbackInvitation.id).where(FeedbackInvitation.token_hash == argument("token_hash", Text), _unfinished)
)
