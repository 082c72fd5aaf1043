from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.performance.feedback.rules import FeedbackContradicts, NotAboveYou
from services.performance.feedback_requests import schemas, service
from services.performance.feedback_requests.queries import invitations, requests
from services.performance.feedback_requests.rules import NotYoursToAsk, RequestContradicts
from shared.admission import allow
from shared.answers import Document, Page
from shared.http.errors import problems
from shared.http.routing import Router
from shared.problems import ReferenceNotFound
from shared.schemas import TransitionRequest, Transitions
from shared.work import Reading, Work
from shared.workflow import TransitionForbidden, TransitionNotAllowed

router = Router("/feedback-requests", "FeedbackRequests")
invitations_router = Router("/feedback-invitations", "FeedbackRequests")
guests = Router("/guest/feedback-invitation", "FeedbackRequests")
Reader = Annotated[Reading, allow("feedback:read")]
Writer = Annotated[Work, allow("feedback:write")]
GuestReader = Annotated[Reading, allow("feedback:answer")]
Guest = Annotated[Work, allow("feedback:answer")]
REFUSED = (TransitionNotAllowed, TransitionForbidden)
WRONG = (FeedbackContradicts, NotAboveYou)


@router.get("")
async def list_feedback_requests(
    work: Reader, query: Annotated[schemas.FeedbackRequestQuery, Query()]
) -> Page[schemas.FeedbackRequest]:
    """What you asked for, the latest first; for HR everybody's."""
    return await requests.page(work, query)


@router.post("", status_code=201, responses=problems(NotYoursToAsk, RequestContradicts, ReferenceNotFound))
async def create_feedback_request(
    work: Writer, data: schemas.FeedbackRequestCreate
) -> Document[schemas.FeedbackRequest]:
    """Ask for feedback of yourself or of somebody you lead."""
    return await service.ask(work, data)


@router.get("/{feedback_request_id}")
async def get_feedback_request(work: Reader, feedback_request_id: UUID) -> Document[schemas.FeedbackRequest]:
    """One request."""
    return await requests.show(work, feedback_request_id)


@router.patch("/{feedback_request_id}", responses=problems(RequestContradicts, *REFUSED))
async def patch_feedback_request(
    work: Writer, feedback_request_id: UUID, data: schemas.FeedbackRequestPatch
) -> Document[schemas.FeedbackRequest]:
    """Change what you ask, until when, and as long as nobody writes who will read it."""
    return await service.patch(work, feedback_request_id, data)


@router.post("/{feedback_request_id}/nudges", responses=problems(*REFUSED))
async def nudge_respondents(work: Writer, feedback_request_id: UUID) -> Document[schemas.FeedbackRequest]:
    """Remind those who have not answered, at most three times with three days between."""
    return await service.nudge(work, feedback_request_id)


@router.get("/{feedback_request_id}/transitions")
async def list_feedback_request_transitions(work: Reader, feedback_request_id: UUID) -> Transitions:
    """How it can end, and by whom."""
    return Transitions.model_validate({"items": await requests.transitions(work, feedback_request_id)})


@router.post("/{feedback_request_id}/transitions", responses=problems(*REFUSED))
async def transition_feedback_request(
    work: Writer, feedback_request_id: UUID, data: TransitionRequest
) -> Document[schemas.FeedbackRequest]:
    """Close it, which shows anonymous answers if there are three, or cancel it. Send If-Match."""
    return await service.transition(work, feedback_request_id, data)


@invitations_router.get("")
async def list_feedback_invitations(
    work: Reader, query: Annotated[schemas.InvitationQuery, Query()]
) -> Page[schemas.FeedbackInvitation]:
    """What you are asked, and whom you asked unless it is anonymous."""
    return await invitations.page(work, query)


@invitations_router.get("/{feedback_invitation_id}")
async def get_feedback_invitation(work: Reader, feedback_invitation_id: UUID) -> Document[schemas.FeedbackInvitation]:
    """One invitation."""
    return await invitations.show(work, feedback_invitation_id)


@invitations_router.put("/{feedback_invitation_id}/answer", responses=problems(*WRONG, *REFUSED))
async def put_feedback_answer(
    work: Writer, feedback_invitation_id: UUID, data: schemas.AnswerPut
) -> Document[schemas.FeedbackInvitation]:
    """Write your answer; nobody sees it until you submit."""
    return await service.put_answer(work, feedback_invitation_id, data)


@invitations_router.put("/{feedback_invitation_id}/link", responses=problems(*REFUSED))
async def make_invitation_link(work: Writer, feedback_invitation_id: UUID) -> schemas.InvitationLink:
    """A new one-time link for somebody outside, shown this once and kept nowhere; one made before ends."""
    return await service.make_link(work, feedback_invitation_id)


@invitations_router.get("/{feedback_invitation_id}/transitions")
async def list_feedback_invitation_transitions(work: Reader, feedback_invitation_id: UUID) -> Transitions:
    """What can be done with it, by whom, and what is missing."""
    return Transitions.model_validate({"items": await invitations.transitions(work, feedback_invitation_id)})


@invitations_router.post("/{feedback_invitation_id}/transitions", responses=problems(*REFUSED))
async def transition_feedback_invitation(
    work: Writer, feedback_invitation_id: UUID, data: TransitionRequest
) -> Document[schemas.FeedbackInvitation]:
    """Start, submit or decline; who asked may open an unread answer again for 48 hours. Send If-Match."""
    return await service.move(work, feedback_invitation_id, data)


@guests.get("")
async def get_guest_invitation(work: GuestReader) -> Document[schemas.FeedbackInvitation]:
    """What the holder of a one-time link is asked."""
    return await invitations.show(work, work.actor.id)


@guests.put("/answer", responses=problems(*WRONG, *REFUSED))
async def put_guest_answer(work: Guest, data: schemas.AnswerPut) -> Document[schemas.FeedbackInvitation]:
    """Write your answer; nobody sees it until you submit."""
    return await service.put_answer(work, work.actor.id, data)


@guests.post("/transitions", responses=problems(*REFUSED))
async def transition_guest_invitation(work: Guest, data: TransitionRequest) -> Document[schemas.FeedbackInvitation]:
    """Start, submit or decline; after that the link is worth nothing. Send If-Match."""
    return await service.move(work, work.actor.id, data)
