"""A goal goes on in another time, with what remains of it and all that it hangs together with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.performance.goal_policies.queries import policy
from services.performance.goals import schemas
from services.performance.goals.models import (
    Goal,
    GoalAlignment,
    GoalContribution,
    GoalContributor,
    KeyResult,
    Milestone,
)
from services.performance.goals.queries.carrying import ABOVE, LINKS, Link
from services.performance.goals.queries.documents import goals
from services.performance.goals.queries.together import Row
from services.performance.goals.rules import limits, measures
from services.performance.goals.rules.states import KeyResultStatus
from services.performance.goals.service.goals import span_of
from services.performance.goals.service.key_results import FIGURES, scale_of
from services.performance.goals.service.progress import hold_tree, roll_up
from services.performance.goals.service.weights import weigh
from services.performance.people.models import Person
from services.performance.people.rules.employment import PersonStatus
from shared.answers import Document
from shared.work import Work

STAYS = (
    "owner_id", "owner_unit_id", "title", "description", "kind", "level", "visibility", "progress_method",
    "standard_id", "weighting", "weight", "critical",
)  # fmt: skip
STAYS_OF_PART = set(schemas.KeyResultCreate.model_fields) - {"milestones", "due_on", *FIGURES}


async def carry_over(work: Work, id: UUID, data: schemas.CarryOver) -> Document[schemas.Goal]:
    """The old goal keeps everything. Its links are made anew, to what stands at their other end now."""
    await hold_tree(work, move=True)
    old = await goals.load(work, id, "carry_over")
    span = await span_of(work, data)
    (await weigh(work, [old.owner_id])).add(old.owner_id, data.goal_cycle_id, old.weight)
    stays = {name: getattr(old, name) for name in STAYS}
    goal = work.add(Goal(**stays, **span._asdict(), goal_cycle_id=data.goal_cycle_id, carried_from_goal_id=id))
    await _carry_key_results(work, old, goal, go_on=data.from_current_values)
    await _carry_contributors(work, old, goal)
    work.note("goal.created", goal, carried_from_goal_id=id)
    work.note("goal.carried_over", old, to_goal_id=goal.id)
    await _carry_links(work, old, goal)
    return replace(await goals.show(work, goal.id), collection="goals")


async def _carry_key_results(work: Work, old: Goal, goal: Goal, *, go_on: bool) -> None:
    """Those that are neither done nor dropped, from where they are or from where they began."""
    open_ones = select(KeyResult).where(KeyResult.goal_id == old.id, KeyResult.status == KeyResultStatus.ACTIVE)
    parts = (await work.session.scalars(open_ones.order_by(KeyResult.id))).all()
    milestones = await _milestones(work, parts)
    for one in parts:
        scale = measures.going_on(scale_of(one), one.current_value) if go_on else scale_of(one)
        figures = {name: getattr(scale, name) for name in FIGURES}
        stays = {name: getattr(one, name) for name in STAYS_OF_PART}
        copy = work.add(KeyResult(goal_id=goal.id, carried_from_key_result_id=one.id, **stays, **figures))
        for part in milestones[one.id]:
            if part.completed_on is None or not go_on:
                work.add(Milestone(key_result_id=copy.id, title=part.title, weight=part.weight, due_on=None))


async def _milestones(work: Work, parts: Sequence[KeyResult]) -> Mapping[UUID, list[Milestone]]:
    of_parts = select(Milestone).where(Milestone.key_result_id.in_([one.id for one in parts])).order_by(Milestone.id)
    found = defaultdict[UUID, list[Milestone]](list)
    for milestone in await work.session.scalars(of_parts):
        found[milestone.key_result_id].append(milestone)
    return found


async def _carry_contributors(work: Work, old: Goal, goal: Goal) -> None:
    """Those who still work here."""
    helper = GoalContributor
    helpers = select(helper.person_id, helper.role).join(Person, Person.id == helper.person_id)
    helpers = helpers.where(helper.goal_id == old.id, Person.status == PersonStatus.ACTIVE).order_by(helper.id)
    for person_id, role in await work.session.execute(helpers):
        work.add(GoalContributor(goal_id=goal.id, person_id=person_id, role=role))


async def _carry_links(work: Work, old: Goal, goal: Goal) -> None:
    await work.flush()
    found = await LINKS.rows(work, old_id=old.id, new_id=goal.id)
    ends = {row[name] for rows in found.values() for row in rows for name in ("child_goal_id", "parent_goal_id")}
    if ends:
        held = select(Goal).where(Goal.id.in_(ends)).order_by(Goal.id).with_for_update(key_share=True)
        linked = {one.id: one for one in await work.session.scalars(held)}
        await _align(work, goal, await _without_circles(work, GoalAlignment, goal, found["alignments"]), linked)
        links = await _without_circles(work, GoalContribution, goal, found["contributions"])
        await _contribute(work, old, goal, links, linked)


async def _without_circles(work: Work, link: Link, goal: Goal, rows: Sequence[Row]) -> list[Row]:
    """What stands above the goal already is not put below it."""
    parents = [row["parent_goal_id"] for row in rows if row["parent_goal_id"] != goal.id]
    above = {row["id"] for row in await work.rows(ABOVE[link], ids=parents)} if parents else set()
    return [row for row in rows if row["child_goal_id"] not in above]


async def _align(work: Work, goal: Goal, rows: Iterable[Row], linked: Mapping[UUID, Goal]) -> None:
    for row in {(row["child_goal_id"], row["parent_goal_id"]): row for row in rows}.values():
        child = linked[row["child_goal_id"]]
        work.add(GoalAlignment(child_goal_id=child.id, parent_goal_id=row["parent_goal_id"], note=row["note"]))
        _note(work, "goal.aligned", goal, child, parent_goal_id=row["parent_goal_id"])


async def _contribute(work: Work, old: Goal, goal: Goal, rows: Sequence[Row], linked: Mapping[UUID, Goal]) -> None:
    """A goal contributes to one only, so what has found another place meanwhile stays there."""
    any_year, parts = (await policy(work)).allow_out_of_range, await _parts(work, rows)
    of_children = GoalContribution.child_goal_id.in_({row["child_goal_id"] for row in rows})
    links = await work.session.scalars(select(GoalContribution).where(of_children))
    standing = {link.child_goal_id: link for link in links}
    for row in rows:
        child, parent = linked[row["child_goal_id"]], linked[row["parent_goal_id"]]
        link, served = standing.get(child.id), row["parent_key_result_id"]
        part_id = parts.get((parent.id, served))
        elsewhere, finished = link is not None and link.parent_goal_id != old.id, bool(served) and part_id is None
        if elsewhere or finished or limits.misplaced(child.place, parent.place, any_year=any_year):
            continue
        said = {"parent_goal_id": parent.id, "parent_key_result_id": part_id, "weight": row["weight"]}
        if link is None:
            work.add(GoalContribution(child_goal_id=child.id, **said))
        else:
            work.change(link, said)
        _note(work, "goal.contributes", goal, child, **said)
    await roll_up(work, old.id, goal.id)


async def _parts(work: Work, rows: Sequence[Row]) -> Mapping[tuple[UUID, UUID | None], UUID]:
    """By its goal and the key result that was contributed to: what that has become there."""
    served = {row["parent_key_result_id"] for row in rows} - {None}
    part = KeyResult
    there = or_(part.carried_from_key_result_id.in_(served), part.id.in_(served))
    found = select(part.id, part.goal_id, part.carried_from_key_result_id).where(there)
    parts = await work.session.execute(found.where(part.status != KeyResultStatus.DROPPED))
    return {(goal_id, known): id for id, goal_id, carried_from in parts for known in (id, carried_from)}


def _note(work: Work, happened: str, goal: Goal, child: Goal, **said: Any) -> None:
    """Another goal than the new one has changed by it."""
    if child is not goal:
        work.touch(child)
    work.note(happened, child, **said)
