from sqlalchemy import ColumnElement, Uuid, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from services.performance.form_versions.queries import version_of
from services.performance.form_versions.rules import PUBLISHED
from services.performance.people.queries.references import person_of
from services.performance.review_cycles import schemas
from services.performance.review_cycles.models import Review, ReviewAssignment, ReviewCycle
from services.performance.review_cycles.rules import cycles as rules
from services.performance.review_cycles.rules.reviews import OPEN, RELEASED, ReviewStatus
from services.performance.review_templates.models import ReviewTemplate
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.models import ScoringPolicy
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, everyone, holding

SETTLED = ReviewStatus.FINAL, ReviewStatus.EXCLUDED


def _no_review(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """None of the cycle's reviews is like that."""
    return ~exists().where(Review.cycle_id == ReviewCycle.id, *which).correlate(ReviewCycle)


def _managers_done(_viewer: Viewer) -> ColumnElement[bool]:
    one = aliased(ReviewAssignment)
    by_manager = one.role == ReviewRole.MANAGER, one.status.in_(OPEN)
    still = exists().where(one.review_id == Review.id, *by_manager).correlate(Review)
    return _no_review(Review.status != ReviewStatus.EXCLUDED, still)


def _calibrated(_viewer: Viewer) -> ColumnElement[bool]:
    needed = ReviewCycle.calibration == rules.CalibrationMode.REQUIRED
    return or_(~needed, ReviewCycle.status != rules.ReviewCycleStatus.RUNNING)


review_cycles = Resource(
    schemas.ReviewCycle,
    ReviewCycle,
    visible=everyone,
    workflow=rules.LIFECYCLE,
    guards={
        rules.WRITER: holding("review_cycles:write"),
        rules.HAS_PHASES: lambda _viewer: func.jsonb_array_length(ReviewCycle.phases) > 0,
        rules.MANAGERS_DONE: _managers_done,
        rules.CALIBRATED: _calibrated,
        rules.UNRELEASED: lambda _viewer: _no_review(Review.status.in_(RELEASED)),
        rules.ALL_SETTLED: lambda _viewer: _no_review(Review.status.not_in(SETTLED)),
    },
    derived={
        "template": version_of(ReviewTemplate, ReviewCycle.template_id, ReviewCycle),
        "scoring_policy": version_of(ScoringPolicy, ReviewCycle.scoring_policy_id, ReviewCycle),
        "fallback_reviewer": person_of(ReviewCycle.fallback_reviewer_id, ReviewCycle),
    },
    filters={"kind": among(ReviewCycle.kind), "status": among(ReviewCycle.status)},
    sorts={"ends_on": ReviewCycle.ends_on, "created_at": ReviewCycle.created_at},
)

PUBLISHED_FORMS = Statement(
    select(
        select(true())
        .where(ReviewTemplate.id == argument("template_id", Uuid), ReviewTemplate.status == PUBLISHED)
        .scalar_subquery()
        .label("template_id"),
        select(true())
        .where(ScoringPolicy.id == argument("scoring_policy_id", Uuid), ScoringPolicy.status == PUBLISHED)
        .scalar_subquery()
        .label("scoring_policy_id"),
    )
)
"""Whether something new may begin with this template and this policy."""
