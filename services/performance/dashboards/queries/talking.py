"""Who goes without feedback or a conversation, and what was agreed: of what the viewer may read, and nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, any_, cast, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from services.performance.dashboards.queries.scopes import Whose, ids_of
from services.performance.dashboards.rules import GAP_DAYS, MOST_SHOWN, MetricKey
from services.performance.feedback.models import Feedback, FeedbackInvitation, FeedbackRequest
from services.performance.feedback.policy import visible_to
from services.performance.feedback.rules import NOTE, SHARED
from services.performance.feedback_requests.rules import OPEN, PENDING, STARTED
from services.performance.one_on_ones.models import ActionItem, OneOnOne, OneOnOneSeries
from services.performance.one_on_ones.policy import sees_action, sees_series
from services.performance.one_on_ones.rules import HELD, ActionStatus
from services.performance.people.queries.references import person_of
from shared.resources.shapes import AnySelect, all_of
from shared.resources.viewer import Viewer

FEEDBACK, CONVERSATIONS = "feedback:read", "conversations:read"


def gaps_of(viewer: Viewer, whose: Whose) -> dict[MetricKey, ColumnElement[int]]:
    """How many of these people; nothing where the viewer lacks the scope."""
    found: Mapping[MetricKey, tuple[str, Any]] = {
        MetricKey.PEOPLE_WITHOUT_FEEDBACK: (FEEDBACK, _given),
        MetricKey.PEOPLE_WITHOUT_ONE_ON_ONE: (CONVERSATIONS, _held),
    }
    return {key: _without(whose, of(viewer)) for key, (scope, of) in found.items() if viewer.has(scope)}


def _without(whose: Whose, lately: Any) -> ColumnElement[int]:
    people, since = whose.people, Viewer.now - timedelta(days=GAP_DAYS)
    these = lately.c.person_id == any_(ids_of(people)), lately.c.at >= since
    had = select(func.count(lately.c.person_id.distinct())).where(*these).scalar_subquery()
    return select(func.count()).select_from(people).scalar_subquery() - had


def _given(viewer: Viewer) -> Any:
    shared = Feedback.status == SHARED, Feedback.kind != NOTE, visible_to(viewer)
    return select(Feedback.subject_id.label("person_id"), Feedback.shared_at.label("at")).where(*shared).subquery()


def _held(viewer: Viewer) -> Any:
    """For both of the two."""
    series = aliased(OneOnOneSeries)
    seen = select(series.lead_id, series.person_id, OneOnOne.scheduled_at.label("at"))
    seen = seen.join(series, series.id == OneOnOne.series_id)
    held = seen.where(OneOnOne.status == HELD, sees_series(viewer, series)).cte()
    both = union_all(*(select(held.c[of].label("person_id"), held.c["at"]) for of in ("lead_id", "person_id")))
    return both.subquery()


def last_given(viewer: Viewer, person_id: Any) -> ColumnElement[Any]:
    return _last(_given(viewer), person_id) if viewer.has(FEEDBACK) else cast(null(), Date)


def last_met(viewer: Viewer, person_id: Any) -> ColumnElement[Any]:
    return _last(_held(viewer), person_id) if viewer.has(CONVERSATIONS) else cast(null(), Date)


def _last(lately: Any, person_id: Any) -> ColumnElement[Any]:
    found = select(cast(func.max(lately.c.at).op("AT TIME ZONE")("UTC"), Date)).where(lately.c.person_id == person_id)
    return found.scalar_subquery()


def open_actions(viewer: Viewer) -> ColumnElement[Any]:
    columns = ActionItem.id.label("action_item_id"), ActionItem.text, ActionItem.one_on_one_id, ActionItem.due_on
    mine = ActionItem.owner_id == viewer.id, ActionItem.status == ActionStatus.OPEN
    return _listed(viewer, CONVERSATIONS, select(*columns).where(*mine, sees_action(viewer)), ActionItem.due_on)


def asked_feedback(viewer: Viewer) -> ColumnElement[Any]:
    invitation, request = FeedbackInvitation, FeedbackRequest
    columns = (
        invitation.id.label("feedback_invitation_id"), person_of(request.subject_id, request).label("subject"),
        person_of(request.requester_id, request).label("requester"), request.due_on,
    )  # fmt: skip
    mine = invitation.respondent_id == viewer.id, or_(invitation.status == PENDING, invitation.status == STARTED)
    asked = select(*columns).join(request, request.id == invitation.request_id).where(*mine, request.status == OPEN)
    return _listed(viewer, FEEDBACK, asked, request.due_on)


def _listed(viewer: Viewer, scope: str, found: AnySelect, due_on: Any) -> ColumnElement[Any]:
    return all_of(found.order_by(due_on.nulls_last()).limit(MOST_SHOWN if viewer.has(scope) else 0))
