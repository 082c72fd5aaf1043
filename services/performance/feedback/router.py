from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.feedback import schemas, service
from services.performance.feedback.queries import feedback
from services.performance.feedback.rules import FeedbackContradicts, NotAboveYou, NotWider
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/feedback", "Feedback")
Reader = Annotated[Reading, allow("feedback:read")]
Writer = Annotated[Work, allow("feedback:write")]
CaseWorker = Annotated[Work, allow("feedback:write:all")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)
WRONG = (FeedbackContradicts, NotAboveYou, ReferenceNotFound)


@router.get("")
async def list_feedback(work: Reader, query: Annotated[schemas.FeedbackQuery, Query()]) -> Page[schemas.Feedback]:
    """What you wrote and what you may read, the latest first."""
    return await feedback.page(work, query)


@router.post("", status_code=201, responses=problems(*WRONG))
async def create_feedback(work: Writer, data: schemas.FeedbackCreate) -> Document[schemas.Feedback]:
    """Write a draft; nobody else sees it until you share it."""
    return await service.create(work, data)


@router.get("/{feedback_id}")
async def get_feedback(work: Reader, feedback_id: UUID) -> Document[schemas.Feedback]:
    """One piece of feedback."""
    return await feedback.show(work, feedback_id)


@router.patch("/{feedback_id}", responses=problems(*WRONG, NotWider, *REFUSED))
async def patch_feedback(work: Writer, feedback_id: UUID, data: schemas.FeedbackPatch) -> Document[schemas.Feedback]:
    """Change a draft, or for an hour what you shared; open it to more readers at any time."""
    return await service.patch(work, feedback_id, data)


@router.put("/{feedback_id}/read", responses=problems(*REFUSED))
async def read_feedback(work: Writer, feedback_id: UUID) -> Document[schemas.Feedback]:
    """Open what was written of you: from then on its author can no longer take it back unread."""
    return await service.read(work, feedback_id)


@router.post("/{feedback_id}/cases", status_code=201)
async def open_feedback_for_case(
    work: CaseWorker, feedback_id: UUID, data: schemas.CaseCreate
) -> Document[schemas.Feedback]:
    """For HR: read for 30 days, for a case that is named, what only its subject reads otherwise."""
    return await service.open_for_case(work, feedback_id, data)


@router.get("/{feedback_id}/transitions")
async def list_feedback_transitions(work: Reader, feedback_id: UUID) -> Transitions:
    """What can be done with it, by whom, and what is missing."""
    return Transitions.model_validate({"items": await feedback.transitions(work, feedback_id)})


@router.post("/{feedback_id}/transitions", responses=problems(*REFUSED))
async def transition_feedback(work: Writer, feedback_id: UUID, data: TransitionRequest) -> Document[schemas.Feedback]:
    """Share, withdraw, or as HR hide. Send If-Match."""
    return await service.transition(work, feedback_id, data)
