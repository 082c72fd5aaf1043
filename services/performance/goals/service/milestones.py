from uuid import UUID

from services.performance.goals import schemas
from services.performance.goals.models import Goal, KeyResult, Milestone
from services.performance.goals.queries import checks
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules import limits
from services.performance.goals.rules.measures import KeyResultKind, NothingToMeasure
from services.performance.goals.service.key_results import load, worked_out
from services.performance.goals.service.progress import hold_tree, work_out
from shared.answers import Document
from shared.problems import FieldError, NotFound
from shared.work import Work


async def add(work: Work, id: UUID, key_result_id: UUID, data: schemas.MilestoneCreate) -> Document[schemas.Goal]:
    await hold_tree(work)
    goal, key_result = await load(work, id, key_result_id)
    await put(work, goal, key_result, data)
    return await worked_out(work, goal)


async def put(work: Work, goal: Goal, key_result: KeyResult, data: schemas.MilestoneCreate) -> None:
    if key_result.kind is not KeyResultKind.MILESTONE:
        wrong = FieldError("/kind", "not_of_kind", "only a key result of kind milestone has milestones")
        raise NothingToMeasure(errors=[wrong])
    limits.check_milestones(await work.value(checks.MILESTONES_OF, key_result_id=key_result.id))
    milestone = work.add(Milestone(key_result_id=key_result.id, **data.model_dump()))
    work.note("goal.milestone_added", goal, key_result_id=key_result.id, milestone_id=milestone.id)


async def patch(
    work: Work, id: UUID, key_result_id: UUID, milestone_id: UUID, data: schemas.MilestonePatch
) -> Document[schemas.Goal]:
    await hold_tree(work)
    goal, key_result = await load(work, id, key_result_id)
    if change(work, goal, await of(work, key_result, milestone_id), data):
        return await worked_out(work, goal)
    return await goals.show(work, id)


def change(work: Work, goal: Goal, milestone: Milestone, data: schemas.MilestonePatch) -> bool:
    changed = work.change(milestone, data.model_dump())
    if changed:
        part_id = milestone.key_result_id
        work.note("goal.milestone_changed", goal, about=milestone, key_result_id=part_id, milestone_id=milestone.id)
    return changed


async def delete(work: Work, id: UUID, key_result_id: UUID, milestone_id: UUID) -> None:
    await hold_tree(work)
    goal, key_result = await load(work, id, key_result_id)
    await remove(work, goal, await of(work, key_result, milestone_id))
    work.touch(goal)
    await work_out(work, id)


async def remove(work: Work, goal: Goal, milestone: Milestone) -> None:
    """What was checked in stays, so only what nobody has checked in goes."""
    others = await work.value(checks.MILESTONES_OF, key_result_id=milestone.key_result_id) - 1
    limits.check_removable(others, checked_in=await work.value(checks.CHECKED_IN, milestone_id=milestone.id))
    await work.session.delete(milestone)
    part_id = milestone.key_result_id
    work.note("goal.milestone_removed", goal, key_result_id=part_id, milestone_id=milestone.id, title=milestone.title)


async def of(work: Work, key_result: KeyResult, milestone_id: UUID) -> Milestone:
    """The milestone, held; it must be this key result's."""
    milestone = await work.lock(Milestone, milestone_id)
    if milestone.key_result_id != key_result.id:
        raise NotFound()
    return milestone
