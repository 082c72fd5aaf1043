"""Who sees a review, an assignment, its answers and the score, and who acts in it: one predicate each.

Peers, direct reports and externals are read by themselves and by HR alone, until results are made anonymous.
"""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.delegations.policy import acted_for, deputises
from services.performance.delegations.rules import DelegationScope
from services.performance.people.policy import assigned, employed, led, reports_to
from services.performance.relationships.policy import partners
from services.performance.review_cycles.models import Review, ReviewAssignment, ReviewCycle
from services.performance.review_cycles.rules.cycles import ReviewCycleStatus
from services.performance.review_cycles.rules.reviews import OPEN, RELEASED, UNRELEASED, AssignmentStatus
from services.performance.review_templates.rules import ReviewRole
from shared.resources.viewer import Viewer

WRITE = DelegationScope.REVIEW_WRITE
MANAGERS = (ReviewRole.MANAGER, ReviewRole.SECOND_MANAGER)
NAMED = (ReviewRole.SELF, *MANAGERS, ReviewRole.DOTTED_LINE)
NOMINATED = (AssignmentStatus.NOMINATED, AssignmentStatus.REJECTED)
NOT_THEIRS = (*NOMINATED, AssignmentStatus.REASSIGNED)
A = ReviewAssignment


def _subject(review_id: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    review = aliased(Review)
    return select(review.subject_id).where(review.id == review_id).correlate_except(review).scalar_subquery()


def leads_subject(viewer: Viewer, subject: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Above the subject today, acting for somebody who is, or the subject's HR partner."""
    return or_(led(viewer, subject), deputises(viewer, WRITE, subject), partners(viewer, subject))


def visible_review(viewer: Viewer) -> ColumnElement[bool]:
    """The subject, those above, HR, and whoever is asked to write in it and works here."""
    if viewer.has("reviews:read:all"):
        return true()
    mine = aliased(ReviewAssignment)
    asked = exists().where(mine.review_id == Review.id, mine.reviewer_id == viewer.id, mine.status.not_in(NOT_THEIRS))
    works = employed(viewer.id, viewer.today)
    return or_(
        Review.subject_id == viewer.id,
        leads_subject(viewer, Review.subject_id),
        and_(asked.correlate(Review), works),
    )


def score_shown(viewer: Viewer) -> ColumnElement[bool]:
    """Those above and HR, the manager who wrote, and the subject once it is released."""
    if viewer.has("reviews:read:all"):
        return true()
    mine = aliased(ReviewAssignment)
    wrote = exists().where(
        mine.review_id == Review.id,
        mine.reviewer_id == viewer.id,
        mine.role == ReviewRole.MANAGER,
        mine.status == AssignmentStatus.SUBMITTED,
    )
    return or_(
        and_(Review.subject_id == viewer.id, Review.status.in_(RELEASED)),
        and_(
            Review.subject_id != viewer.id,
            or_(
                leads_subject(viewer, Review.subject_id),
                and_(wrote.correlate(Review), employed(viewer.id, viewer.today)),
            ),
        ),
    )


def manages(viewer: Viewer) -> ColumnElement[bool]:
    """Proposes the level: who reviewed as manager and works here, never of oneself."""
    mine = aliased(ReviewAssignment)
    wrote = exists().where(
        mine.review_id == Review.id, mine.reviewer_id == viewer.id, mine.role == ReviewRole.MANAGER,
        mine.status == AssignmentStatus.SUBMITTED,
    )  # fmt: skip
    return and_(wrote.correlate(Review), Review.subject_id != viewer.id, employed(viewer.id, viewer.today))


def writes(viewer: Viewer) -> ColumnElement[bool]:
    """The reviewer, or their deputy, never about the deputy and never what people write of themselves."""
    deputy = and_(A.reviewer_id.in_(acted_for(WRITE)), A.role != ReviewRole.SELF, _subject(A.review_id) != viewer.id)
    own = and_(A.reviewer_id == viewer.id, employed(viewer.id, viewer.today))
    return and_(A.status.not_in(NOT_THEIRS), or_(own, deputy))


def visible_assignment(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.has("reviews:read:all"):
        return true()
    subject = _subject(A.review_id)
    nominations = and_(A.status.in_(NOMINATED), or_(A.nominated_by_id == viewer.id, leads_subject(viewer, subject)))
    named = and_(A.role.in_(NAMED), leads_subject(viewer, subject), subject != viewer.id)
    return or_(writes(viewer), named, nominations, _told_to_subject(viewer))


def _told_to_subject(viewer: Viewer) -> ColumnElement[bool]:
    """What managers wrote, once the review is released."""
    review = aliased(Review)
    released = exists().where(review.id == A.review_id, review.subject_id == viewer.id, review.status.in_(RELEASED))
    return and_(A.role.in_(MANAGERS), A.status == AssignmentStatus.SUBMITTED, released.correlate_except(review))


def answers_shown(viewer: Viewer) -> ColumnElement[bool]:
    """A draft is its writer's; what is submitted is read by HR and, of named roles, by those above."""
    submitted = A.status == AssignmentStatus.SUBMITTED
    if viewer.has("reviews:read:all"):
        return or_(writes(viewer), submitted)
    subject = _subject(A.review_id)
    above = and_(leads_subject(viewer, subject), subject != viewer.id, A.role.in_(NAMED), ~_hidden())
    return or_(writes(viewer), and_(submitted, above), _told_to_subject(viewer))


def _hidden() -> ColumnElement[bool]:
    """What people wrote of themselves, while a manager has still to write and the cycle keeps them from anchoring."""
    review, cycle, other = aliased(Review), aliased(ReviewCycle), aliased(ReviewAssignment)
    open_still = exists().where(
        other.review_id == A.review_id, other.role == ReviewRole.MANAGER, other.status.in_(OPEN)
    )
    hides = exists().where(
        review.id == A.review_id, cycle.id == review.cycle_id, cycle.hides_self_until_manager_submits
    )
    return and_(A.role == ReviewRole.SELF, open_still.correlate_except(other), hides.correlate_except(review, cycle))


def approves(viewer: Viewer) -> ColumnElement[bool]:
    """The subject's manager today, and HR; nobody approves who writes about themselves."""
    subject = _subject(A.review_id)
    if viewer.has("reviews:write:all"):
        return subject.is_distinct_from(viewer.id)
    return and_(subject != viewer.id, or_(reports_to(viewer, subject), deputises(viewer, WRITE, subject)))


def is_hr(viewer: Viewer) -> ColumnElement[bool]:
    """Never in one's own review."""
    return Review.subject_id.is_distinct_from(viewer.id) if viewer.has("reviews:write:all") else false()


def is_hr_for_assignment(viewer: Viewer) -> ColumnElement[bool]:
    return _subject(A.review_id).is_distinct_from(viewer.id) if viewer.has("reviews:write:all") else false()


def review_open(_viewer: Viewer) -> ColumnElement[bool]:
    review = aliased(Review)
    return exists().where(review.id == A.review_id, review.status.in_(UNRELEASED)).correlate_except(review)


def cycle_runs(_viewer: Viewer) -> ColumnElement[bool]:
    """Asked of an assignment."""
    review, cycle = aliased(Review), aliased(ReviewCycle)
    runs = review.id == A.review_id, cycle.id == review.cycle_id, cycle.status == ReviewCycleStatus.RUNNING
    return exists().where(*runs).correlate_except(review, cycle)


def cycle_of_review_runs(_viewer: Viewer) -> ColumnElement[bool]:
    cycle = aliased(ReviewCycle)
    return exists().where(cycle.id == Review.cycle_id, cycle.status == ReviewCycleStatus.RUNNING).correlate(Review)


def has_room(_viewer: Viewer) -> ColumnElement[bool]:
    """The cycle takes another peer."""
    review, cycle, other = aliased(Review), aliased(ReviewCycle), aliased(ReviewAssignment)
    gone = (*NOT_THEIRS, AssignmentStatus.DECLINED, AssignmentStatus.WAIVED)
    of_peers = other.review_id == review.id, other.role == ReviewRole.PEER, other.status.not_in(gone)
    taken = select(func.count(other.id)).where(*of_peers).correlate(review).scalar_subquery()
    room = exists().where(review.id == A.review_id, cycle.id == review.cycle_id, taken < cycle.max_peers)
    return or_(A.role != ReviewRole.PEER, room.correlate_except(review, cycle))


def may_nominate(viewer: Viewer) -> ColumnElement[bool]:
    """The subject, their manager and HR, while the review is open."""
    who = or_(Review.subject_id == viewer.id, reports_to(viewer, Review.subject_id), is_hr(viewer))
    return and_(Review.status.in_(UNRELEASED), who)


def manager_changed() -> ColumnElement[bool]:
    """Somebody leads the subject today whom the review does not know, and nothing is released."""
    now = assigned("manager_id", Review.subject_id, Viewer.today)
    return and_(Review.status.in_(UNRELEASED), func.coalesce(now != Review.manager_id, false()))


def may_change_manager(viewer: Viewer) -> ColumnElement[bool]:
    return and_(is_hr(viewer), Review.status.in_(UNRELEASED))
