from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.performance.people.models import Person
from services.performance.review_cycles.models import (
    Review,
    ReviewAnswer,
    ReviewAssignment,
    ReviewCycle,
    ReviewSubmission,
)
from services.performance.review_cycles.rules.cycles import ANYWHERE_ON_EARTH, DeadlinePolicy, phase_of
from services.performance.review_cycles.rules.reviews import AssignmentStatus, ReviewStatus
from services.performance.review_scores.service import calculate
from services.performance.review_templates.rules import ReviewRole
from services.performance.reviews import rules, schemas
from services.performance.reviews.queries.documents import assignments, reviews
from services.performance.reviews.queries.forms import FORM, OPEN_MANAGERS, SAVE, SUBMISSIONS, VERSION_OF_ANSWER
from services.performance.scoring_policies.rules import Missing
from shared.answers import Document
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.work import Work


async def nominate(work: Work, data: schemas.ReviewNomination) -> Document[schemas.ReviewAssignment]:
    """The review stands still, because who is asked already is asked once."""
    review = await reviews.load(work, data.review_id, "nominate")
    if data.reviewer_id in {review.subject_id, review.manager_id}:
        wrong = FieldError("/reviewer_id", "not_a_peer", "is the subject or the manager of the subject")
        raise rules.SelfReview(errors=[wrong])
    assignment = await assign(work, review, data.reviewer_id, ReviewRole(data.role), AssignmentStatus.NOMINATED)
    assignment.nominated_by_id = work.actor.id if work.actor.id != data.reviewer_id else None
    work.note("review_assignment.nominated", assignment, review_id=review.id)
    return await assignments.show(work, assignment.id)


async def answer(work: Work, id: UUID, data: schemas.ReviewAnswerSet) -> Document[schemas.ReviewAssignment]:
    """Item by item, so that two windows on the same form never undo one another."""
    assignment = await assignments.load(work, id, "answer")
    form = await _form(work, assignment.review_id)
    items = rules.items_for(assignment.role, form["sections"], form["targets"])
    rules.check_answer(data, items, form["levels"])
    about = {"assignment_id": id, "item": data.item, "target_id": data.target_id}
    if await work.value(SAVE, id=uuid7(), **about, **data.model_dump(exclude={"item", "target_id"})) is None:
        raise rules.AnswerChanged(current=await work.value(VERSION_OF_ANSWER, **about))
    if assignment.status is AssignmentStatus.PENDING:
        work.change(assignment, {"status": AssignmentStatus.IN_PROGRESS})
        work.note("review_assignment.begun", assignment)
    return await assignments.show(work, id)


async def transition(
    work: Work, id: UUID, data: schemas.ReviewAssignmentTransition
) -> Document[schemas.ReviewAssignment]:
    """The review is held first, since its state follows from what is submitted in it."""
    review, before = await _hold_review(work, id), await assignments.show(work, id)
    assignment = await assignments.advance(work, id, data.action, data.reason)
    if data.action == "submit":
        await _submit(work, review, assignment)
    elif data.action == "reassign":
        await _reassign(work, review, assignment, data.reviewer_id)
    elif data.action == "reopen" and assignment.role is ReviewRole.MANAGER:
        work.change(review, {"status": ReviewStatus.COLLECTING})
    work.note(f"review_assignment.{data.action}", assignment, reason=data.reason, review_id=review.id)
    if data.action in {"submit", "waive"}:
        await evaluate(work, review)
    return _decided(before, assignment) if data.action in {"approve", "reject"} else await assignments.show(work, id)


def _decided(
    before: Document[schemas.ReviewAssignment], assignment: ReviewAssignment
) -> Document[schemas.ReviewAssignment]:
    """Who approves a peer sees that, and from then on nothing of whether the peer writes."""
    body = orjson.loads(before.body) | {"status": assignment.status, "allowed_actions": []}
    return Document(orjson.dumps(body), assignment.id, before.version)


async def evaluate(work: Work, review: Review) -> None:
    """Once no manager has still to write and one has written, the answers are worth a score."""
    if review.status not in {ReviewStatus.COLLECTING, ReviewStatus.EVALUATED}:
        return
    managers = await work.row(OPEN_MANAGERS, review_id=review.id)
    if managers is None or managers["open"] or not managers["submitted"]:
        return
    if work.change(review, {"status": ReviewStatus.EVALUATED}):
        work.note("review.evaluated", review)
    await calculate(work, review)


async def _submit(work: Work, review: Review, assignment: ReviewAssignment) -> None:
    form = await _form(work, review.id)
    items = rules.items_for(assignment.role, form["sections"], form["targets"])
    found = await work.session.scalars(select(ReviewAnswer).filter_by(assignment_id=assignment.id))
    answers = sorted(found, key=lambda one: (one.item, str(one.target_id)))
    rules.check_complete(items, answers, form["levels"], Missing(form["missing"]))
    said = [_said(one) for one in answers]
    number = await work.value(SUBMISSIONS, assignment_id=assignment.id) + 1
    digest = rules.content_hash(said)
    kept = {"number": number, "submitted_by_id": work.actor.id, "answers": said, "content_hash": digest}
    work.add(ReviewSubmission(assignment_id=assignment.id, **kept))
    work.change(assignment, {"submitted_at": work.now, "content_hash": digest})


def _said(answer: ReviewAnswer) -> dict[str, Any]:
    """As it is kept: exact numbers as texts."""
    return {
        "item": answer.item,
        "target_id": answer.target_id and str(answer.target_id),
        "level": answer.level,
        "number": None if answer.number is None else f"{answer.number.normalize():f}",
        "answer_text": answer.answer_text,
        "choices": list(answer.choices),
        "yes": answer.yes,
        "not_applicable": answer.not_applicable,
        "comment": answer.comment,
    }


async def _reassign(work: Work, review: Review, assignment: ReviewAssignment, reviewer_id: UUID | None) -> None:
    """What was drafted stays with its author."""
    if reviewer_id is None or reviewer_id == review.subject_id:
        raise ReferenceNotFound(errors=[FieldError("/reviewer_id", "missing", "must be somebody else")])
    await assign(work, review, reviewer_id, assignment.role, AssignmentStatus.PENDING, like=assignment)


async def assign(
    work: Work,
    review: Review,
    reviewer_id: UUID,
    role: ReviewRole,
    status: AssignmentStatus,
    *,
    like: ReviewAssignment | None = None,
) -> ReviewAssignment:
    cycle = await work.lock(ReviewCycle, review.cycle_id)
    reviewer = await work.session.scalar(select(Person).filter_by(id=reviewer_id))
    if reviewer is None:
        raise ReferenceNotFound(errors=[FieldError("/reviewer_id", "not_found", "there is no such person")])
    phase = next((one for one in cycle.phases if one["kind"] == phase_of(role)), {})
    zones = {DeadlinePolicy.PARTICIPANT_TZ: reviewer.time_zone, DeadlinePolicy.CYCLE_TZ: cycle.time_zone}
    dated = schemas.Deadline.model_validate({name: phase.get(name) for name in ("due_on", "closes_on")})
    return work.add(
        ReviewAssignment(
            review_id=review.id,
            reviewer_id=reviewer_id,
            role=role,
            status=status,
            period_from=like.period_from if like else cycle.starts_on,
            period_to=like.period_to if like else cycle.ends_on,
            due_on=like.due_on if like else dated.due_on,
            closes_on=like.closes_on if like else dated.closes_on,
            time_zone=zones.get(cycle.deadline_policy, ANYWHERE_ON_EARTH),
        )
    )


async def _hold_review(work: Work, assignment_id: UUID) -> Review:
    review_id = await work.session.scalar(select(ReviewAssignment.review_id).filter_by(id=assignment_id))
    if review_id is None:
        raise NotFound()
    return await work.lock(Review, review_id)


async def _form(work: Work, review_id: UUID) -> Any:
    return orjson.loads(await work.value(FORM, review_id=review_id))
