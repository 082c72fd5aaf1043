"""A manager changed in the middle of a cycle: whose the review is, and for which days (E1, F15)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.performance.review_cycles.models import Review, ReviewAssignment, ReviewCycle
from services.performance.review_cycles.rules.reviews import OPEN, AssignmentStatus
from services.performance.review_scores.rules.responsibility import Span, days
from services.performance.review_templates.rules import ReviewRole
from services.performance.reviews import rules, schemas
from services.performance.reviews.queries.documents import reviews
from services.performance.reviews.queries.people import AWAY, LEAVERS, MANAGER_NOW, ORPHANS
from services.performance.reviews.service.assignments import assign
from services.performance.scoring_policies.models import ScoringPolicy
from services.performance.scoring_policies.rules import read
from shared.answers import Document
from shared.work import Work

DAY = timedelta(days=1)


async def decide(work: Work, id: UUID, data: schemas.ManagerChange) -> Document[schemas.Review]:
    """Without a choice, as the policy has it: split where both led long enough, else transfer."""
    review = await reviews.load(work, id, "change_manager")
    cycle = await work.lock(ReviewCycle, review.cycle_id)
    now = await work.row(MANAGER_NOW, review_id=id)
    if now is None or now["manager_id"] in {review.manager_id, review.subject_id}:
        raise rules.ManagerUnchanged()
    since = max(now["since"], cycle.starts_on)
    choice = data.choice or await _usual(work, review, cycle, since)
    if choice is not rules.ManagerChoice.KEEP:
        await _hand_over(work, review, now["manager_id"], since, choice)
    work.change(review, {"manager_id": now["manager_id"]})
    work.note("review.manager_changed", review, choice=choice)
    return await reviews.show(work, id)


async def follow(work: Work) -> None:
    """Everyday: nobody is asked about whom has left, and nothing waits for them."""
    for type, statement in (("review.left", LEAVERS), ("review_assignment.left", ORPHANS)):
        for row in await work.rows(statement):
            work.note(type, _Row(row))


class _Row:
    """What an event needs to know of a row that a statement changed."""

    def __init__(self, row: Any) -> None:
        self.id: UUID = row["id"]
        self.version: int = row["version"]


async def _usual(work: Work, review: Review, cycle: ReviewCycle, since: date) -> rules.ManagerChoice:
    policy = await work.session.get_one(ScoringPolicy, (review.org_id, cycle.scoring_policy_id))
    away = [Span(row["starts_on"], row["ends_on"]) for row in await work.rows(AWAY, person_id=review.subject_id)]
    before = days(Span(cycle.starts_on, since - DAY), away) if since > cycle.starts_on else 0
    after = days(Span(since, cycle.ends_on), away)
    return rules.usual_choice(before, after, read(policy.rules).manager_min_days)


async def _hand_over(work: Work, review: Review, manager_id: UUID, since: date, choice: rules.ManagerChoice) -> None:
    """What was submitted stays its writer's and counts for their days; of a transfer the rest goes to the new one."""
    split = choice is rules.ManagerChoice.SPLIT
    known = await _managers(work, review)
    for one in known:
        if one.status in OPEN and not split:
            work.change(one, {"status": AssignmentStatus.REASSIGNED})
        elif one.period_from < since:
            work.change(one, {"period_to": min(one.period_to, since - DAY)})
    if all(one.reviewer_id != manager_id for one in known):
        new = await assign(work, review, manager_id, ReviewRole.MANAGER, AssignmentStatus.PENDING)
        counted = split or any(one.status is AssignmentStatus.SUBMITTED for one in known)
        new.period_from = since if counted else new.period_from


async def _managers(work: Work, review: Review) -> Sequence[ReviewAssignment]:
    of_review = select(ReviewAssignment).filter_by(review_id=review.id, role=ReviewRole.MANAGER)
    return list(await work.session.scalars(of_review.order_by(ReviewAssignment.id).with_for_update()))
