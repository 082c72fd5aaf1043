from typing import NamedTuple
from uuid import UUID

from services.performance.goal_cycles import schemas
from services.performance.goal_cycles.queries import END_GOALS, goal_cycles
from services.performance.goals.models import GoalCycle
from services.performance.goals.rules.limits import CycleEndsBeforeStart
from services.performance.goals.service.progress import hold_tree
from shared.answers import Document
from shared.problems import FieldError
from shared.schemas import TransitionRequest
from shared.work import Work


class Ended(NamedTuple):
    """What an event needs to know of a goal that a statement moved."""

    id: UUID
    version: int


async def create(work: Work, data: schemas.GoalCycleCreate) -> Document[schemas.GoalCycle]:
    cycle = work.add(GoalCycle(**data.model_dump()))
    _check_period(cycle)
    work.note("goal_cycle.created", cycle)
    return await goal_cycles.show(work, cycle.id)


async def patch(work: Work, id: UUID, data: schemas.GoalCyclePatch) -> Document[schemas.GoalCycle]:
    cycle = await goal_cycles.load(work, id, "update")
    if work.change(cycle, data.model_dump()):
        _check_period(cycle)
        work.note("goal_cycle.updated", cycle)
    return await goal_cycles.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.GoalCycle]:
    """Grading a cycle ends its active goals; their progress stays as it is.

    No goal moves meanwhile, and whoever puts one into the cycle is waited for before anybody asks what is still open.
    """
    await hold_tree(work, move=True)
    await work.lock(GoalCycle, id)
    cycle = await goal_cycles.advance(work, id, data.action, data.reason)
    if data.action == "grade":
        for row in await work.rows(END_GOALS, id=id):
            work.note("goal.end", Ended(row["id"], row["version"]), goal_cycle_id=id)
    work.note(f"goal_cycle.{data.action}", cycle, reason=data.reason)
    return await goal_cycles.show(work, id)


def _check_period(cycle: GoalCycle) -> None:
    if cycle.ends_on < cycle.starts_on:
        wrong = FieldError("/ends_on", "before_start", "must not be before starts_on")
        raise CycleEndsBeforeStart(errors=[wrong])
