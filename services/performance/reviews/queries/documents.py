from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Uuid, case, select
from sqlalchemy.orm import aliased

from services.performance.people.queries.references import person_of
from services.performance.review_cycles.models import Review, ReviewAnswer, ReviewAssignment, ReviewCycle, ReviewScore
from services.performance.review_cycles.queries.assignments import day_end
from services.performance.review_cycles.rules import reviews as rules
from services.performance.review_templates.rules import ReviewRole
from services.performance.reviews import policy, schemas
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.shapes import all_of, one_of
from shared.resources.viewer import Viewer, among, equals

A = ReviewAssignment


def _cycle_of(cycle_id: Any, *outer: Any) -> ColumnElement[Any]:
    found = select(ReviewCycle.id, ReviewCycle.name).where(ReviewCycle.id == cycle_id)
    return one_of(found.correlate(*outer))


def _score(viewer: Viewer) -> ColumnElement[Any]:
    score = aliased(ReviewScore)
    latest = select(score.stage, score.level, score.value, score.not_rated).where(
        score.review_id == Review.id, policy.score_shown(viewer)
    )
    return one_of(latest.order_by(score.number.desc()).limit(1).correlate(Review))


reviews = Resource(
    schemas.Review,
    Review,
    visible=policy.visible_review,
    workflow=rules.REVIEWS,
    guards={
        rules.HR: policy.is_hr,
        rules.MANAGES: policy.manages,
        rules.CYCLE_RUNS: policy.cycle_of_review_runs,
    },
    acts={
        "explain": policy.score_shown,
        "nominate": policy.may_nominate,
        "change_manager": policy.may_change_manager,
    },
    derived={
        "cycle": _cycle_of(Review.cycle_id, Review),
        "subject": person_of(Review.subject_id, Review),
        "manager": person_of(Review.manager_id, Review),
    },
    per_viewer={"score": _score},
    filters={
        "cycle_id": equals(Review.cycle_id),
        "subject_id": equals(Review.subject_id),
        "manager_id": equals(Review.manager_id),
        "manager_changed": equals(policy.manager_changed()),
        "status": among(Review.status),
    },
    sorts={"created_at": Review.created_at},
)


def _of_review(column: Any) -> ColumnElement[Any]:
    return select(column).where(Review.id == A.review_id).correlate(A).scalar_subquery()


def _answers(viewer: Viewer) -> ColumnElement[Any]:
    one = aliased(ReviewAnswer)
    found = select(*(getattr(one, name) for name in schemas.ReviewAnswer.model_fields)).where(
        one.assignment_id == A.id, policy.answers_shown(viewer)
    )
    return all_of(found.order_by(one.item, one.target_id).correlate(A))


assignments = Resource(
    schemas.ReviewAssignment,
    A,
    visible=policy.visible_assignment,
    workflow=rules.ASSIGNMENTS,
    guards={
        rules.REVIEWER: policy.writes,
        rules.APPROVER: policy.approves,
        rules.HR: policy.is_hr_for_assignment,
        rules.REVIEW_OPEN: policy.review_open,
        rules.CYCLE_RUNS: policy.cycle_runs,
        rules.MAY_DECLINE: lambda _viewer: A.role.not_in([ReviewRole.SELF, *policy.MANAGERS]),
        rules.ROOM: policy.has_room,
    },
    derived={
        "cycle": _cycle_of(_of_review(Review.cycle_id), A),
        "subject": person_of(_of_review(Review.subject_id), A),
        "reviewer": person_of(A.reviewer_id, A),
        "due_at": case((A.due_on.is_not(None), day_end(A.due_on, A.time_zone))),
    },
    per_viewer={"answers_shown": policy.answers_shown, "answers": _answers},
    filters={
        "review_id": equals(A.review_id),
        "reviewer_id": equals(A.reviewer_id),
        "role": among(A.role),
        "status": among(A.status),
    },
    sorts={"created_at": A.created_at},
)


@lru_cache(VARIANTS)
def explainable(scopes: frozenset[str]) -> Statement:
    """Whether this caller may know where a score comes from; no row where they do not see the review."""
    viewer = Viewer(scopes)
    seen = Review.id == argument("id", Uuid), policy.visible_review(viewer)
    return Statement(select(policy.score_shown(viewer).label("shown")).where(*seen))
