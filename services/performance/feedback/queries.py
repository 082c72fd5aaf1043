from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, and_, any_, case, delete, exists, func, null, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from services.performance.company_values.models import CompanyValue
from services.performance.company_values.rules import ACTIVE
from services.performance.feedback import schemas
from services.performance.feedback.models import Feedback, FeedbackInvitation, FeedbackLink
from services.performance.feedback.policy import (
    is_subject,
    knows_author,
    leads_viewer,
    may_hide,
    may_open_case,
    reads_body,
    visible_to,
    wrote,
)
from services.performance.feedback.rules import AUTHOR, DRAFT, EDITABLE, HR, LIFECYCLE, SUBJECT, UNREQUESTED, WRITTEN
from services.performance.goals.models import Goal
from services.performance.goals.policy import sees
from services.performance.goals.policy import visible_to as goal_visible_to
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.viewer import SeenBy, Viewer, among, equals, since


def _linked(column: str, viewer: Viewer | None = None) -> ColumnElement[Any]:
    link = aliased(FeedbackLink)
    target = getattr(link, column)
    found = select(target).where(link.feedback_id == Feedback.id, target.is_not(None))
    if viewer is not None:
        found = found.where(sees(viewer, target))
    ids = func.array(found.order_by(target).correlate(Feedback).scalar_subquery())
    return func.to_json(ids)


def _invitation(column: str) -> ColumnElement[Any]:
    invitation = aliased(FeedbackInvitation)
    found = select(getattr(invitation, column)).where(invitation.id == Feedback.invitation_id)
    return found.correlate(Feedback).scalar_subquery()


def _told(value: Any, condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((condition, value), else_=null())


def _by_author(name: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whoever asks for what somebody wrote is not told which anonymous feedback that is."""
    return and_(Feedback.author_id == argument(name, Uuid), knows_author(viewer))


def _with_value(name: str) -> ColumnElement[bool]:
    link = aliased(FeedbackLink)
    return exists().where(link.feedback_id == Feedback.id, link.value_id == argument(name, Uuid)).correlate(Feedback)


feedback = Resource(
    schemas.Feedback,
    Feedback,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={
        AUTHOR: wrote,
        SUBJECT: is_subject,
        HR: may_hide,
        EDITABLE: lambda viewer: or_(Feedback.status == DRAFT, Feedback.editable_until > viewer.now),
        UNREQUESTED: lambda _viewer: Feedback.invitation_id.is_(None),
        WRITTEN: lambda _viewer: func.btrim(Feedback.body) != "",
    },
    derived={
        "subject": person_of(Feedback.subject_id, Feedback),
        "request_id": _invitation("request_id"),
        "competency_ids": _linked("competency_id"),
        "value_ids": _linked("value_id"),
    },
    per_viewer={
        "author": lambda viewer: _told(person_of(Feedback.author_id, Feedback), knows_author(viewer)),
        "external_author": lambda viewer: _told(_invitation("external_email"), knows_author(viewer)),
        "body": lambda viewer: _told(Feedback.body, reads_body(viewer)),
        "goal_ids": lambda viewer: _linked("goal_id", viewer),
        "status_reason": lambda viewer: _told(Feedback.status_reason, or_(wrote(viewer), may_hide(viewer))),
    },
    filters={
        "subject_id": equals(Feedback.subject_id),
        "author_id": SeenBy(_by_author),
        "request_id": lambda name: _invitation("request_id") == argument(name, Uuid),
        "value_id": _with_value,
        "kind": among(Feedback.kind),
        "visibility": among(Feedback.visibility),
        "status": among(Feedback.status),
        "updated_since": since(Feedback.updated_at),
    },
    sorts={"created_at": Feedback.created_at},
)

_these = argument("ids", ARRAY(Uuid))


@lru_cache(VARIANTS)
def goals_seen(scopes: frozenset[str]) -> Statement:
    """Those of some goals that this caller sees."""
    return Statement(select(Goal.id).where(Goal.id == any_(_these), goal_visible_to(Viewer(scopes))))


VALUES_IN_USE = Statement(select(CompanyValue.id).where(CompanyValue.id == any_(_these), CompanyValue.status == ACTIVE))
LEADS_VIEWER = Statement(select(leads_viewer(Viewer(frozenset()), argument("person_id", Uuid))))
UNLINK = Statement(
    delete(FeedbackLink).where(
        FeedbackLink.feedback_id == argument("id", Uuid),
        or_(
            and_(argument("kind", Text) == "goal_ids", FeedbackLink.goal_id.is_not(None)),
            and_(argument("kind", Text) == "competency_ids", FeedbackLink.competency_id.is_not(None)),
            and_(argument("kind", Text) == "value_ids", FeedbackLink.value_id.is_not(None)),
        ),
    )
)


@lru_cache(VARIANTS)
def openable(scopes: frozenset[str]) -> Statement:
    """Whether there is such feedback that this caller may open for a case."""
    return Statement(select(Feedback.id).where(Feedback.id == argument("id", Uuid), may_open_case(Viewer(scopes))))
