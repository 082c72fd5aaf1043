from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from services.performance.goals import policy, schemas
from services.performance.goals.models import Goal, KeyResult, Milestone
from services.performance.goals.queries import checks
from services.performance.goals.queries.documents import goals
from services.performance.goals.queries.key_results import key_results
from services.performance.goals.rules import limits, measures
from services.performance.goals.rules.measures import SCALED, KeyResultKind, NothingToMeasure, Scale
from services.performance.goals.rules.states import KEY_RESULT_LIFECYCLE
from services.performance.goals.service.progress import hold_tree, work_out
from shared.answers import Document
from shared.problems import FieldError, NotFound, under
from shared.schemas import Transitions
from shared.work import Reading, Work

NOT_SEEN = FieldError("/owner_id", "not_seen", "is nobody whose productivity you may see")
HAPPENED = {
    "complete": "goal.key_result_completed",
    "reopen": "goal.key_result_reopened",
    "drop": "goal.key_result_dropped",
    "resume": "goal.key_result_resumed",
}
FIGURES = [field for field in Scale.__dataclass_fields__ if field != "kind"]


async def add_all(work: Work, goal: Goal, wanted: Sequence[schemas.KeyResultCreate]) -> None:
    """Those that come with a new goal."""
    added = []
    for place, data in enumerate(wanted):
        with under(f"/key_results/{place}"):
            added.append(_add(work, goal, data))
    for place in await _unseen(work, goal, added):
        with under(f"/key_results/{place}"):
            raise limits.NotMeasuredForYou(errors=[NOT_SEEN])


def _add(work: Work, goal: Goal, data: schemas.KeyResultCreate) -> KeyResult:
    key_result = work.add(KeyResult(goal_id=goal.id, **data.model_dump(exclude={"milestones"})))
    if key_result.kind in SCALED:
        _complete(key_result)
    measures.check_currency(key_result.kind, key_result.currency)
    _check(key_result)
    if bool(data.milestones) != (key_result.kind is KeyResultKind.MILESTONE):
        wrong = FieldError("/milestones", "not_of_kind", "a key result of kind milestone has milestones, others none")
        raise NothingToMeasure(errors=[wrong])
    for wanted in data.milestones:
        work.add(Milestone(key_result_id=key_result.id, **wanted.model_dump()))
    return key_result


async def add(work: Work, id: UUID, data: schemas.KeyResultCreate) -> Document[schemas.Goal]:
    await hold_tree(work)
    goal = await goals.load(work, id, "update")
    await put(work, goal, data)
    return await worked_out(work, goal)


async def put(work: Work, goal: Goal, data: schemas.KeyResultCreate) -> None:
    limits.check_count(await work.value(checks.KEY_RESULTS_OF, goal_id=goal.id))
    key_result = _add(work, goal, data)
    await _ensure_seen(work, goal, key_result)
    work.note("goal.key_result_added", goal, key_result_id=key_result.id)


async def patch(work: Work, id: UUID, key_result_id: UUID, data: schemas.KeyResultPatch) -> Document[schemas.Goal]:
    await hold_tree(work)
    goal, key_result = await load(work, id, key_result_id)
    if await change(work, goal, key_result, data):
        return await worked_out(work, goal)
    return await goals.show(work, id)


async def change(work: Work, goal: Goal, key_result: KeyResult, data: schemas.KeyResultPatch) -> bool:
    changed = work.change(key_result, data.model_dump())
    if changed:
        _check(key_result)
        await _ensure_seen(work, goal, key_result)
        work.note("goal.key_result_changed", goal, about=key_result, key_result_id=key_result.id)
    return changed


async def transition(
    work: Work, id: UUID, key_result_id: UUID, data: schemas.KeyResultTransition
) -> Document[schemas.Goal]:
    """What is dropped leaves the roll-up; resumed, it counts again as far as its check-ins say."""
    await hold_tree(work)
    goal = (await goals.hold_one(work, id)).record
    held = (await key_results.hold(work, [key_result_id])).get(key_result_id)
    if held is None or held.record.goal_id != id:
        raise NotFound()
    key_results.after(held, data.action, data.reason)
    step(work, goal, held.record, data.action, data.reason)
    return await worked_out(work, goal)


def step(work: Work, goal: Goal, key_result: KeyResult, action: str, reason: str | None) -> None:
    moved = {
        "status": KEY_RESULT_LIFECYCLE.after(key_result.status, action, reason=reason),
        "accepted_progress": key_result.progress if action == "complete" else None,
        "dropped_reason": reason if action == "drop" else None,
    }
    work.change(key_result, moved)
    work.note(HAPPENED[action], goal, about=key_result, key_result_id=key_result.id, reason=reason)


async def transitions(work: Reading, id: UUID, key_result_id: UUID) -> Transitions:
    if await work.value(checks.GOAL_OF, key_result_id=key_result_id) != id:
        raise NotFound()
    return Transitions.model_validate({"items": await key_results.transitions(work, key_result_id)})


async def load(work: Work, id: UUID, key_result_id: UUID) -> tuple[Goal, KeyResult]:
    """The goal is held first and its key results only under it, so that commands queue in one order."""
    goal = await goals.load(work, id, "update")
    key_result = await work.lock(KeyResult, key_result_id)
    if key_result.goal_id != id:
        raise NotFound()
    return goal, key_result


async def worked_out(work: Work, goal: Goal) -> Document[schemas.Goal]:
    work.touch(goal)
    await work_out(work, goal.id)
    return await goals.show(work, goal.id)


def _complete(key_result: KeyResult) -> None:
    """Who names only a start or a stretch means the usual rest."""
    if key_result.start_value is None:
        key_result.start_value = Decimal(0)
    if key_result.target_value is None and key_result.stretch_value is not None:
        key_result.target_value = measures.target_by_stretch(key_result.start_value, key_result.stretch_value)


async def _ensure_seen(work: Work, goal: Goal, key_result: KeyResult) -> None:
    if await _unseen(work, goal, [key_result]):
        raise limits.NotMeasuredForYou(errors=[NOT_SEEN])


async def _unseen(work: Work, goal: Goal, key_results: Sequence[KeyResult]) -> list[int]:
    """Places of those that follow the productivity of somebody else whom this caller may not look at."""
    owners = {
        place: one.owner_id
        for place, one in enumerate(key_results)
        if one.standard_id and one.owner_id and one.owner_id != goal.owner_id
    }
    if not owners:
        return []
    rows = await work.rows(policy.productive(work.actor.scopes), ids=sorted(set(owners.values())))
    seen = {row["id"] for row in rows}
    return [place for place, owner_id in owners.items() if owner_id not in seen]


def _check(key_result: KeyResult) -> None:
    measures.check_scale(scale_of(key_result))


def scale_of(key_result: KeyResult) -> Scale:
    return Scale(key_result.kind, *(getattr(key_result, name) for name in FIGURES))
