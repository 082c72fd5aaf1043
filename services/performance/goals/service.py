from decimal import Decimal
from uuid import UUID

from pydantic import MISSING

from services.performance.goals import policy, rules, schemas
from services.performance.goals.models import CheckIn, Goal, KeyResult
from services.performance.goals.queries import GOAL_OF, KEY_RESULT_OF, KEY_RESULTS, OPEN_WEIGHT, check_ins, goals
from services.performance.people.models import Person
from shared.answers import Document, Page
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work


async def create(work: Work, data: schemas.GoalCreate) -> Document[schemas.Goal]:
    await policy.ensure_may_set(work, data.owner_id)
    await _hold_owner(work, data.owner_id)
    goal = work.add(Goal(**data.model_dump(exclude={"key_results"})))
    goal.starts_on = data.starts_on or work.today
    _check_period(goal)
    await _check_weight(work, goal)
    for wanted in data.key_results:
        _add_key_result(work, goal, wanted)
    work.note("goal.created", goal)
    return await goals.show(work, goal.id)


async def patch(work: Work, id: UUID, data: schemas.GoalPatch) -> Document[schemas.Goal]:
    goal = await goals.load(work, id, "update")
    if work.change(goal, data.model_dump()):
        _check_period(goal)
        if data.weight is not MISSING:
            await work.lock(Person, goal.owner_id)
            await _check_weight(work, goal)
        work.note("goal.updated", goal)
    return await goals.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Goal]:
    goal = await goals.advance(work, id, data.action, data.reason)
    if data.action == "reopen":
        await work.lock(Person, goal.owner_id)
        await _check_weight(work, goal)
    work.note(f"goal.{data.action}", goal, reason=data.reason)
    return await goals.show(work, id)


async def add_key_result(work: Work, id: UUID, data: schemas.KeyResultCreate) -> Document[schemas.Goal]:
    goal = await goals.load(work, id, "update")
    rules.check_count(await work.value(KEY_RESULTS, goal_id=id))
    key_result = _add_key_result(work, goal, data)
    work.touch(goal)
    work.note("goal.key_result_added", goal, key_result_id=key_result.id)
    return await goals.show(work, id)


async def patch_key_result(
    work: Work, id: UUID, key_result_id: UUID, data: schemas.KeyResultPatch
) -> Document[schemas.Goal]:
    goal = await goals.load(work, id, "update")
    key_result = await work.lock(KeyResult, key_result_id)
    if key_result.goal_id != id:
        raise NotFound()
    if work.change(key_result, data.model_dump()):
        _check_span(key_result)
        work.touch(goal)
        work.note("goal.key_result_changed", goal, about=key_result, key_result_id=key_result_id)
    return await goals.show(work, id)


async def check_in(work: Work, key_result_id: UUID, data: schemas.CheckInCreate) -> Document[schemas.CheckIn]:
    """The goal is locked and never its key result, so entries and changes of one goal queue in one order."""
    goal = await goals.load(work, await _goal_of(work, key_result_id), "check_in")
    as_of = data.as_of or work.today
    rules.check_day(as_of, work.today)
    entry = work.add(
        CheckIn(key_result_id=key_result_id, author_id=work.actor.id, as_of=as_of, **data.model_dump(exclude={"as_of"}))
    )
    work.touch(goal)
    work.note("goal.checked_in", goal, key_result_id=key_result_id, value=data.value)
    return await check_ins.show(work, entry.id)


async def show_check_in(work: Reading, key_result_id: UUID, id: UUID) -> Document[schemas.CheckIn]:
    if await work.value(KEY_RESULT_OF, id=id) != key_result_id:
        raise NotFound()
    return await check_ins.show(work, id)


async def list_check_ins(work: Reading, key_result_id: UUID, query: schemas.CheckInQuery) -> Page[schemas.CheckIn]:
    found = await check_ins.page(work, query, key_result_id=key_result_id)
    if not found.items:  # nobody has looked yet, or there is nothing to see
        await goals.show(work, await _goal_of(work, key_result_id))
    return found


async def _goal_of(work: Reading, key_result_id: UUID) -> UUID:
    goal_id: UUID | None = await work.value(GOAL_OF, key_result_id=key_result_id)
    if goal_id is None:
        raise NotFound()
    return goal_id


async def _hold_owner(work: Work, owner_id: UUID) -> None:
    """The weights of one person's goals are a rule over several rows, so their owner stands still."""
    try:
        await work.lock(Person, owner_id)
    except NotFound:
        raise ReferenceNotFound(errors=[FieldError("/owner_id", "not_found", "there is no such person")]) from None


async def _check_weight(work: Work, goal: Goal) -> None:
    already = await work.value(OPEN_WEIGHT, owner_id=goal.owner_id, except_id=goal.id)
    rules.check_weight(already, goal.weight)


def _check_period(goal: Goal) -> None:
    if goal.due_on < goal.starts_on:
        raise rules.DueBeforeStart(errors=[FieldError("/due_on", "before_start", "must not be before starts_on")])


def _add_key_result(work: Work, goal: Goal, data: schemas.KeyResultCreate) -> KeyResult:
    key_result = work.add(KeyResult(goal_id=goal.id, **data.model_dump()))
    _check_span(key_result)
    return key_result


def _check_span(key_result: KeyResult) -> None:
    if Decimal(key_result.start_value) == Decimal(key_result.target_value):
        raise rules.NothingToMeasure(
            errors=[FieldError("/target_value", "equals_start", "must differ from start_value")]
        )
