from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from services.performance.standards import policy, schemas
from services.performance.standards.models import ProductivityStandard, StandardTarget
from services.performance.standards.queries import MARKS, NAMES, STANDARD_OF, TARGETS_OF, precedence, standards, targets
from services.performance.standards.rules.precedence import Subject, considered, one_subject
from services.performance.standards.rules.states import TargetSubject
from services.performance.standards.rules.targets import Marks, check_beginning, check_marks
from shared.answers import Document, Page
from shared.problems import NotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def create(work: Work, data: schemas.StandardCreate) -> Document[schemas.Standard]:
    standard = work.add(ProductivityStandard(**data.model_dump()))
    work.note("standard.created", standard)
    return await standards.show(work, standard.id)


async def patch(work: Work, id: UUID, data: schemas.StandardPatch) -> Document[schemas.Standard]:
    standard = await standards.load(work, id, "update")
    if work.change(standard, data.model_dump()):
        work.note("standard.updated", standard)
    return await standards.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Standard]:
    standard = await standards.advance(work, id, data.action, data.reason)
    work.note(f"standard.{data.action}", standard, reason=data.reason)
    return await standards.show(work, id)


async def set_target(work: Work, id: UUID, data: schemas.TargetSet) -> Document[schemas.StandardTarget]:
    """The standard is held, so that of two targets for one subject and day the second corrects the first."""
    standard = await standards.load(work, id, "set_target")
    subject = one_subject("/", **{f"{kind}_id": getattr(data, f"{kind}_id") for kind in TargetSubject})
    marks = {name: getattr(data, name) for name in MARKS}
    check_marks(standard.direction, Marks(**marks))
    effective_from = data.effective_from or work.today
    known = [row["effective_from"] for row in await work.rows(TARGETS_OF, standard_id=id, subject_id=subject.id)]
    check_beginning(effective_from, work.today, [day for day in known if day <= work.today])
    named = {"standard_id": id, f"{subject.kind}_id": subject.id, "effective_from": effective_from}
    if effective_from not in known:
        target = work.add(StandardTarget(**named, **marks))
        work.note("standard_target.set", target, standard_id=id)
    else:
        target = (await work.session.scalars(select(StandardTarget).filter_by(**named))).one()
        if work.change(target, marks):
            work.note("standard_target.corrected", target, standard_id=id)
    return await targets.show(work, target.id)


async def show_target(work: Reading, id: UUID, target_id: UUID) -> Document[schemas.StandardTarget]:
    if await work.value(STANDARD_OF, id=target_id) != id:
        raise NotFound()
    return await targets.show(work, target_id)


async def list_targets(work: Reading, id: UUID, query: schemas.TargetQuery) -> Page[schemas.StandardTarget]:
    found = await targets.page(work, query, standard_id=id)
    if not found.items:
        await standards.show(work, id)  # None set yet, or no such standard: 404.
    return found


async def applicable(work: Reading, id: UUID, query: schemas.ApplicableQuery) -> Document[schemas.ApplicableTarget]:
    subject = one_subject("?", person_id=query.person_id, org_unit_id=query.org_unit_id)
    await standards.show(work, id)
    if subject.kind is TargetSubject.PERSON:
        await policy.ensure_sees_targets_of(work, subject.id)
    on = query.on or work.today
    in_order = considered(subject, on, *await precedence(work, id, [subject.id]))
    names = {row["id"]: row["name"] for row in await work.rows(NAMES, ids=[one.id for one, _ in in_order])}
    if subject.id not in names:
        raise NotFound()
    taken = next((target.id for _, target in in_order if target), None)
    target = orjson.Fragment((await targets.show(work, taken)).body) if taken else None
    said = [_considered(one, names[one.id], target and target.id, taken) for one, target in in_order]
    return Document(orjson.dumps({"on": on, "target": target, "considered": said}, default=str))


def _considered(subject: Subject, name: str, target_id: UUID | None, taken: UUID | None) -> dict[str, Any]:
    is_taken = target_id is not None and target_id == taken
    return {"applies_to": subject.kind, "id": subject.id, "name": name, "target_id": target_id, "taken": is_taken}
