from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from services.performance.goals import policy, schemas
from services.performance.goals.models import Goal, GoalContributor
from services.performance.goals.queries import checks
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules import limits
from services.performance.goals.rules.limits import Owner, Place
from services.performance.goals.rules.rollup import ProgressMethod
from services.performance.goals.rules.states import (
    DECISIONS,
    OWNERS,
    CycleStatus,
    GoalKind,
    GoalLevel,
    Visibility,
    acts_of,
)
from services.performance.goals.service import key_results
from services.performance.goals.service.closing import keep
from services.performance.goals.service.placing import PLACED, Places, places
from services.performance.goals.service.progress import hold_tree, work_out
from services.performance.goals.service.weights import Weights, weigh
from shared.answers import Document
from shared.problems import FieldError, NotFound
from shared.resources.resource import Held
from shared.work import Work

MOVES_NUMBERS = {
    "owner_id", "owner_unit_id", "starts_on", "due_on", "progress_method", "weighting", "standard_id",
}  # fmt: skip
"""Fields from which progress or health follow."""
CHOSEN_AT_ONCE = {"key_results", "visibility", "starts_on", "due_on"}


class Span(NamedTuple):
    starts_on: date
    due_on: date


async def create(work: Work, data: schemas.GoalCreate) -> Document[schemas.Goal]:
    limits.check_owner(data.owner_id, data.owner_unit_id, data.level)
    limits.check_standard(data.standard_id, followed=data.progress_method is ProgressMethod.STANDARD)
    await policy.ensure_may_set(work, Owner(data.owner_id, data.owner_unit_id, data.level))
    span = await span_of(work, data)
    (await weigh(work, [data.owner_id])).add(data.owner_id, data.goal_cycle_id, data.weight)
    goal = work.add(
        Goal(
            **data.model_dump(exclude=CHOSEN_AT_ONCE),
            **span._asdict(),
            visibility=data.visibility or _usual_visibility(data.kind, data.level),
        )
    )
    await key_results.add_all(work, goal, data.key_results)
    work.note("goal.created", goal)
    return await goals.show(work, goal.id)


async def patch(work: Work, id: UUID, data: schemas.GoalPatch) -> Document[schemas.Goal]:
    await hold_tree(work, move=moves(data))
    held = await goals.hold_one(work, id)
    goal = permitted(held, data)
    if change(work, goal, data, await bounds(work, [(goal, data)])) and MOVES_NUMBERS & data.model_fields_set:
        await work_out(work, id)
    return await goals.show(work, id)


def permitted(held: Held[Goal], data: schemas.GoalPatch) -> Goal:
    """The goal, if this caller may change these fields of it now."""
    for act in acts_of(data.model_fields_set):
        goals.permit(held, act)
    return held.record


@dataclass(frozen=True, slots=True)
class Bounds:
    """What changes of goals are held against, read once however many they are."""

    weights: Weights
    settable: Collection[Owner]
    """Owners for whom the caller may set goals of a level, of those that are named."""
    cycles: Mapping[UUID, CycleStatus]
    """Those that are named and exist."""
    places: Places


async def bounds(
    work: Work, wanted: Sequence[tuple[Goal, schemas.GoalPatch]], *, reopened: Iterable[Goal] = ()
) -> Bounds:
    owners = {_owner(goal, data) for goal, data in wanted if OWNERS & data.model_fields_set}
    weighed = [goal.owner_id for goal, data in wanted if {"weight", "goal_cycle_id"} & data.model_fields_set]
    weighed += [goal.owner_id for goal in reopened]
    weights = await weigh(work, [*weighed, *(owner.owner_id for owner in owners)])
    named = {data.model_dump().get("goal_cycle_id") for _, data in wanted} - {None}
    cycles = await work.rows(checks.CYCLES, ids=sorted(named)) if named else ()
    return Bounds(
        weights,
        await policy.settable(work, owners),
        {row["id"]: CycleStatus(row["status"]) for row in cycles},
        await places(work, {goal.id: _place(goal, data) for goal, data in wanted if moves(data)}),
    )


def change(work: Work, goal: Goal, data: schemas.GoalPatch, within: Bounds) -> bool:
    """Checked before anything is set, so that of many goals one can fail alone."""
    wanted = data.model_dump()
    limits.check_period(wanted.get("starts_on", goal.starts_on), wanted.get("due_on", goal.due_on))
    method = wanted.get("progress_method", goal.progress_method)
    limits.check_standard(wanted.get("standard_id", goal.standard_id), followed=method is ProgressMethod.STANDARD)
    wanted |= _handed_over(work, goal, data, within)
    if moves(data):
        within.places.put(goal.id, _place(goal, data))
        within.places.check(goal.id, data.model_fields_set)
    _weigh(goal, wanted, within)
    changed = work.change(goal, wanted)
    if changed:
        work.note("goal.updated", goal)
    return changed


def moves(data: schemas.GoalPatch) -> bool:
    """Whether a goal stands elsewhere after it, so that nobody else may move meanwhile."""
    return not data.model_fields_set.isdisjoint(PLACED)


def _place(goal: Goal, data: schemas.GoalPatch) -> Place:
    owner = _owner(goal, data) if OWNERS & data.model_fields_set else goal.place.owner
    wanted = data.model_dump()
    return Place(owner, wanted.get("starts_on", goal.starts_on), wanted.get("due_on", goal.due_on))


def _weigh(goal: Goal, wanted: Mapping[str, Any], within: Bounds) -> None:
    """Its weight counts where it goes, and no longer where it was."""
    cycle_id = wanted.get("goal_cycle_id", goal.goal_cycle_id)
    if cycle_id is not None and cycle_id != goal.goal_cycle_id:
        limits.check_cycle(within.cycles.get(cycle_id))
    before, after = (goal.owner_id, goal.goal_cycle_id), (wanted.get("owner_id", goal.owner_id), cycle_id)
    weight = wanted.get("weight", goal.weight)
    within.weights.add(*after, weight - goal.weight if before == after else weight)
    if before != after:
        within.weights.add(*before, -goal.weight)


def _handed_over(work: Work, goal: Goal, data: schemas.GoalPatch, within: Bounds) -> dict[str, UUID | None]:
    """Its new owner, if one is named; who names a person means no unit, and the other way round."""
    if not OWNERS & data.model_fields_set:
        return {}
    owner = _owner(goal, data)
    limits.check_owner(owner.owner_id, owner.owner_unit_id, goal.level)
    policy.check_settable(work, owner, within.settable)
    return {"owner_id": owner.owner_id, "owner_unit_id": owner.owner_unit_id}


def _owner(goal: Goal, data: schemas.GoalPatch) -> Owner:
    given = {name: value for name, value in data.model_dump().items() if name in OWNERS}
    return Owner(given.get("owner_id"), given.get("owner_unit_id"), goal.level)


async def transition(work: Work, id: UUID, data: schemas.GoalTransition) -> Document[schemas.Goal]:
    """Whatever state a goal leaves or enters, what it contributes to is worked out anew."""
    await hold_tree(work)
    held = await goals.hold_one(work, id, version_required=True)
    step(work, held, data, await weigh(work, [held.record.owner_id] if data.action == "reopen" else []))
    await work_out(work, id)
    await keep(work, [id] if data.action == "grade" else [])
    return await goals.show(work, id)


def step(work: Work, held: Held[Goal], data: schemas.GoalTransition, weights: Weights) -> None:
    goal, to = held.record, goals.after(held, data.action, data.reason)
    match data.action:
        case "reopen":
            weights.add(goal.owner_id, goal.goal_cycle_id, goal.weight)
            work.change(goal, {"final_score": None, "score_comment": None, "closed_reason": None})
        case "cancel":
            work.change(goal, {"closed_reason": data.reason})
    work.change(goal, {"status": to})
    acted_for = held.facts["decides_for"] if data.action in DECISIONS else None
    work.note(f"goal.{data.action}", goal, on_behalf_of=acted_for, reason=data.reason)


async def propose_score(work: Work, id: UUID, data: schemas.ScoreProposal) -> Document[schemas.Goal]:
    goal = await goals.load(work, id, "propose_score")
    if work.change(goal, data.model_dump()):
        work.note("goal.score_proposed", goal)
    return await goals.show(work, id)


async def lock(work: Work, id: UUID, *, locked: bool) -> Document[schemas.Goal]:
    held = await goals.hold_one(work, id)
    goal = goals.permit(held, "decide_change")
    if work.change(goal, {"locked": locked}):
        happened = "goal.locked" if locked else "goal.unlocked"
        work.note(happened, goal, on_behalf_of=held.facts["decides_for"])
    return await goals.show(work, id)


async def add_contributor(work: Work, id: UUID, data: schemas.ContributorCreate) -> Document[schemas.Goal]:
    goal = await goals.load(work, id, "tend")
    work.add(GoalContributor(goal_id=id, **data.model_dump()))
    work.touch(goal)
    work.note("goal.contributor_added", goal, person_id=data.person_id)
    return await goals.show(work, id)


async def remove_contributor(work: Work, id: UUID, person_id: UUID) -> None:
    goal = await goals.load(work, id, "tend")
    of_goal = GoalContributor.goal_id == id, GoalContributor.person_id == person_id
    helper = await work.session.scalar(select(GoalContributor).where(*of_goal))
    if helper is None:
        raise NotFound()
    await work.session.delete(helper)
    work.touch(goal)
    work.note("goal.contributor_removed", goal, person_id=person_id)


def _usual_visibility(kind: GoalKind, level: GoalLevel) -> Visibility:
    if level is not GoalLevel.INDIVIDUAL:
        return Visibility.PUBLIC
    return Visibility.PRIVATE if kind is GoalKind.DEVELOPMENT else Visibility.CHAIN


async def span_of(work: Work, data: schemas.GoalCreate | schemas.CarryOver) -> Span:
    """What is not said is as long as the cycle."""
    cycle = None
    if data.goal_cycle_id is not None:
        cycle = await work.row(checks.CYCLES, ids=[data.goal_cycle_id])
        limits.check_cycle(CycleStatus(cycle["status"]) if cycle else None)
    starts_on = data.starts_on or (cycle["starts_on"] if cycle else work.today)
    due_on = data.due_on or (cycle["ends_on"] if cycle else None)
    if due_on is None:
        raise limits.DueMissing(errors=[FieldError("/due_on", "missing", "is required without a cycle")])
    limits.check_period(starts_on, due_on)
    return Span(starts_on, due_on)
