from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.review_scores import schemas as scores
from services.performance.review_scores.rules.levels import JustificationRequired, NoSuchLevel
from services.performance.reviews import schemas
from services.performance.reviews.queries import documents
from services.performance.reviews.rules import AnswerChanged, AnswerInvalid, ManagerUnchanged, NotComplete, SelfReview
from services.performance.reviews.service import assignments, managers, reviews
from shared.admission import allow
from shared.answers import Document, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/reviews", "Reviews")
assignments_router = Router("/review-assignments", "Reviews")
of_cycles = Router("/review-cycles", "Reviews")
Reader = Annotated[Reading, allow("reviews:read")]
Keeper = Annotated[Reading, allow("reviews:read:all")]
Writer = Annotated[Work, allow("reviews:write")]


@router.get("")
async def list_reviews(work: Reader, query: Annotated[schemas.ReviewQuery, Query()]) -> Page[schemas.Review]:
    """The reviews you may see: your own, those you are asked to write in, and those of the people you lead."""
    return await documents.reviews.page(work, query)


@router.get("/{review_id}")
async def get_review(work: Reader, review_id: UUID) -> Document[schemas.Review]:
    """One review; its score only for those who may know it."""
    return await documents.reviews.show(work, review_id)


@router.get("/{review_id}/transitions")
async def list_review_transitions(work: Reader, review_id: UUID) -> Transitions:
    """What may be done with a review now, and what is missing."""
    return Transitions.model_validate({"items": await documents.reviews.transitions(work, review_id)})


@router.post("/{review_id}/transitions", responses=problems(TransitionNotAllowed, TransitionForbidden))
async def transition_review(work: Writer, review_id: UUID, data: TransitionRequest) -> Document[schemas.Review]:
    """Exclude, reinstate, hold or continue; nothing that was written is ever lost; send If-Match."""
    return await reviews.transition(work, review_id, data)


@router.post(
    "/{review_id}/proposals",
    responses=problems(JustificationRequired, NoSuchLevel, TransitionNotAllowed, TransitionForbidden),
)
async def propose_review_level(work: Writer, review_id: UUID, data: schemas.ReviewProposal) -> Document[schemas.Review]:
    """Propose a level beside the calculated one, which stays."""
    return await reviews.propose(work, review_id, data)


@router.post("/{review_id}/manager-changes", responses=problems(ManagerUnchanged))
async def change_review_manager(work: Writer, review_id: UUID, data: schemas.ManagerChange) -> Document[schemas.Review]:
    """Say whose the review is now that somebody else leads the subject; submitted work stays its writer's."""
    return await managers.decide(work, review_id, data)


@router.get("/{review_id}/score/explanation")
async def explain_review_score(work: Reader, review_id: UUID) -> scores.ScoreExplanation:
    """Where the calculated score comes from, worked out again from its inputs by its policy and formula."""
    return await reviews.explain(work, review_id)


@of_cycles.get("/{review_cycle_id}/what-if")
async def ask_what_if(
    work: Keeper, review_cycle_id: UUID, query: Annotated[scores.WhatIfQuery, Query()]
) -> scores.WhatIf:
    """What another policy would have said of a cycle, also of one long closed; nothing is changed by it."""
    return await reviews.what_if(work, review_cycle_id, query.scoring_policy_id)


@assignments_router.get("")
async def list_review_assignments(
    work: Reader, query: Annotated[schemas.ReviewAssignmentQuery, Query()]
) -> Page[schemas.ReviewAssignment]:
    """Who is asked to write what, as far as you may know it; the answers only where you may read them."""
    return await documents.assignments.page(work, query)


@assignments_router.post(
    "", status_code=201, responses=problems(SelfReview, ReferenceNotFound, AlreadyExists, TransitionNotAllowed)
)
async def nominate_reviewer(work: Writer, data: schemas.ReviewNomination) -> Document[schemas.ReviewAssignment]:
    """Nominate somebody to write about the subject; the manager approves."""
    return await assignments.nominate(work, data)


@assignments_router.get("/{review_assignment_id}")
async def get_review_assignment(work: Reader, review_assignment_id: UUID) -> Document[schemas.ReviewAssignment]:
    """One assignment, with its answers where you may read them."""
    return await documents.assignments.show(work, review_assignment_id)


@assignments_router.put(
    "/{review_assignment_id}/answers",
    responses=problems(AnswerInvalid, AnswerChanged, TransitionNotAllowed, TransitionForbidden),
)
async def answer_review_item(
    work: Writer, review_assignment_id: UUID, data: schemas.ReviewAnswerSet
) -> Document[schemas.ReviewAssignment]:
    """Save one answer of a draft; 412 only where this item was changed since you read it."""
    return await assignments.answer(work, review_assignment_id, data)


@assignments_router.get("/{review_assignment_id}/transitions")
async def list_review_assignment_transitions(work: Reader, review_assignment_id: UUID) -> Transitions:
    """What may be done with an assignment now, and what is missing."""
    return Transitions.model_validate({"items": await documents.assignments.transitions(work, review_assignment_id)})


@assignments_router.post(
    "/{review_assignment_id}/transitions",
    responses=problems(NotComplete, ReferenceNotFound, TransitionNotAllowed, TransitionForbidden),
)
async def transition_review_assignment(
    work: Writer, review_assignment_id: UUID, data: schemas.ReviewAssignmentTransition
) -> Document[schemas.ReviewAssignment]:
    """Approve, submit, reopen, decline, waive or reassign; send If-Match."""
    return await assignments.transition(work, review_assignment_id, data)
