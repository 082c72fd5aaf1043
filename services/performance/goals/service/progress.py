"""The roll-up: from check-ins to the progress of a goal and of everything above it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.performance.goal_policies.queries import policy
from services.performance.goals.queries import checks, facts
from services.performance.goals.rules.evaluation import (
    Evaluation,
    GoalFacts,
    KeyResultFacts,
    KeyResultState,
    Link,
    climb,
)
from services.performance.goals.rules.grades import Zone
from services.performance.goals.rules.health import Period
from services.performance.goals.rules.measures import KeyResultKind, Part, Reading, Scale
from services.performance.goals.rules.rollup import Parts, ProgressMethod
from services.performance.goals.rules.states import COUNTED, GoalStatus, KeyResultStatus
from shared.database.statements import in_columns
from shared.work import Reading as Look
from shared.work import Work

Row = Mapping[str, Any]
TREE = "goal tree"
AT_ONCE = 500
"""Goals that are judged anew in one transaction."""
FOLLOW_GOAL = "goals.follow"


async def hold_tree(work: Work, *, move: bool = False) -> None:
    """Before any goal is locked: whoever rolls up shares the tree, whoever moves something in it has it alone."""
    await work.hold(TREE, shared=not move)


async def follow_standards(work: Work, goal_id: UUID) -> None:
    """What a goal takes from standards is checked in after the answer, also when nothing new is measured."""
    if await work.value(checks.FOLLOWS, goal_id=goal_id):
        work.enqueue(FOLLOW_GOAL, {"goal_id": str(goal_id)})


async def roll_up(work: Work, *goal_ids: UUID) -> None:
    """Work these goals out anew, and all that they contribute to, in as many statements for one as for all."""
    ids = [row["id"] for row in await work.rows(facts.LOCK_PATH, ids=list(goal_ids))]
    for_now = await policy(work)
    links = {row["child_goal_id"]: _link(row) for row in await work.rows(facts.LINKS, ids=ids)}
    evaluated = climb(await gather(work, ids), links, await contributed(work, ids), for_now)
    await _write(work, evaluated)


async def judge_anew(work: Work, after: UUID) -> UUID | None:
    """The next open goals by a policy that has changed; the last of them, or None where there are no more."""
    await hold_tree(work)
    rows = await work.rows(facts.NEXT_OPEN, after=after, limit=AT_ONCE)
    if rows:
        await roll_up(work, *(row["id"] for row in rows))
    return rows[-1]["id"] if len(rows) == AT_ONCE else None


async def judge_those_of(work: Work, owner_id: UUID) -> None:
    """A person's open goals once more, because other days count."""
    await hold_tree(work)
    rows = await work.rows(facts.OPEN_OF_OWNER, owner_id=owner_id)
    if rows:
        await roll_up(work, *(row["id"] for row in rows))


async def worked_out(work: Look, goal_id: UUID, as_of: date) -> Evaluation:
    """A goal's progress from the check-ins up to a day, its own and those of all that contributes to it."""
    ids = [row["id"] for row in await work.rows(facts.SUBTREE, id=goal_id)]
    links = {row["child_goal_id"]: _link(row) for row in await work.rows(facts.LINKS, ids=ids)}
    sums = await contributed(work, ids)
    return climb(await gather(work, ids, as_of=as_of), links, sums, await policy(work))[-1]


async def contributed(work: Look, ids: Sequence[UUID]) -> dict[UUID, dict[UUID | None, Parts]]:
    """What goals that are not among these contribute to them."""
    sums: dict[UUID, dict[UUID | None, Parts]] = defaultdict(dict)
    for row in await work.rows(facts.CONTRIBUTED, ids=list(ids)):
        parts = Parts(row["weight"], row["weighted"], row["plain"], row["count"])
        sums[row["parent_goal_id"]][row["parent_key_result_id"]] = parts
    return sums


async def gather(work: Look, ids: Sequence[UUID], **on: date) -> list[GoalFacts]:
    """What the check-ins say of these goals, in this order; `as_of` today unless given."""
    asked = {"ids": list(ids), **on}
    parts = await _key_results(work, asked)
    goals = {row["id"]: _goal(row, parts[row["id"]]) for row in await work.rows(facts.GOALS, **asked)}
    return [goals[id] for id in ids]


async def _key_results(work: Look, asked: dict[str, Any]) -> dict[UUID, list[KeyResultFacts]]:
    rows = await work.rows(facts.KEY_RESULTS, **asked)
    milestones: dict[UUID, list[Row]] = defaultdict(list)
    if any(row["kind"] == KeyResultKind.MILESTONE for row in rows):
        for row in await work.rows(facts.MILESTONES, **asked):
            milestones[row["key_result_id"]].append(row)
    of_goal: dict[UUID, list[KeyResultFacts]] = defaultdict(list)
    for row in rows:
        of_goal[row["goal_id"]].append(_key_result(row, milestones[row["id"]]))
    return of_goal


def _goal(row: Row, key_results: Sequence[KeyResultFacts]) -> GoalFacts:
    return GoalFacts(
        row["id"],
        ProgressMethod(row["progress_method"]),
        Period(row["starts_on"], row["due_on"], tuple(zip(row["away_from"], row["away_to"], strict=True))),
        row["whole"],
        row["whole_on"],
        key_results,
        GoalStatus(row["status"]) in COUNTED,
    )


def _key_result(row: Row, milestones: Sequence[Row]) -> KeyResultFacts:
    scale = Scale(KeyResultKind(row["kind"]), *(row[column.key] for column in facts.SCALE[1:]))
    parts = [Part(one["id"], one["weight"], bool(one["value"]), one["looked_on"]) for one in milestones]
    looked = [day for day in (row["looked_on"], *(part.looked_on for part in parts)) if day is not None]
    reading = Reading(row["value"], row["zone"] and Zone(row["zone"]), parts)
    return KeyResultFacts(
        row["id"], scale, row["weight"], KeyResultStatus(row["status"]), row["cadence_days"],
        reading, max(looked, default=None),
    )  # fmt: skip


def _link(row: Row) -> Link:
    return Link(row["parent_goal_id"], row["parent_key_result_id"], row["weight"])


async def _write(work: Work, evaluated: Sequence[Evaluation]) -> None:
    await work.rows(facts.WRITE_GOALS, **in_columns([_goal_columns(one) for one in evaluated]))
    states = [state for one in evaluated for state in one.key_results]
    if states:
        await work.rows(facts.WRITE_KEY_RESULTS, **in_columns([_key_result_columns(state) for state in states]))
    parts = [part for state in states for part in state.facts.reading.parts]
    if parts:
        done = [{"id": part.id, "completed_on": part.looked_on if part.done else None} for part in parts]
        await work.rows(facts.WRITE_MILESTONES, **in_columns(done))


def _goal_columns(one: Evaluation) -> dict[str, Any]:
    turns = {name: getattr(one.turns, name) for name in ("at_risk_on", "off_track_on", "stale_on")}
    return {"id": one.goal.id, "progress": one.progress, "checked_in_on": one.looked_on, **turns}


def _key_result_columns(state: KeyResultState) -> dict[str, Any]:
    said = state.facts
    return {
        "id": said.id,
        "current_value": said.reading.value,
        "zone": state.zone,
        "progress": state.progress,
        "checked_in_on": said.looked_on,
        "status": state.status,
    }
