from uuid import UUID

from services.performance.review_cycles.models import Review
from services.performance.review_cycles.queries.cycles import review_cycles
from services.performance.review_scores import schemas as scores
from services.performance.review_scores import service as scoring
from services.performance.reviews import schemas
from services.performance.reviews.queries.documents import explainable, reviews
from services.performance.reviews.queries.forms import REOPEN_ALL, WAIVE_ALL
from services.performance.reviews.service.assignments import evaluate
from services.performance.scoring_policies.queries import scoring_policies
from shared.answers import Document
from shared.problems import Forbidden, NotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Review]:
    """Excluded, its assignments are waived and what was submitted stays; reinstated, they are open again."""
    review: Review = await reviews.advance(work, id, data.action, data.reason)
    if data.action == "exclude":
        work.change(review, {"exclusion_reason": data.reason})
        await work.rows(WAIVE_ALL, review_id=id)
    elif data.action == "reinstate":
        work.change(review, {"exclusion_reason": None})
        await work.rows(REOPEN_ALL, review_id=id)
    work.note(f"review.{data.action}", review, reason=data.reason)
    if data.action in {"reinstate", "continue"}:
        await evaluate(work, review)
    return await reviews.show(work, id)


async def propose(work: Work, id: UUID, data: schemas.ReviewProposal) -> Document[schemas.Review]:
    review = await reviews.load(work, id, "propose")
    await scoring.propose(work, review, data.level, data.justification)
    work.touch(review)
    return await reviews.show(work, id)


async def explain(work: Reading, id: UUID) -> scores.ScoreExplanation:
    """For whom sees the score: the subject too, once it is released."""
    found = await work.row(explainable(work.actor.scopes), id=id)
    if found is None:
        raise NotFound()
    if not found["shown"]:
        raise Forbidden("A score is explained to its subject once it is released.")
    return await scoring.explain(work, id)


async def what_if(work: Reading, cycle_id: UUID, scoring_policy_id: UUID) -> scores.WhatIf:
    await review_cycles.show(work, cycle_id)
    policy = await scoring_policies.show(work, scoring_policy_id)
    return await scoring.what_if(work, cycle_id, scoring.rules_in(policy.body))
