from uuid import UUID

from services.performance.goals.service.progress import FOLLOW_GOAL
from services.performance.measurements.rules import FOLLOW_STANDARD
from services.performance.standard_check_ins import service
from shared.jobs.declared import Jobs, Run
from shared.work import Work

jobs = Jobs()
SCOPES = ("goals:read:all", "goals:write:all")


@jobs.handles(FOLLOW_STANDARD, *SCOPES)
async def follow_standard(work: Work, run: Run) -> None:
    """Worked out again it changes nothing, so it bears being run twice."""
    await service.after_a_batch(work, **{name: UUID(id) for name, id in run.payload.items()})


@jobs.handles(FOLLOW_GOAL, *SCOPES)
async def follow_goal(work: Work, run: Run) -> None:
    await service.of_goal(work, UUID(run.payload["goal_id"]))
