"""Causes, actions and changes of the date. The CAPA is held first, so that no gate is passed beside them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.quality.capas import schemas
from services.quality.capas.models import Capa, CapaAction, DueChange, RootCause
from services.quality.capas.queries.capas import capas
from services.quality.capas.queries.parts import (
    ACTIONS_KNOWN,
    CAPA_OF,
    CAUSE_KNOWN,
    capa_actions,
    due_changes,
    root_causes,
)
from services.quality.capas.rules.kinds import CauseStatus, DueChangeStatus
from services.quality.capas.rules.moving import OtherCapa
from shared.answers import Document
from shared.problems import FieldError, NotFound
from shared.schemas import TransitionRequest
from shared.work import Work

UNVERIFIED = {"status": CauseStatus.PENDING, "verified_by": None, "verified_at": None, "verdict_reason": None}
NOT_DONE = {"done_at": None, "verified_by": None}


async def add_cause(work: Work, data: schemas.RootCauseCreate) -> Document[schemas.RootCause]:
    capa = await capas.load(work, data.capa_id, "add_cause")
    cause = work.add(RootCause(**data.model_dump(), author_id=work.actor.id))
    _noted(work, capa, "capa.cause_added", cause)
    return await root_causes.show(work, cause.id)


async def patch_cause(work: Work, id: UUID, data: schemas.RootCausePatch) -> Document[schemas.RootCause]:
    """Whoever changes what it says is its author from then on."""
    capa = await _hold_capa(work, RootCause, id)
    cause = await root_causes.load(work, id, "update")
    said = data.model_dump()
    if any(said.get(name, getattr(cause, name)) != getattr(cause, name) for name in ("level", "text", "evidence")):
        past = [*dict.fromkeys([*cause.past_author_ids, cause.author_id])]
        said |= UNVERIFIED | {"author_id": work.actor.id, "past_author_ids": past}
    if work.change(cause, said):
        _noted(work, capa, "capa.cause_changed", cause)
    return await root_causes.show(work, id)


async def judge_cause(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.RootCause]:
    capa = await _hold_capa(work, RootCause, id)
    cause = await root_causes.advance(work, id, data.action, data.reason)
    work.change(cause, {"verified_by": work.actor.id, "verified_at": work.now, "verdict_reason": data.reason})
    _noted(work, capa, f"capa.cause_{cause.status}", cause)
    return await root_causes.show(work, id)


async def add_action(work: Work, data: schemas.CapaActionCreate) -> Document[schemas.CapaAction]:
    capa = await capas.load(work, data.capa_id, "add_action")
    await _check_same(work, capa, data.root_cause_id, data.depends_on)
    action = work.add(CapaAction(**data.model_dump(), evidence="", iteration=capa.iteration))
    _noted(work, capa, "capa.action_added", action)
    return await capa_actions.show(work, action.id)


async def patch_action(work: Work, id: UUID, data: schemas.CapaActionPatch) -> Document[schemas.CapaAction]:
    capa = await _hold_capa(work, CapaAction, id)
    action = await capa_actions.load(work, id, "update")
    said = data.model_dump()
    await _check_same(work, capa, said.get("root_cause_id"), ())
    if said.get("owner_id", action.owner_id) != action.owner_id:
        said["past_owner_ids"] = [*dict.fromkeys([*action.past_owner_ids, action.owner_id])]
    if said.get("due_on", action.due_on) != action.due_on:
        said["escalated_at"] = None
    if work.change(action, said):
        _noted(work, capa, "capa.action_changed", action)
    return await capa_actions.show(work, id)


async def move_action(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.CapaAction]:
    capa = await _hold_capa(work, CapaAction, id)
    action = await capa_actions.advance(work, id, data.action, data.reason)
    left: dict[str, dict[str, Any]] = {
        "finish": {"done_at": work.now},
        "verify": {"verified_by": work.actor.id},
        "reopen": NOT_DONE,
    }
    work.change(action, left.get(data.action, {}) | {"status_reason": data.reason})
    _noted(work, capa, f"capa.action_{data.action}", action)
    return await capa_actions.show(work, id)


async def propose_due(work: Work, data: schemas.DueChangeCreate) -> Document[schemas.DueChange]:
    capa = await capas.load(work, data.capa_id, "propose_due")
    change = work.add(DueChange(**data.model_dump(), due_before=capa.due_on, proposed_by=work.actor.id))
    _noted(work, capa, "capa.due_change_proposed", change)
    return await due_changes.show(work, change.id)


async def decide_due(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.DueChange]:
    capa = await _hold_capa(work, DueChange, id)
    change = await due_changes.advance(work, id, data.action, data.reason)
    work.change(change, {"decided_by": work.actor.id, "decision_reason": data.reason})
    if change.status is DueChangeStatus.APPROVED:
        work.change(capa, {"due_on": change.due_on, "escalated_at": None})
    _noted(work, capa, f"capa.due_change_{change.status}", change)
    return await due_changes.show(work, id)


async def _hold_capa(work: Work, kind: Any, id: UUID) -> Capa:
    capa_id = await work.value(CAPA_OF[kind], id=id)
    if capa_id is None:
        raise NotFound()
    return await work.lock(Capa, capa_id)


async def _check_same(work: Work, capa: Capa, cause_id: UUID | None, action_ids: Sequence[UUID]) -> None:
    errors = []
    if cause_id is not None and not await work.value(CAUSE_KNOWN, capa_id=capa.id, id=cause_id):
        errors.append(FieldError("/root_cause_id", "other_capa", "is no root cause of this CAPA"))
    if action_ids and await work.value(ACTIONS_KNOWN, capa_id=capa.id, ids=list(action_ids)) != len({*action_ids}):
        errors.append(FieldError("/depends_on", "other_capa", "are not all actions of this CAPA"))
    if errors:
        raise OtherCapa(errors=errors)


def _noted(work: Work, capa: Capa, what: str, part: Any) -> None:
    work.touch(capa)
    work.note(what, capa, about=part, part_id=part.id)
