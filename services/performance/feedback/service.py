from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.performance.feedback import queries, rules, schemas
from services.performance.feedback.models import Feedback, FeedbackCase, FeedbackLink
from services.performance.feedback.queries import feedback
from services.performance.feedback.rules import EDIT_WINDOW, FeedbackKind
from shared.answers import Document
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Work

LINKS = {"goal_ids": "goal_id", "competency_ids": "competency_id", "value_ids": "value_id"}


async def create(work: Work, data: schemas.FeedbackCreate) -> Document[schemas.Feedback]:
    visibility = data.visibility or rules.USUAL_VISIBILITY[data.kind]
    rules.check_fits(data.kind, visibility, of_oneself=data.subject_id == work.actor.id)
    await check_upward(work, data.kind, data.subject_id)
    said = data.model_dump(exclude={*LINKS, "visibility"})
    draft = work.add(Feedback(**said, author_id=work.actor.id, visibility=visibility))
    await _link(work, draft, {name: getattr(data, name) for name in LINKS})
    note(work, "created", draft)
    return await feedback.show(work, draft.id)


async def patch(work: Work, id: UUID, data: schemas.FeedbackPatch) -> Document[schemas.Feedback]:
    """Whoever only opens it to more readers may do so at any time."""
    held = await feedback.hold_one(work, id)
    wanted = data.model_dump()
    only_wider = wanted.keys() == {"visibility"} and held.record.status is rules.SHARED
    one = feedback.permit(held, "widen" if only_wider else "update")
    links = {name: wanted.pop(name) for name in LINKS if name in wanted}
    await _check(work, one, wanted)
    changed = work.change(one, wanted)
    if links:
        await _link_anew(work, one, links)
    if changed or links:
        note(work, "updated", one)
    return await feedback.show(work, id)


async def _check(work: Work, one: Feedback, wanted: Mapping[str, Any]) -> None:
    kind, visibility = wanted.get("kind", one.kind), wanted.get("visibility", one.visibility)
    fixed = one.status is rules.SHARED or one.invitation_id is not None
    if visibility is not one.visibility and fixed:
        rules.check_wider(one.visibility, visibility, kind)
    rules.check_fits(kind, visibility, of_oneself=one.author_id == one.subject_id)
    if kind is not one.kind:
        await check_upward(work, kind, one.subject_id)


async def check_upward(work: Work, kind: FeedbackKind, subject_id: UUID) -> None:
    if kind is rules.UPWARD and not await work.value(queries.LEADS_VIEWER, person_id=subject_id):
        raise rules.NotAboveYou(errors=[FieldError("/subject_id", rules.NotAboveYou.code, "does not lead you")])


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Feedback]:
    one = await feedback.advance(work, id, data.action, data.reason)
    match data.action:
        case "share":
            work.change(one, {"shared_at": work.now, "editable_until": work.now + EDIT_WINDOW})
        case "withdraw" | "hide":
            work.change(one, {"status_reason": data.reason})
    note(work, data.action, one)
    return await feedback.show(work, id)


async def read(work: Work, id: UUID) -> Document[schemas.Feedback]:
    one = await feedback.load(work, id, "read")
    if one.read_at is None:
        work.change(one, {"read_at": work.now})
        note(work, "read", one)
    return await feedback.show(work, id)


async def open_for_case(work: Work, id: UUID, data: schemas.CaseCreate) -> Document[schemas.Feedback]:
    if await work.value(queries.openable(work.actor.scopes), id=id) is None:
        raise NotFound()
    case = FeedbackCase(feedback_id=id, opened_by=work.actor.id, opened_at=work.now, **data.model_dump())
    work.note("feedback_case.opened", work.add(case), feedback_id=id)
    return await feedback.show(work, id)


def note(work: Work, happened: str, one: Feedback) -> None:
    """No event tells what was said; of notes to oneself and anonymous feedback there is none, as it has an actor."""
    if not one.anonymous and one.visibility is not rules.AUTHOR_ONLY:
        work.note(f"feedback.{happened}", one)


async def _link(work: Work, one: Feedback, links: Mapping[str, Sequence[UUID]]) -> None:
    await _check_seen(work, queries.goals_seen(work.actor.scopes), "goal_ids", links.get("goal_ids", ()))
    await _check_seen(work, queries.VALUES_IN_USE, "value_ids", links.get("value_ids", ()))
    for name, ids in links.items():
        for id in sorted(set(ids)):
            work.add(FeedbackLink(feedback_id=one.id, **{LINKS[name]: id}))


async def _check_seen(work: Work, found_by: Any, name: str, ids: Collection[UUID]) -> None:
    found = {row["id"] for row in await work.rows(found_by, ids=list(ids))} if ids else set()
    if missing := [place for place, id in enumerate(ids) if id not in found]:
        detail = "there is no such record"
        raise ReferenceNotFound(errors=[FieldError(f"/{name}/{place}", "not_found", detail) for place in missing])


async def _link_anew(work: Work, one: Feedback, links: Mapping[str, Sequence[UUID]]) -> None:
    for name in links:
        await work.rows(queries.UNLINK, id=one.id, kind=name)
    await _link(work, one, links)
    work.touch(one)
