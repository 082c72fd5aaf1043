"""The roll-up: from check-ins to the progress of a goal and of everything above it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from services.performance.counters.rules import FOLD_COUNTS, MANY
from services.performance.goal_policies.rules import DEFAULT, Figures
from services.performance.goals.models import Goal, KeyResult, Milestone
from services.performance.goals.queries import checks, facts
from services.performance.goals.queries.together import Found, Row
from services.performance.goals.rules.evaluation import (
    Evaluation,
    GoalFacts,
    Kept,
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
from shared.work import Work

TREE = "goal tree"
AT_ONCE = 500
"""Goals that are judged anew in one transaction."""
FOLLOW_GOAL = "goals.follow"


async def hold_tree(work: Work, *, move: bool = False) -> None:
    """Before any goal is locked: whoever rolls up shares the tree, whoever moves something in it has it alone."""
    await work.hold(TREE, shared=not move)


async def lock(work: Work, goal_ids: Collection[UUID], key_result_ids: Collection[UUID] = ()) -> list[UUID]:
    """These goals, those of these key results and all above them, children before their parents."""
    named = {"ids": list(goal_ids), "key_result_ids": list(key_result_ids)}
    return [row["id"] for row in await work.rows(facts.LOCK_PATH, **named)]


async def work_out(work: Work, *goal_ids: UUID) -> None:
    """After anything but a check-in: what they take from standards may have changed too."""
    await follow_standards(work, goal_ids)
    await roll_up(work, *goal_ids)


async def follow_standards(work: Work, goal_ids: Collection[UUID]) -> None:
    """What goals take from standards is checked in after the answer, also when nothing new is measured."""
    for row in await work.rows(checks.FOLLOWING, ids=list(goal_ids)):
        work.enqueue(FOLLOW_GOAL, {"goal_id": str(row["id"])})


async def roll_up(work: Work, *goal_ids: UUID) -> None:
    """Work these goals out anew, and all that they contribute to, in as many statements for one as for all."""
    await roll_up_locked(work, await lock(work, goal_ids))


async def roll_up_locked(work: Work, path: Sequence[UUID]) -> None:
    """The same for goals that `lock` has given already."""
    await _write(work, evaluated(await facts.FACTS.rows(work, ids=list(path)), path))
    if len(path) >= MANY:
        work.enqueue(FOLD_COUNTS, {})


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


def evaluated(found: Found, ids: Sequence[UUID]) -> list[Evaluation]:
    """Of what `facts_of` these goals found; children come before their parents."""
    goals = goals_of(found)
    links = {row["child_goal_id"]: _link(row) for row in found["links"]}
    sums: dict[UUID, dict[UUID | None, Parts]] = defaultdict(dict)
    for row in found["contributed"]:
        parts = Parts(row["weight"], row["weighted"], row["plain"], row["count"])
        sums[row["parent_goal_id"]][row["parent_key_result_id"]] = parts
    return climb([goals[id] for id in ids], links, sums, figures_of(found))


def figures_of(found: Found) -> Figures:
    return Figures(**found["figures"][0]) if found["figures"] else DEFAULT


def goals_of(found: Found) -> dict[UUID, GoalFacts]:
    milestones, parts, away = (defaultdict[UUID, list[Any]](list) for _ in range(3))
    for row in found["milestones"]:
        milestones[row["key_result_id"]].append(row)
    for row in found["key_results"]:
        parts[row["goal_id"]].append(_key_result(row, milestones[row["id"]]))
    for row in found["absences"]:
        away[row["goal_id"]].append((row["starts_on"], row["ends_on"]))
    return {row["id"]: _goal(row, parts[row["id"]], away[row["id"]]) for row in found["goals"]}


def _goal(row: Row, key_results: Sequence[KeyResultFacts], away: Sequence[Any]) -> GoalFacts:
    return GoalFacts(
        row["id"],
        ProgressMethod(row["progress_method"]),
        Period(row["starts_on"], row["due_on"], tuple(away)),
        row["whole"],
        row["whole_on"],
        key_results,
        GoalStatus(row["status"]) in COUNTED,
        Kept(row["kept"]) if row["closed_on"] else None,
    )


def _key_result(row: Row, milestones: Sequence[Row]) -> KeyResultFacts:
    scale = Scale(KeyResultKind(row["kind"]), *(row[column.key] for column in facts.SCALE[1:]))
    parts = [Part(one["id"], one["weight"], bool(one["value"]), one["looked_on"]) for one in milestones]
    looked = [day for day in (row["looked_on"], *(part.looked_on for part in parts)) if day is not None]
    reading = Reading(row["value"], row["zone"] and Zone(row["zone"]), parts)
    return KeyResultFacts(
        row["id"], scale, row["weight"], KeyResultStatus(row["status"]), row["cadence_days"],
        reading, max(looked, default=None), row["accepted_progress"],
    )  # fmt: skip


def _link(row: Row) -> Link:
    return Link(row["parent_goal_id"], row["parent_key_result_id"], row["weight"])


async def _write(work: Work, goals: Sequence[Evaluation]) -> None:
    moving = [one for one in goals if one.goal.kept is None]
    states = [state for one in moving for state in one.key_results]
    parts = [part for state in states for part in state.facts.reading.parts]
    done = [{"id": part.id, "completed_on": part.looked_on if part.done else None} for part in parts]
    await work.rows(
        facts.WRITE,
        **facts.arguments_of(Goal, [_goal_columns(one) for one in moving]),
        **facts.arguments_of(KeyResult, [_key_result_columns(state) for state in states]),
        **facts.arguments_of(Milestone, done),
    )


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
        "next_check_in_on": state.next_check_in_on,
        "status": state.status,
    }
