from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import select

from services.performance.goal_changes import queries, rules, schemas
from services.performance.goal_changes.models import GoalChangeRequest
from services.performance.goal_changes.queries import goal_changes
from services.performance.goal_changes.rules import ChangeKind, ChangeStatus
from services.performance.goals.models import Goal, KeyResult
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules.limits import NotMeasuredForYou
from services.performance.goals.schemas import (
    GoalPatch,
    KeyResultCreate,
    KeyResultPatch,
    MilestoneCreate,
    MilestonePatch,
)
from services.performance.goals.service import key_results, milestones
from services.performance.goals.service.goals import bounds, change
from services.performance.goals.service.progress import hold_tree, work_out
from shared.answers import Document
from shared.problems import FieldError, Forbidden, ReferenceNotFound, under
from shared.schemas import TransitionRequest
from shared.trials import trial
from shared.work import Work

Said = dict[str, Any]
PARTS = {
    "goal",
    "key_result_id",
    "key_result",
    "added_key_result",
    "milestone_id",
    "milestone",
    "added_milestone",
    "weights",
}


async def ask(work: Work, data: schemas.GoalChangeCreate) -> Document[schemas.GoalChange]:
    said = data.model_dump(include=PARTS, mode="json", exclude_unset=True)
    rules.check_complete(data.kind, said)
    goal = await goals.load(work, data.goal_id, "request_change")
    request = work.add(
        GoalChangeRequest(
            goal_id=goal.id, kind=data.kind, change=said, before=await _before(work, goal, said),
            reason=data.reason, requested_by=work.actor.id,
        )
    )  # fmt: skip
    work.note("goal.change_requested", goal, change_id=request.id, kind=data.kind)
    asked = await goal_changes.show(work, request.id)
    await _try(work, goal, request)
    return asked


async def decide(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.GoalChange]:
    """The goal is held before the request, as everybody holds goals first, and may move in its tree."""
    await hold_tree(work, move=True)
    held = (await goals.hold(work, [await work.value(queries.GOAL_OF, id=id)])).values()
    request = await goal_changes.advance(work, id, data.action, data.reason)
    (goal,) = (one.record for one in held)
    acted_for = None
    if request.status is not ChangeStatus.WITHDRAWN:
        (acted_for,) = (one.facts["decides_for"] for one in held)
        work.change(request, {"decided_by": work.actor.id, "decided_at": work.now, "decision_reason": data.reason})
    if request.status is ChangeStatus.APPROVED:
        await _apply(work, goal, request)
    work.note(f"goal.change_{request.status}", goal, on_behalf_of=acted_for, change_id=id)
    return await goal_changes.show(work, id)


async def _try(work: Work, goal: Goal, request: GoalChangeRequest) -> None:
    """Nobody is asked to approve what can't be applied; what hangs on who applies it waits for who decides."""
    async with trial(work) as trying:
        with suppress(Forbidden, NotMeasuredForYou):
            await _make(trying, goal, request)


async def _apply(work: Work, goal: Goal, request: GoalChangeRequest) -> None:
    """Only onto what it was asked for."""
    if await _before(work, goal, request.change) != request.before:
        raise rules.GoalChanged()
    await _make(work, goal, request)
    work.touch(goal)
    await work_out(work, goal.id)


async def _make(work: Work, goal: Goal, request: GoalChangeRequest) -> None:
    """As a command of its own would; what is refused is pointed to as the request has it."""
    said = request.change
    match request.kind:
        case _ if {"milestone_id", "added_milestone"} & said.keys():
            await _change_milestones(work, goal, said)
        case ChangeKind.ADD:
            with under("/added_key_result"):
                await key_results.put(work, goal, KeyResultCreate.model_validate(said["added_key_result"]))
        case ChangeKind.DROP:
            (key_result,) = await _key_results(work, goal, said)
            key_results.step(work, goal, key_result, "drop", request.reason)
        case ChangeKind.REWEIGHT:
            weights = {UUID(one["key_result_id"]): one["weight"] for one in said["weights"]}
            for key_result in await _key_results(work, goal, said):
                await key_results.change(work, goal, key_result, KeyResultPatch(weight=weights[key_result.id]))
        case ChangeKind.EDIT if "key_result" in said:
            (key_result,) = await _key_results(work, goal, said)
            with under("/key_result"):
                await key_results.change(work, goal, key_result, KeyResultPatch.model_validate(said["key_result"]))
        case ChangeKind.EDIT:
            patch = GoalPatch.model_validate(said["goal"])
            with under("/goal"):
                change(work, goal, patch, await bounds(work, [(goal, patch)]))


async def _change_milestones(work: Work, goal: Goal, said: Said) -> None:
    (key_result,) = await _key_results(work, goal, said)
    if "added_milestone" in said:
        with under("/added_milestone"):
            await milestones.put(work, goal, key_result, MilestoneCreate.model_validate(said["added_milestone"]))
        return
    milestone = await milestones.of(work, key_result, UUID(said["milestone_id"]))
    if "milestone" in said:
        milestones.change(work, goal, milestone, MilestonePatch.model_validate(said["milestone"]))
    else:
        await milestones.remove(work, goal, milestone)


async def _before(work: Work, goal: Goal, said: Said) -> Any:
    """What the change would replace, as it is now."""
    replaced = {name: getattr(goal, name) for name in said.get("goal") or {}}
    for key_result in await _key_results(work, goal, said):
        fields = said.get("key_result") or (["weight"] if said.get("weights") else ["status"])
        replaced[str(key_result.id)] = {name: getattr(key_result, name) for name in fields}
        if said.get("milestone_id"):
            milestone = await milestones.of(work, key_result, UUID(str(said["milestone_id"])))
            fields = said.get("milestone") or ["title"]
            replaced[str(milestone.id)] = {name: getattr(milestone, name) for name in fields}
    return _plain(replaced)


def _plain(value: Any) -> Any:
    """As JSON has it, numbers as numbers."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return float(value) if isinstance(value, Decimal) else to_jsonable_python(value)


async def _key_results(work: Work, goal: Goal, said: Said) -> Sequence[KeyResult]:
    """Those that the change names, locked; they must be this goal's."""
    named = {UUID(str(one["key_result_id"])) for one in said.get("weights") or []}
    named |= {UUID(str(said["key_result_id"]))} if said.get("key_result_id") else set()
    if not named:
        return []
    query = select(KeyResult).where(KeyResult.id.in_(named), KeyResult.goal_id == goal.id).order_by(KeyResult.id)
    found = (await work.session.scalars(query.with_for_update(key_share=True))).all()
    if len(found) < len(named):
        wrong = FieldError("/key_result_id", "not_found", "the goal has no such key result")
        raise ReferenceNotFound(errors=[wrong])
    return found
