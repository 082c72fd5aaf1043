from uuid import UUID

from sqlalchemy import Select, select

from services.performance.goal_alignment import schemas
from services.performance.goal_alignment.queries import Link, seen, tree, way_up
from services.performance.goal_policies.queries import policy
from services.performance.goals.models import Goal, GoalAlignment, GoalContribution, KeyResult
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules import limits
from services.performance.goals.rules.states import CHECKER
from services.performance.goals.schemas import Goal as GoalDocument
from services.performance.goals.service.progress import hold_tree, roll_up
from shared.answers import Document, Page
from shared.problems import FieldError, NotFound, ReferenceNotFound
from shared.resources.resource import Held
from shared.work import Reading, Work


async def contribute(work: Work, id: UUID, data: schemas.ContributionPut) -> Document[GoalDocument]:
    """The tree stands still meanwhile, so that no two moves can close a circle together."""
    await hold_tree(work, move=True)
    goal, parent = await _both(work, id, data.parent_goal_id, "update")
    await _check(work, goal, parent, data)
    link = await work.session.scalar(select(GoalContribution).where(GoalContribution.child_goal_id == id))
    before = link.parent_goal_id if link else parent.id
    if link is None:
        link = work.add(GoalContribution(child_goal_id=id, **data.model_dump()))
    elif not work.change(link, data.model_dump()):
        return await goals.show(work, id)
    await roll_up(work, id, before)
    work.touch(goal)
    work.note("goal.contributes", goal, about=link, **data.model_dump())
    return await goals.show(work, id)


async def stop_contributing(work: Work, id: UUID) -> None:
    """Also by whoever checks in what the goal moves: it may have been put there by anybody who sees that."""
    await hold_tree(work, move=True)
    link = await work.session.scalar(select(GoalContribution).where(GoalContribution.child_goal_id == id))
    held = await goals.hold(work, sorted({id, link.parent_goal_id} if link else {id}))
    if id not in held:
        raise NotFound()
    goal = held[id].record
    work.check_version(goal)
    if link is None or not _checks_in(held.get(link.parent_goal_id)):
        goals.permit(held[id], "update")
    if link is None:
        raise NotFound()
    await work.session.delete(link)
    await roll_up(work, link.parent_goal_id)
    work.touch(goal)
    work.note("goal.contributes_no_longer", goal, parent_goal_id=link.parent_goal_id)


async def align(work: Work, id: UUID, parent_id: UUID, data: schemas.AlignmentPut) -> Document[GoalDocument]:
    await hold_tree(work, move=True)
    goal, _ = await _both(work, id, parent_id, "tend")
    await _refuse_circle(work, GoalAlignment, id, parent_id)
    link = await work.session.scalar(_alignment(id, parent_id))
    if link is None:
        link = work.add(GoalAlignment(child_goal_id=id, parent_goal_id=parent_id, note=data.note))
    elif not work.change(link, data.model_dump()):
        return await goals.show(work, id)
    work.touch(goal)
    work.note("goal.aligned", goal, about=link, parent_goal_id=parent_id)
    return await goals.show(work, id)


async def align_no_longer(work: Work, id: UUID, parent_id: UUID) -> None:
    """A goal that the caller may not see is none, also where it is served."""
    goal = await goals.load(work, id, "tend")
    link = await work.session.scalar(_alignment(id, parent_id))
    if link is None or not await work.value(seen(work.actor.scopes), id=parent_id):
        raise NotFound()
    await work.session.delete(link)
    work.touch(goal)
    work.note("goal.aligned_no_longer", goal, parent_goal_id=parent_id)


async def show_tree(work: Reading, id: UUID, query: schemas.TreeQuery) -> Page[schemas.GoalNode]:
    """The cursor is the way to the last goal shown, so a page goes on also where that goal has gone meanwhile."""
    bound_to = repr(("GoalNode", work.actor.org_id, id, query.depth))
    after = work.cursors.open(query.cursor, bound_to)[0] if query.cursor else None
    asked = {"id": id, "depth": query.depth, "limit": query.limit + 1, "after_key": after}
    rows = await work.rows(tree(work.actor.scopes), **asked)
    if not rows and query.cursor is None:
        raise NotFound()
    return work.cursors.page(rows, query.limit, bound_to)


def _checks_in(parent: Held[Goal] | None) -> bool:
    """Whether this caller sees the goal above and would say how far it is, if this one did not."""
    return parent is not None and bool(parent.facts[CHECKER.code])


def _alignment(id: UUID, parent_id: UUID) -> Select[GoalAlignment]:
    return select(GoalAlignment).where(GoalAlignment.child_goal_id == id, GoalAlignment.parent_goal_id == parent_id)


async def _both(work: Work, id: UUID, parent_id: UUID, act: str) -> tuple[Goal, Goal]:
    """The goal to change and one that this caller sees, both held, in the order in which everybody holds goals."""
    held = await goals.hold(work, sorted({id, parent_id}))
    if id not in held:
        raise NotFound()
    work.check_version(held[id].record)
    goal = goals.permit(held[id], act)
    if parent_id not in held:
        raise ReferenceNotFound(errors=[FieldError("/parent_goal_id", "not_found", "there is no such goal")])
    return goal, held[parent_id].record


async def _check(work: Work, goal: Goal, parent: Goal, data: schemas.ContributionPut) -> None:
    limits.check_place(goal.place, parent.place, any_year=(await policy(work)).allow_out_of_range)
    await _refuse_circle(work, GoalContribution, goal.id, parent.id)
    if data.parent_key_result_id is not None:
        part = await work.session.get(KeyResult, (work.actor.org_id, data.parent_key_result_id))
        if part is None or part.goal_id != parent.id:
            wrong = FieldError("/parent_key_result_id", "not_found", "the goal has no such key result")
            raise ReferenceNotFound(errors=[wrong])


async def _refuse_circle(work: Work, link: Link, id: UUID, parent_id: UUID) -> None:
    way = await work.rows(way_up(link, work.actor.scopes), id=parent_id, child_id=id)
    if way:
        wrong = FieldError("/parent_goal_id", "circle", "is below this goal, or is this goal")
        raise limits.GoalCircle(errors=[wrong], path=[id, *(row["id"] for row in way)])
