"""Who reads a piece of feedback and who wrote it: one predicate for lists, single reads, counts and dashboards."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_
from sqlalchemy.orm import aliased

from services.performance.feedback.models import Feedback, FeedbackCase
from services.performance.feedback.rules import (
    AUTHOR_ONLY,
    CASE_DAYS,
    HIDDEN,
    MANAGER_ONLY,
    PUBLIC,
    SHARED,
    SUBJECT_ONLY,
    WITH_MANAGER,
    WITHDRAWN,
)
from services.performance.people.models import Person
from services.performance.people.policy import BELOW, led, reports_to
from services.performance.relationships.policy import partners
from shared.resources.viewer import Viewer

READ_ALL, WRITE_ALL = "feedback:read:all", "feedback:write:all"


def wrote(viewer: Viewer) -> ColumnElement[bool]:
    """Its author, also from outside: a guest acts as the invitation."""
    return or_(
        func.coalesce(Feedback.author_id == viewer.id, false()),
        func.coalesce(Feedback.invitation_id == viewer.id, false()),
    )


def is_subject(viewer: Viewer) -> ColumnElement[bool]:
    return Feedback.subject_id == viewer.id


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """One's own always; what is shared, as its visibility says; of what was taken back, what its reader has read."""
    shared = and_(Feedback.status == SHARED, reads(viewer))
    traced = and_(Feedback.status.in_([WITHDRAWN, HIDDEN]), Feedback.read_at.is_not(None), is_subject(viewer))
    kept = and_(Feedback.status == HIDDEN, _hr_reads(viewer))
    return or_(wrote(viewer), shared, traced, kept)


def reads(viewer: Viewer) -> ColumnElement[bool]:
    """Table 4.5 of the specification: who beside the author reads feedback of a visibility once it is shared."""
    visibility, subject = Feedback.visibility, Feedback.subject_id
    by_partner = and_(partners(viewer, subject), subject != viewer.id)
    return or_(
        visibility == PUBLIC,
        and_(visibility.in_([SUBJECT_ONLY, WITH_MANAGER]), is_subject(viewer)),
        and_(visibility == WITH_MANAGER, or_(reports_to(viewer, subject), by_partner)),
        and_(visibility == MANAGER_ONLY, or_(led(viewer, subject), by_partner)),
        _hr_reads(viewer),
    )


def _hr_reads(viewer: Viewer) -> ColumnElement[bool]:
    """Never what is about themselves; what only the subject reads, for a case; what only its author reads, never."""
    if not viewer.has(READ_ALL):
        return false()
    usual = Feedback.visibility.in_([PUBLIC, WITH_MANAGER, MANAGER_ONLY])
    for_a_case = and_(Feedback.visibility == SUBJECT_ONLY, _case_opened(viewer))
    return and_(Feedback.subject_id != viewer.id, or_(usual, for_a_case))


def _case_opened(viewer: Viewer) -> ColumnElement[bool]:
    case, since = aliased(FeedbackCase), viewer.now - literal(timedelta(days=CASE_DAYS))
    opened = exists().where(case.feedback_id == Feedback.id, case.opened_by == viewer.id, case.opened_at > since)
    return opened.correlate(Feedback)


def may_open_case(viewer: Viewer) -> ColumnElement[bool]:
    shared = Feedback.visibility != AUTHOR_ONLY, Feedback.status.in_([SHARED, HIDDEN])
    return and_(_has_part_in_hr(viewer), *shared)


def may_hide(viewer: Viewer) -> ColumnElement[bool]:
    return _has_part_in_hr(viewer)


def _has_part_in_hr(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.has(WRITE_ALL):
        return false()
    return and_(Feedback.subject_id != viewer.id, ~wrote(viewer))


def reads_body(viewer: Viewer) -> ColumnElement[bool]:
    """The subject opens it first, so that its author knows whether it can still be taken back unread."""
    taken_back = Feedback.status.in_([WITHDRAWN, HIDDEN])
    unopened = and_(is_subject(viewer), Feedback.read_at.is_(None), Feedback.visibility != PUBLIC)
    hr = _hr_reads(viewer)
    return or_(wrote(viewer), and_(taken_back, hr), and_(~taken_back, ~unopened))


def knows_author(viewer: Viewer) -> ColumnElement[bool]:
    return or_(~Feedback.anonymous, wrote(viewer))


def leads_viewer(viewer: Viewer, person: Any) -> ColumnElement[bool]:
    """This person stands above the viewer today."""
    me, lead = aliased(Person), aliased(Person)
    above = func.starts_with(me.lead_path, lead.lead_path + BELOW)
    return exists().where(me.id == viewer.id, lead.id == person, above)
