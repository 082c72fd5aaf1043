from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from services.performance.feedback import rules as words
from services.performance.feedback.models import Feedback, FeedbackInvitation, FeedbackRequest
from services.performance.feedback.service import check_upward, note
from services.performance.feedback_requests import policy, queries, rules, schemas
from services.performance.feedback_requests.queries import invitations, requests
from shared.answers import Document
from shared.auth.actor import Actor
from shared.auth.refusals import TokenInvalid
from shared.database.connections import Database
from shared.schemas import TransitionRequest
from shared.work import Work

GUEST_SCOPES = frozenset({"feedback:answer"})
ASKED = {"respondent_ids", "external_emails"}


async def ask(work: Work, data: schemas.FeedbackRequestCreate) -> Document[schemas.FeedbackRequest]:
    may = await work.row(policy.may_ask_about(work.actor.scopes), person_id=data.subject_id)
    if may is None:
        raise rules.NotYoursToAsk()
    people, outside = sorted(set(data.respondent_ids)), sorted(set(data.external_emails))
    rules.check_request(
        subject_id=data.subject_id, respondent_ids=people, external_emails=outside,
        anonymous=data.anonymous, visibility=data.visibility,
    )  # fmt: skip
    rules.check_due(data.due_on, work.today)
    request = work.add(FeedbackRequest(**data.model_dump(exclude=ASKED), requester_id=work.actor.id))
    for id in people:
        work.add(FeedbackInvitation(request_id=request.id, respondent_id=id))
    for email in outside:
        work.add(FeedbackInvitation(request_id=request.id, external_email=email))
    acted_for = None if may["own"] else may["acted_for"]
    work.note("feedback_request.created", request, on_behalf_of=acted_for)
    return await requests.show(work, request.id)


async def patch(work: Work, id: UUID, data: schemas.FeedbackRequestPatch) -> Document[schemas.FeedbackRequest]:
    held, wanted = await requests.hold_one(work, id), data.model_dump()
    request = requests.permit(held, "update")
    if wanted.get("visibility", request.visibility) is not request.visibility:
        requests.permit(held, "set_visibility")
        rules.check_visibility(wanted["visibility"])
    if "due_on" in wanted:
        rules.check_due(wanted["due_on"], work.today)
    if work.change(request, wanted):
        work.note("feedback_request.updated", request)
    return await requests.show(work, id)


async def nudge(work: Work, id: UUID) -> Document[schemas.FeedbackRequest]:
    request = await requests.load(work, id, "nudge")
    work.change(request, {"nudges": request.nudges + 1, "nudged_at": work.now})
    work.note("feedback_request.nudged", request)
    return await requests.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.FeedbackRequest]:
    request = await requests.advance(work, id, data.action, data.reason)
    await _end(work, request)
    return await requests.show(work, id)


async def expire(work: Work) -> None:
    """What was due and is past its grace ends as if it were closed by who asked."""
    overdue = await work.rows(queries.OVERDUE, due_before=work.today - rules.GRACE)
    ids = [row["id"] for row in overdue]
    found = await work.session.scalars(select(FeedbackRequest).where(FeedbackRequest.id.in_(ids)).with_for_update())
    for request in found.all():
        work.change(request, {"status": rules.CLOSED})
        await _end(work, request)


async def _end(work: Work, request: FeedbackRequest) -> None:
    """What nobody finished expires; anonymous answers are shown, if they are enough."""
    work.change(request, {"closed_at": work.now})
    await work.rows(queries.EXPIRE, id=request.id)
    if request.anonymous and request.status is rules.CLOSED:
        await work.rows(queries.RELEASE, id=request.id)
    work.note(f"feedback_request.{request.status}", request)


async def put_answer(work: Work, id: UUID, data: schemas.AnswerPut) -> Document[schemas.FeedbackInvitation]:
    """Whoever begins to write freezes who will read it: the request is held before the invitation, as always."""
    request = await _request(work, id)
    invitation = await invitations.load(work, id, "answer")
    words.check_fits(data.kind, request.visibility, of_oneself=False)
    await check_upward(work, data.kind, request.subject_id)
    draft = await _draft(work, request, invitation)
    work.change(draft, data.model_dump())
    if invitation.status is rules.PENDING:
        _start(work, request, invitation)
    return await invitations.show(work, id)


async def move(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.FeedbackInvitation]:
    request = await _request(work, id)
    invitation = await invitations.advance(work, id, data.action, data.reason)
    match data.action:
        case "start":
            await _draft(work, request, invitation)
            work.change(invitation, {"started_at": work.now})
        case "submit":
            await _submit(work, request, invitation)
        case "decline":
            work.change(invitation, {"decline_reason": data.reason, "token_hash": None})
        case "reopen":
            await _reopen(work, request, invitation)
    _tell(work, request, invitation, data.action)
    if data.action in {"submit", "decline"} and not await work.value(queries.UNFINISHED, id=request.id):
        work.change(request, {"status": rules.CLOSED})
        await _end(work, request)
    return await invitations.show(work, id)


async def make_link(work: Work, id: UUID) -> schemas.InvitationLink:
    """The one before, if there was one, is worth nothing any more."""
    invitation = await invitations.load(work, id, "link")
    token = rules.new_token(work.actor.org_id)
    work.change(invitation, {"token_hash": rules.hash_of(token)})
    work.note("feedback_invitation.linked", invitation)
    return schemas.InvitationLink(token=token)


async def guest_of(database: Database, token: str) -> Actor:
    """Whoever holds the link acts as the invitation, and may do nothing but answer it."""
    org_id = rules.org_of(token)
    if org_id is None:
        raise TokenInvalid()
    async with database.reading(org_id) as connection:
        given = {"token_hash": rules.hash_of(token)}
        id = await connection.fetchval(queries.OF_TOKEN.sql, *queries.OF_TOKEN.arguments(given))
    if id is None:
        raise TokenInvalid()
    return Actor(org_id, id, f"invitation:{id}", GUEST_SCOPES)


async def _request(work: Work, id: UUID) -> FeedbackRequest:
    return await work.lock(FeedbackRequest, await work.value(queries.REQUEST_OF, id=id))


def _start(work: Work, request: FeedbackRequest, invitation: FeedbackInvitation) -> None:
    work.change(invitation, {"status": rules.STARTED, "started_at": work.now})
    _tell(work, request, invitation, "start")


async def _draft(work: Work, request: FeedbackRequest, invitation: FeedbackInvitation) -> Feedback:
    """With an id that tells no time, because that of an anonymous answer would say when somebody began."""
    found = await work.session.scalar(select(Feedback).where(Feedback.invitation_id == invitation.id))
    if found is not None:
        return found
    fixed: dict[str, Any] = {name: getattr(request, name) for name in ("subject_id", "purpose", "visibility")}
    return work.add(
        Feedback(
            id=uuid4(), author_id=invitation.respondent_id, invitation_id=invitation.id, body="",
            kind=words.FeedbackKind.OBSERVATION, anonymous=request.anonymous, **fixed,
        )
    )  # fmt: skip


async def _submit(work: Work, request: FeedbackRequest, invitation: FeedbackInvitation) -> None:
    work.change(invitation, {"submitted_at": work.now, "token_hash": None})
    said = await _draft(work, request, invitation)
    if not request.anonymous:
        until = work.now + words.EDIT_WINDOW
        work.change(said, {"status": words.SHARED, "shared_at": work.now, "editable_until": until})
        note(work, "share", said)


async def _reopen(work: Work, request: FeedbackRequest, invitation: FeedbackInvitation) -> None:
    work.change(invitation, {"submitted_at": None})
    work.change(await _draft(work, request, invitation), {"status": words.DRAFT, "editable_until": None})
    if request.status is rules.CLOSED:
        work.change(request, {"status": rules.OPEN, "closed_at": None})


def _tell(work: Work, request: FeedbackRequest, invitation: FeedbackInvitation, happened: str) -> None:
    """An event has an actor and a time, so there is none of who was asked anonymously."""
    if not request.anonymous:
        work.note(f"feedback_invitation.{happened}", invitation)
